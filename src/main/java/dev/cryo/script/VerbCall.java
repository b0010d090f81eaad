package dev.cryo.script;

import dev.cryo.catalog.Catalog;
import dev.cryo.catalog.Entry;
import dev.cryo.catalog.Interruption;
import dev.cryo.containers.Subjects;
import dev.cryo.verb.Binder;
import dev.cryo.verb.Condition;
import dev.cryo.verb.NearestName;
import dev.cryo.verb.Parameter;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Problem;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.VerbShape;
import dev.cryo.verb.Watch;
import groovy.lang.Closure;
import groovy.lang.MissingMethodException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.codehaus.groovy.runtime.InvokerInvocationException;
import org.jspecify.annotations.Nullable;

/**
 * A verb as a Groovy method: {@code checkpoint('web', label: 'x')}. The one converter between Groovy's calls and the
 * request records that the command line fills too.
 */
public final class VerbCall {

    private final Catalog catalog;
    private final Subjects subjects;
    private final Binder binder;
    private final Watch watch;
    private final Interruption interruption;

    /** @param watch what verbs that a script calls tell; their results go to the script, not to a printer */
    public VerbCall(
            Catalog catalog, Subjects subjects, ValueTypes types, Watch watch, Interruption interruption) {
        this(catalog, subjects, new Binder(types, Binder.Spelling.GROOVY), watch, interruption);
    }

    private VerbCall(Catalog catalog, Subjects subjects, Binder binder, Watch watch, Interruption interruption) {
        this.catalog = catalog;
        this.subjects = subjects;
        this.binder = binder;
        this.watch = watch;
        this.interruption = interruption;
    }

    /** These verbs for objects, which return what a container prints, and do not print it as well. */
    VerbCall unprinted() {
        return new VerbCall(catalog, subjects, binder, new Unprinted(watch), interruption);
    }

    /** The verb that a method's name means: {@code labUp} is {@code lab up}. */
    public Optional<Entry<?, ?>> verb(String method) {
        return catalog.entries().stream()
                .filter(entry -> VerbShape.methodName(entry.name()).equals(method))
                .findFirst();
    }

    /** The names of all methods that are verbs. */
    public List<String> methods() {
        return catalog.entries().stream()
                .map(entry -> VerbShape.methodName(entry.name()))
                .toList();
    }

    /**
     * Calls a verb as Groovy calls methods: named arguments arrive as a map in front.
     *
     * @throws Problem as the verb threw it, or of kind USAGE when the arguments are wrong
     */
    public Object call(String method, Object... arguments) {
        if (arguments.length > 0 && arguments[0] instanceof Map<?, ?> named) {
            return call(method, named, List.of(arguments).subList(1, arguments.length));
        }
        return call(method, Map.of(), List.of(arguments));
    }

    /**
     * Calls a verb; a text is returned as a string, a document as its tree.
     *
     * @param named component name → value
     * @param positional the arguments in their order; closures stand for functional interfaces
     */
    public Object call(String method, Map<?, ?> named, List<?> positional) {
        var entry = verb(method)
                .orElseThrow(() -> Problem.usage("there is no verb '" + method + "'")
                        .remedy(NearestName.to(method, methods())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("'help' lists the verbs")));
        var given = new LinkedHashMap<String, Object>();
        named.forEach((name, value) -> put(given, entry, String.valueOf(name), value));
        place(entry.shape(), positional).forEach((name, value) -> {
            if (given.containsKey(name)) {
                throw Problem.usage(method + ": '" + name + "' is given by name and by place");
            }
            put(given, entry, name, value);
        });
        try {
            Object result = interruption.verb(() -> entry.call(binder, given, watch));
            return switch (result) {
                case Verb.Text(var text) -> text;
                case Verb.Document(var tree) -> tree;
                case Picture picture -> picture.rows();
                case PluginVerb.Done done -> done.orFail();
                default -> result;
            };
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls a verb as the method of an object, which is the verb's first argument: what Groovy's {@code methodMissing} is
     * for.
     *
     * @param stands what stands for the object, by the types of arguments that it can be
     * @throws MissingMethodException when no verb of that name begins with such an argument
     */
    Object about(Class<?> object, Map<Class<?>, ?> stands, String method, Object arguments) {
        var given = arguments instanceof Object[] several ? List.of(several) : List.of(arguments);
        var first = verb(method)
                .flatMap(entry -> entry.shape().arguments().stream().findFirst())
                .flatMap(argument -> Optional.<Object>ofNullable(stands.get(argument.type())))
                .orElseThrow(() -> new MissingMethodException(method, object, given.toArray()));
        boolean hasNamed = !given.isEmpty() && given.getFirst() instanceof Map;
        var placed = new ArrayList<>(List.of(first));
        placed.addAll(given.subList(hasNamed ? 1 : 0, given.size()));
        return call(method, hasNamed ? (Map<?, ?>) given.getFirst() : Map.of(), placed);
    }

    /** A list among the arguments stands for what it holds. */
    private static Map<String, Object> place(VerbShape shape, List<?> positional) {
        var flat = positional.stream()
                .flatMap(each -> each instanceof Collection<?> several ? several.stream() : Stream.ofNullable(each))
                .toList();
        var placed = shape.place(flat);
        if (!placed.left().isEmpty()) {
            int most = shape.arguments().size();
            throw Problem.usage(
                    shape.name() + " takes " + (most == 0 ? "no" : "only " + most) + " arguments without a name");
        }
        return placed.byName();
    }

    private void put(Map<String, Object> given, Entry<?, ?> entry, String name, Object value) {
        if (value instanceof Closure<?> closure) {
            given.put(
                    name,
                    entry.shape()
                            .parameter(name)
                            .map(Parameter::type)
                            .map(type -> as(type, closure))
                            .orElse(closure));
        } else if (value != null) {
            given.put(name, value);
        }
    }

    private Object as(Class<?> type, Closure<?> closure) {
        if (type == Condition.class) {
            return condition(closure);
        }
        return isFunctional(type) ? DefaultGroovyMethods.asType(closure, type) : closure;
    }

    /** A closure of a script as a condition: what it throws is the script's own, and goes through the verb. */
    Condition condition(Closure<?> closure) {
        return new GroovyCondition(closure, this, subjects, (called, about) -> {
            try {
                return interruption.<@Nullable Object>script(() -> called.call(about));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new InvokerInvocationException(e);
            }
        });
    }

    private static boolean isFunctional(Class<?> type) {
        return type.isInterface()
                && Arrays.stream(type.getMethods())
                                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                                .count()
                        == 1;
    }
}
