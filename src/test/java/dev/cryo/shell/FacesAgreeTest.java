package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Entry;
import dev.cryo.catalog.HelpPage;
import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import dev.cryo.catalog.Workspace;
import dev.cryo.script.VerbCall;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Binder;
import dev.cryo.verb.Condition;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Problem;
import dev.cryo.verb.VerbShape;
import dev.cryo.verb.Watch;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Walks the catalog: command line, completion, help and Groovy know each component by the same declaration. */
class FacesAgreeTest {

    private static final Toolbox REAL = new Workspace(Settings.NONE, Map.of(), line -> {});
    private static final Toolbox SAMPLES = new Samples(Settings.NONE);

    /** Those of a session too: they are not Groovy's, but declared and typed as all others. */
    static Stream<Arguments> typed() {
        var nothing = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var streams = new Streams(InputStream.nullInputStream(), nothing, nothing, false, false, false);
        var session = new Session(Invocation.of(List.of()), streams, SAMPLES, new Interruption());
        var catalog = session.catalog();
        var toolbox = new Samples(SAMPLES.completions()) {
            @Override
            public Catalog catalog() {
                return catalog;
            }
        };
        return Stream.concat(
                verbs(), catalog.entries().stream()
                        .filter(entry -> SAMPLES.catalog().find(entry.name()).isEmpty())
                        .map(entry -> Arguments.of(entry.name(), entry, toolbox)));
    }

