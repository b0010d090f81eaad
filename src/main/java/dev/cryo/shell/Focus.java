package dev.cryo.shell;

import dev.cryo.forensics.Evidence;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Parameter.Arity;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.VerbShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The container that a command means when it names none. Pure: it decides by the words and the verb's declaration alone,
 * so that the same line always means the same.
 */
record Focus(Optional<ContainerName> container) {

    static final Focus NONE = new Focus(Optional.empty());

    /** What was given by place, with the container where it was left out. */
    List<String> complete(VerbShape shape, List<String> given) {
        return container
                .filter(name -> shape.group() != Usage.Group.PROMPT)
                .map(name -> complete(name.text(), shape.arguments(), given))
                .orElse(given);
    }

    private static List<String> complete(String name, List<Parameter> arguments, List<String> given) {
        if (arguments.isEmpty()) {
            return given;
        }
        if (arguments.getFirst().type() == ContainerName.class) {
            return isLeftOut(arguments, given)
                    ? Stream.concat(Stream.of(name), given.stream()).toList()
                    : given;
        }
        return references(name, arguments, given);
    }

    private static boolean isLeftOut(List<Parameter> arguments, List<String> given) {
        if (given.isEmpty()) {
            return true;
        }
        boolean more = arguments.getFirst().arity() != Arity.LIST && arguments.size() > 1;
        if (!more || arguments.stream().anyMatch(Parameter::verbatim)) {
            return false;
        }
        var second = arguments.get(1);
        long needed = arguments.stream().filter(Parameter::required).count();
        return given.size() < needed
                || !isName(given.getFirst())
                || (given.size() == 1 && saysMore(second.type(), given.getFirst()));
    }

    /** Whether a word that might be a container's name is rather what follows it: a number, one of a few words. */
    private static boolean saysMore(Class<?> type, String word) {
        return (type == Integer.class && word.matches("\\d+")) || ValueTypes.choices(type).contains(word);
    }

    private static boolean isName(String word) {
        try {
            var _ = new ContainerName(word);
            return true;
        } catch (Problem e) {
            return false;
        }
    }

    /** Of checkpoints that are named without their container; evidence that is not named is where the container stands. */
    private static List<String> references(String name, List<Parameter> arguments, List<String> given) {
        var words = new ArrayList<String>();
        for (int i = 0; i < given.size(); i++) {
            var type = arguments.get(Math.min(i, arguments.size() - 1)).type();
            words.add(isReference(type, given.get(i)) ? name + "@" + given.get(i).replaceFirst("^@", "") : given.get(i));
        }
        if (given.isEmpty() && arguments.getFirst().required() && arguments.getFirst().type() == Evidence.class) {
            words.add(name + "@~0");
        }
        return List.copyOf(words);
    }

    private static boolean isReference(Class<?> type, String word) {
        if (type == Evidence.class) {
            return word.matches("~\\d+|@[^/]+");
        }
        if (type != CheckpointRef.class) {
            return false;
        }
        try {
            var ref = CheckpointRef.of(word);
            return ref.container().isEmpty() && !(ref.which() instanceof Which.ById);
        } catch (Problem e) {
            return false; // the verb's own words for it are better
        }
    }
}
