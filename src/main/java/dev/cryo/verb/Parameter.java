package dev.cryo.verb;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One component of a request record, as every face sees it.
 *
 * @param name the component's name, which is its name in Groovy
 * @param longName the same in kebab case, which is its name on a command line
 * @param letter a single-letter name beside it, or empty
 * @param type what one value is: for a {@code List} or an {@code Optional}, of its element
 * @param positional given by its place, not by its name
 * @param required must be given; a required list needs at least one
 * @param verbatim takes all that follows as it stands
 * @param fallback the value, in words, when it is not given; empty for none
 * @param help one line
 * @param label what stands for the value in a usage line
 */
public record Parameter(
        String name,
        String longName,
        String letter,
        Class<?> type,
        Arity arity,
        boolean positional,
        boolean required,
        boolean verbatim,
        String fallback,
        String help,
        String label) {

    /** How many values there may be. */
    public enum Arity {
        ONE,
        OPTIONAL,
        LIST,
        /** A boolean: its name alone means true. */
        SWITCH
    }

    /**
     * Reads a component.
     *
     * @throws IllegalStateException when its declaration makes no sense, which is a mistake in Cryo itself
     */
    static Parameter of(RecordComponent component) {
        var option = component.getAnnotation(Option.class);
        var argument = component.getAnnotation(Argument.class);
        if ((option == null) == (argument == null)) {
            throw new IllegalStateException(component + " needs either @Option or @Argument");
        }
        var type = element(component);
        var arity = arity(component, type);
        var name = nameOf(component);
        if (argument != null) {
            if (arity == Arity.SWITCH || (argument.verbatim() && arity != Arity.LIST)) {
                throw new IllegalStateException(component + " cannot be such an @Argument");
            }
            boolean required = arity == Arity.ONE || (arity == Arity.LIST && argument.required());
            return new Parameter(
                    name, kebab(name), "", type, arity, true, required, argument.verbatim(), "", argument.help(),
                    argument.label());
        }
        var given = Optional.ofNullable(option).orElseThrow();
        boolean required = arity == Arity.ONE && given.fallback().isEmpty();
        var fallback = arity == Arity.SWITCH && given.fallback().isEmpty() ? "false" : given.fallback();
        return new Parameter(
                name, kebab(name), given.letter(), type, arity, false, required, false, fallback, given.help(),
                given.label());
    }

    /** What the faces call a component. */
    static String nameOf(RecordComponent component) {
        var option = component.getAnnotation(Option.class);
        return option == null || option.name().isEmpty() ? component.getName() : option.name();
    }

    private static Class<?> element(RecordComponent component) {
        var type = component.getType();
        if (type != List.class && type != Optional.class) {
            return type;
        }
        if (component.getGenericType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> element) {
            return element;
        }
        if (component.getGenericType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof ParameterizedType element
                && element.getRawType() instanceof Class<?> raw
                && raw != List.class
                && raw != Optional.class) {
            return raw;
        }
        throw new IllegalStateException(component + " nests types that no face can fill");
    }

    private static Arity arity(RecordComponent component, Class<?> element) {
        var type = component.getType();
        if (type == List.class) {
            return Arity.LIST;
        }
        if (type == Optional.class) {
            return Arity.OPTIONAL;
        }
        return element == boolean.class ? Arity.SWITCH : Arity.ONE;
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
