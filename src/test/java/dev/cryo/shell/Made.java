package dev.cryo.shell;

import dev.cryo.criu.Reading;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Size;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values of any type that a row may hold, for those who must see how each is shown. Its texts are hostile. */
final class Made {

    static final String HOSTILE = "a\033[2Jb\u202ec";

    private Made() {}

    /** A value of a type, with all that it holds. */
    static Object of(Type type) {
        return switch (type) {
            case Class<?> plain -> of(plain);
            case ParameterizedType of -> of(of);
            case WildcardType any -> of(any.getUpperBounds()[0]);
            case TypeVariable<?> any -> of(any.getBounds()[0]);
            case GenericArrayType _ -> throw new AssertionError("no row should hold an array: " + type);
            default -> throw new AssertionError(type);
        };
    }

    private static Object of(ParameterizedType type) {
        var raw = (Class<?>) type.getRawType();
        var first = type.getActualTypeArguments()[0];
        if (raw == Optional.class) {
            return Optional.of(of(first));
        }
        if (raw == Reading.class) {
            return Reading.of(of(first));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return new LinkedHashMap<>(Map.of(of(first), of(type.getActualTypeArguments()[1])));
        }
        return Collection.class.isAssignableFrom(raw) || raw == Iterable.class ? List.of(of(first)) : of(raw);
    }

    private static Object of(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isSealed() && type.isInterface()) {
            return of(type.getPermittedSubclasses()[0]);
        }
        if (type == ContainerId.class) {
            return Samples.ID;
        }
        if (type == CheckpointId.class) {
            return new CheckpointId("0123456789abcdef");
        }
        if (type == TimelineKey.class) {
            return new TimelineKey("ENGINE:1", Samples.ID);
        }
        if (type == CheckpointRef.class) {
            return CheckpointRef.of("web@1");
        }
        if (type.isRecord()) {
            return record(type);
        }
        return switch (type.getName()) {
            case "int", "java.lang.Integer" -> 42;
            case "long", "java.lang.Long" -> 4242L;
            case "double", "java.lang.Double" -> 0.5;
            case "boolean", "java.lang.Boolean" -> true;
            case "java.lang.String", "java.lang.Object", "java.lang.CharSequence" -> HOSTILE;
            case "java.time.Duration" -> Duration.ofMillis(1500);
            case "java.time.Instant" -> Instant.EPOCH;
            case "java.nio.file.Path" -> Path.of("/x");
            case "java.util.regex.Pattern" -> Pattern.compile("x");
            case "dev.cryo.criu.Bytes" -> dev.cryo.criu.Bytes.of(new byte[] {1, 2});
            case "dev.cryo.script.CheckpointHandle" -> handle(type);
            default -> throw new AssertionError("nobody can make a " + type);
        };
    }

    private static Object handle(Class<?> type) {
        try {
            var constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(of(Checkpoint.class), null, null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("nobody can make a " + type, e);
        }
    }

    private static Object record(Class<?> type) {
        var components = type.getRecordComponents();
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            try {
                return constructor.newInstance(values(components));
            } catch (InvocationTargetException e) {
                return plainly(type, e);
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("nobody can make a " + type, e);
        }
    }

    private static Object[] values(RecordComponent[] components) {
        return Arrays.stream(components).map(component -> of(component.getGenericType())).toArray();
    }

    /** Names and sizes refuse what is no such. */
    private static Object plainly(Class<?> type, InvocationTargetException why) throws ReflectiveOperationException {
        if (type == Size.class) {
            return new Size(42);
        }
        if (type.getRecordComponents().length == 1 && type.getRecordComponents()[0].getType() == String.class) {
            var constructor = type.getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            return constructor.newInstance("web");
        }
        throw new AssertionError("nobody can make a " + type, why.getCause());
    }

    /** Whether there can be objects of just this class. */
    static boolean isConcrete(Class<?> type) {
        return !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
    }
}
