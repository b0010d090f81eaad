package dev.cryo.catalog;

import dev.cryo.verb.Argument;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.VerbShape;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Explains one verb, or lists them all. */
public final class HelpVerb implements Verb<HelpVerb.Request, Verb.Text> {

    @Usage(
            name = "help",
            summary = "List the commands, or explain one",
            examples = {"help", "help version", "help --man"},
            group = Usage.Group.CRYO)
    public record Request(
            @Argument(label = "COMMAND", help = "the command to explain", required = false) List<VerbName> command,
            @Option(help = "all of it as a page for man; cryo.1 of a checkout is this") boolean man) {}

    private final List<Verb<?, ?>> others;
    private final Map<String, Problem> refused;

    /**
     * @param others the verbs beside {@code help} and {@code version}
     * @param refused why names that a user gave are none
     */
    HelpVerb(List<? extends Verb<?, ?>> others, Map<String, Problem> refused) {
        this.others = List.copyOf(others);
        this.refused = refused;
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        var shapes = Stream.concat(
                        others.stream().<VerbShape>map(Verb::shape),
                        Stream.of(VerbShape.of(Request.class), VerbShape.of(VersionVerb.Request.class)))
                .toList();
        var name = request.command().stream().map(VerbName::text).collect(Collectors.joining(" "));
        if (request.man()) {
            return new Text(ManualPage.of(shapes));
        }
        if (name.isEmpty()) {
            return new Text(HelpPage.ofAll(shapes, refused));
        }
        for (var shape : shapes) {
            if (shape.name().equals(name)) {
                return new Text(HelpPage.of(shape));
            }
        }
        var family = shapes.stream()
                .filter(shape -> shape.name().startsWith(name + " "))
                .toList();
        var why = refused.get(name);
        if (family.isEmpty() && why != null) {
            throw why;
        }
        if (family.isEmpty()) {
            throw unknown(name, shapes.stream().map(VerbShape::name).toList());
        }
        return new Text(HelpPage.ofFamily(family));
    }

    private static Problem unknown(String name, List<String> known) {
        return Problem.usage("there is no command '" + name + "'")
                .remedy(NearestName.to(name, known)
                        .map(near -> "did you mean 'help " + near + "'?")
                        .orElse("'help' lists the commands"));
    }
}
