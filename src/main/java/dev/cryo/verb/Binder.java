package dev.cryo.verb;

import java.io.File;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fills a request record from what a face was given, by component name. The one way to make a request from words. */
public final class Binder {

    /** How a face writes the name of a component, so that messages use the words that the user typed. */
    public enum Spelling {
        COMMAND_LINE {
            @Override
            public String of(Parameter parameter) {
                return parameter.positional() ? parameter.label() : "--" + parameter.longName();
            }
        },
        GROOVY {
            @Override
            public String of(Parameter parameter) {
                return parameter.name();
            }
        };

        public abstract String of(Parameter parameter);
    }

    private final ValueTypes types;
    private final Spelling spelling;

    public Binder(ValueTypes types, Spelling spelling) {
        this.types = types;
        this.spelling = spelling;
    }

    /**
     * Makes a request.
     *
     * @param given component name → a word, a list of words, or values that have the right type already
     * @throws Problem of kind USAGE: an unknown name, a missing or unreadable value, or what the record's constructor
     *     refuses
     */
    public <Q extends Record> Q bind(Class<Q> request, Map<String, ?> given) {
        var shape = VerbShape.of(request);
        refuseUnknown(shape, given.keySet());
        return fill(request, shape, given);
    }

    /**
     * The values of a verb that is declared elsewhere than on a record, by the names of its parameters; those that were not
     * given have their defaults.
     *
     * @throws Problem of kind USAGE as {@link #bind} throws it
     */
    public Map<String, Object> values(VerbShape shape, Map<String, ?> given) {
        refuseUnknown(shape, given.keySet());
        var values = new LinkedHashMap<String, Object>();
        for (var parameter : shape.parameters()) {
            values.put(parameter.name(), value(shape, parameter, given.get(parameter.name())));
        }
        return values;
    }

    private <T extends Record> T fill(Class<T> type, VerbShape shape, Map<String, ?> given) {
        var values = Arrays.stream(type.getRecordComponents())
                .map(component -> component.isAnnotationPresent(Included.class)
                        ? fill(component.getType().asSubclass(Record.class), shape, given)
                        : value(shape, Parameter.of(component), given.get(Parameter.nameOf(component))))
                .toArray();
        var components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return type.cast(ValueTypes.newRecord(type, components, values));
    }

    private void refuseUnknown(VerbShape shape, Collection<String> names) {
        for (var name : names) {
            if (shape.parameter(name).isEmpty()) {
                var known = shape.parameters().stream().map(Parameter::name).toList();
                throw Problem.usage(shape.name() + " has no argument '" + name + "'")
                        .remedy(NearestName.to(name, known)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse(known.isEmpty() ? "it takes none" : "it takes " + String.join(", ", known)));
            }
        }
    }

    private Object value(VerbShape shape, Parameter parameter, @Nullable Object given) {
        Object raw = given instanceof Optional<?> optional ? optional.orElse(null) : given;
        if (raw == null || (raw instanceof Collection<?> none && none.isEmpty())) {
            return missing(shape, parameter);
        }
        return switch (parameter.arity()) {
            case LIST -> raw instanceof Collection<?> several
                    ? several.stream().map(each -> convert(parameter, each)).toList()
                    : List.of(convert(parameter, raw));
            case OPTIONAL -> Optional.of(convert(parameter, raw));
            case ONE, SWITCH -> convert(parameter, raw);
        };
    }

    private Object missing(VerbShape shape, Parameter parameter) {
        if (parameter.required()) {
            throw Problem.usage(shape.name() + " needs " + spelling.of(parameter)
                            + (parameter.help().isEmpty() ? "" : ": " + parameter.help()))
                    .remedy("'help " + shape.name() + "' shows how it is called");
        }
        return switch (parameter.arity()) {
            case LIST -> parameter.fallback().isEmpty()
                    ? List.of()
                    : List.of(convert(parameter, parameter.fallback()));
            case OPTIONAL -> Optional.empty();
            case ONE, SWITCH -> convert(parameter, parameter.fallback());
        };
    }

    private Object convert(Parameter parameter, Object raw) {
        var type = parameter.type();
        if (ValueTypes.boxed(type).isInstance(raw)) {
            return raw;
        }
        return switch (raw) {
            case File file when type == Path.class -> file.toPath();
            case File file when type == Place.class -> new Place.Here(file.toPath());
            case Path path when type == Place.class -> new Place.Here(path);
            // Evidence may be a folder or a file in one.
            case File file -> read(parameter, file.toString());
            case Path path -> read(parameter, path.toString());
            case BigDecimal number -> read(parameter, number.toPlainString());
            case CharSequence text -> read(parameter, text.toString());
            case Number number -> read(parameter, number.toString());
            case Boolean bool -> read(parameter, bool.toString());
            // A checkpoint or container of the Groovy face stands for its own name.
            case Brief named -> read(parameter, named.toString());
            case Record record when ValueTypes.overText(record.getClass()) -> read(parameter, record.toString());
            default ->
                throw Problem.usage(spelling.of(parameter) + " takes " + types.label(type) + ", not a "
                        + raw.getClass().getSimpleName());
        };
    }

    private Object read(Parameter parameter, String text) {
        try {
            return types.read(parameter.type(), text);
        } catch (Problem problem) {
            if (parameter.positional()) {
                throw problem;
            }
            var named = Problem.usage(spelling.of(parameter) + ": " + problem.what())
                    .evidence(problem.evidence())
                    .cause(problem);
            throw problem.remedy().map(named::remedy).orElse(named);
        }
    }
}
