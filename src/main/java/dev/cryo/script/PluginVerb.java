package dev.cryo.script;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Binder;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.VerbShape;
import dev.cryo.verb.Watch;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A script as a verb. Its help declares it: that is read in the script's text, and Groovy is not loaded before the verb is
 * called.
 */
public final class PluginVerb implements Verb<PluginVerb.Request, PluginVerb.Done> {

    @Usage(name = "plugin", summary = "A script of the user's", examples = "plugin", group = Usage.Group.OWN)
    public record Request(
            @Argument(label = "ARGUMENT", help = "a word for the script", required = false, verbatim = true)
            List<String> words) {}

    /**
     * What a script came to. What it has printed was shown.
     *
     * @param status what it ended itself with; 0 when it came to its end
     * @param value of its last statement
     */
    public record Done(String name, int status, @Nullable Object value) implements Watch.Shown {

        /** What a script that called the verb gets: the value, and true where there is none. */
        Object orFail() {
            if (status != 0) {
                throw Problem.failed("'" + name + "' ended with status " + status);
            }
            return value == null ? true : value;
        }
    }

    /** Runs a script. */
    @FunctionalInterface
    public interface Runner {
        /**
         * Runs it to its end.
         *
         * @param out where it prints
         * @return the value of its last statement
         */
        @Nullable Object run(ScriptSource source, List<String> words, PrintStream out);
    }

    private final String name;
    private final PluginFile file;
    private final Runner runner;
    private @Nullable VerbShape shape;
    private @Nullable Problem broken;

    PluginVerb(String name, PluginFile file, Runner runner) {
        this.name = name;
        this.file = file;
        this.runner = runner;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized VerbShape shape() {
        var known = shape;
        if (known == null) {
            known = declared();
            shape = known;
        }
        return known;
    }

    /** A script that declares nonsense must not take the list of commands with it. */
    private VerbShape declared() {
        try {
            return file.shape(name);
        } catch (Problem problem) {
            broken = problem;
        } catch (IllegalStateException e) {
            broken = Problem.failed("the help of '" + name + "' is no declaration")
                    .evidence(String.valueOf(e.getMessage()))
                    .cause(e);
        }
        return PluginFile.ofAnyWords(name, "refused: " + broken.what());
    }

    /** The words that the script gets: what was given by name, then what was given by place. */
    @Override
    public Request bind(Binder binder, Map<String, ?> given) {
        var declared = shape();
        if (broken != null) {
            throw broken;
        }
        var values = binder.values(declared, given);
        var words = new ArrayList<String>();
        for (var option : declared.options()) {
            if (given.containsKey(option.name())) {
                switch (option.arity()) {
                    case SWITCH -> {
                        if (Boolean.TRUE.equals(values.get(option.name()))) {
                            words.add("--" + option.longName());
                        }
                    }
                    case ONE, OPTIONAL, LIST -> words.add("--" + option.longName() + "=" + word(values.get(option.name())));
                }
            }
        }
        var placed = declared.arguments().stream()
                .filter(argument -> given.containsKey(argument.name()))
                .flatMap(argument -> values.get(argument.name()) instanceof Collection<?> several
                        ? several.stream()
                        : Stream.ofNullable(values.get(argument.name())))
                .map(PluginVerb::word)
                .toList();
        if (file.isDeclared() && placed.stream().anyMatch(word -> word.startsWith("-"))) {
            words.add("--");
        }
        words.addAll(placed);
        return new Request(List.copyOf(words));
    }

    /** A value as it is typed. */
    private static String word(@Nullable Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(PluginVerb::word).orElse("");
            case Duration time -> time.toSeconds() + "s" + time.toNanosPart() / 1000 + "us";
            case Size size -> Long.toString(size.bytes());
            case null -> "";
            default -> value.toString();
        };
    }

    @Override
    public Done run(Request request, Watch watch) {
        var source = file.source();
        // Line by line: a script may take all night, and somebody looks.
        try (var out = new PrintStream(new BufferedOutputStream(shownBy(watch)), true, StandardCharsets.UTF_8)) {
            return new Done(name, 0, runner.run(source, request.words(), out));
        } catch (ScriptExit exit) {
            return new Done(name, exit.status(), null);
        }
    }

    /** What an object's method leaves to its caller is a container's output, not a script's. */
    private static OutputStream shownBy(Watch watch) {
        var shown = watch instanceof Unprinted unprinted ? unprinted.watch() : watch;
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                shown.write(Watch.Stream.OUT, Arrays.copyOfRange(bytes, from, from + length));
            }
        };
    }
}