    static Stream<Arguments> verbs() {
        return Stream.of(REAL, SAMPLES).flatMap(toolbox ->
                toolbox.catalog().entries().stream().map(entry -> Arguments.of(entry.name(), entry, toolbox)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void everyVerbIsExplained(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var shape = entry.shape();
        assertTrue(name.matches("[a-z][a-z-]*( [a-z][a-z-]*)?"), "a name of one word, or two for a family");
        assertFalse(shape.summary().isBlank() || shape.summary().endsWith("."), "a summary without a full stop");
        assertFalse(shape.examples().isEmpty(), "at least one example");
        var page = HelpPage.of(shape);
        for (var parameter : shape.parameters()) {
            assertFalse(parameter.help().isBlank() || parameter.help().endsWith("."), parameter + ": one line of help");
            assertTrue(
                    page.contains(parameter.positional() ? parameter.label() : "--" + parameter.longName()),
                    () -> parameter.name() + " is on the page");
        }
        assertFalse(LineKind.KEYWORDS.contains(name.split(" ", -1)[0]), "no verb is named as a keyword of Groovy");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void everyExampleCanBeRead(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var shown = new HashSet<String>();
        for (var example : entry.shape().examples()) {
            // What stands behind a pipe or a redirection is not Cryo's.
            var words = Words.of(example.replaceFirst("\\s[|>][^'\"]*$", ""));
            var command = words.getFirst().equals("cryo") ? words.subList(1, words.size()) : words;
            var match = toolbox.catalog().match(command);
            shown.add(match.entry().name());
            var line = VerbLine.read(match.entry().shape(), match.rest());
            if (!line.help()) {
                bind(match.entry(), line.given(), toolbox);
            }
        }
        assertTrue(shown.contains(name), () -> "an example shows the verb itself, not only " + shown);
    }

    private static <Q extends Record> void bind(Entry<Q, ?> entry, Map<String, ?> given, Toolbox toolbox) {
        var types = toolbox.types().with(Condition.class, "GROOVY", text -> ANY);
        var binder = new Binder(types, Binder.Spelling.COMMAND_LINE);
        assertEquals(entry.verb().request(), binder.bind(entry.verb().request(), given).getClass());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void theCommandLineKnowsEachOption(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var shape = entry.shape();
        for (var option : shape.options()) {
            boolean isSwitch = option.arity() == Parameter.Arity.SWITCH;
            var spellings = new ArrayList<>(List.of("--" + option.longName()));
            if (!option.letter().isEmpty()) {
                spellings.add("-" + option.letter());
            }
            for (var spelling : spellings) {
                var words = isSwitch ? List.of(spelling) : List.of(spelling, "x");
                var given = VerbLine.read(shape, words).given();
                var value = isSwitch ? "true" : option.arity() == Parameter.Arity.LIST ? List.of("x") : "x";
                assertEquals(Map.of(option.name(), value), given, spelling);
            }
            if (isSwitch) {
                for (var value : List.of("true", "false")) {
                    var given = VerbLine.read(shape, List.of("--" + option.longName() + "=" + value)).given();
                    assertEquals(Map.of(option.name(), value), given);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void completionOffersEachOption(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var offered = new HashSet<String>();
        completion(toolbox)
                .candidates(List.of(name.split(" ", -1)), "--")
                .forEach(candidate -> offered.add(candidate.value()));
        for (var option : entry.shape().options()) {
            assertTrue(offered.contains("--" + option.longName()), () -> option.longName() + " in " + offered);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typed")
    void completionOffersTheVerb(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var words = List.of(name.split(" ", -1));
        var before = words.subList(0, words.size() - 1);
        var offered = completion(toolbox).candidates(before, words.getLast());
        assertTrue(offered.stream().anyMatch(candidate -> candidate.value().equals(words.getLast())));
    }

    /** Groovy names each component; a name it does not know is refused before anything is done. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("verbs")
    void groovyKnowsEachComponent(String name, Entry<?, ?> entry, Toolbox toolbox) {
        var calls = new VerbCall(toolbox.catalog(), Subjects.none(), toolbox.types(), Watch.NOBODY, new Interruption());
        var method = VerbShape.methodName(name);
        assertEquals(entry.name(), calls.verb(method).orElseThrow().name());
        var refused = assertThrows(Problem.class, () -> calls.call(method, Map.of("noSuchThing", 1)));
        assertEquals(Problem.Kind.USAGE, refused.kind());
        for (var parameter : entry.shape().parameters()) {
            // The unknown name is refused, not the known one before it.
            var given = new LinkedHashMap<String, Object>();
            given.put(parameter.name(), new Object());
            given.put("noSuchThing", 1);
            var problem = assertThrows(Problem.class, () -> calls.call(method, given));
            assertTrue(problem.what().contains("noSuchThing"), problem.what());
        }
    }

    private static final Condition ANY = new Condition() {
        @Override
        public Object value(Object about) {
            return about;
        }

        @Override
        public boolean holds(Object about) {
            return true;
        }
    };

    @Test
    void noTwoVerbsShareAMethod() {
        for (var toolbox : List.of(REAL, SAMPLES)) {
            Catalog catalog = toolbox.catalog();
            var methods = catalog.entries().stream()
                    .map(entry -> VerbShape.methodName(entry.name()))
                    .toList();
            assertEquals(methods.size(), new HashSet<>(methods).size());
        }
    }

    @Test
    void completionGoesByType() {
        var completion = completion(SAMPLES);
        assertEquals(List.of("db", "web"), values(completion, List.of("freeze"), ""));
        assertEquals(List.of("web"), values(completion, List.of("freeze", "--leave-running", "db"), "w"));
        assertEquals(List.of("close-all", "keep"), values(completion, List.of("freeze", "--tcp"), ""));
        assertEquals(List.of("--tcp=keep"), values(completion, List.of("freeze", "web"), "--tcp=k"));
        assertEquals(List.of("web@~1"), values(completion, List.of("look", "web"), ""));
        assertEquals(List.of(), values(completion, List.of("look", "web", "x"), ""));
        assertEquals(List.of(), values(completion, List.of("exec", "web"), ""), "a command's own words are not ours");
        assertEquals(List.of("up"), values(completion, List.of("lab"), ""));
        assertEquals(List.of("lab", "list", "look"), values(completion, List.of("help"), "l"));
        assertEquals(List.of("--label"), values(completion, List.of("freeze", "--leave-running"), "--l"));
        assertEquals(List.of(), values(completion, List.of("freeze", "--"), "--l"));
    }

    private static CommandCompletion completion(Toolbox toolbox) {
        return new CommandCompletion(toolbox.catalog(), toolbox.completions());
    }

    private static List<String> values(CommandCompletion completion, List<String> before, String typed) {
        return completion.candidates(before, typed).stream()
                .map(candidate -> candidate.value())
                .sorted()
                .toList();
    }
}
