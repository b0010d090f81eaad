package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a checkpoint says about something: a value, or why it has none. A checkpoint does not hold everything (unchanged
 * pages of files, the memory of dead tasks); that is no failure, but it is never shown as an empty value either.
 */
public sealed interface Reading<T> {

    record Value<T>(T value) implements Reading<T> {}

    /**
     * There is none.
     *
     * @param why one line without a full stop; may quote the container
     */
    record Absent<T>(String why) implements Reading<T> {}

    static <T> Reading<T> of(T value) {
        return new Value<>(value);
    }

    static <T> Reading<T> absent(String why) {
        return new Absent<>(why);
    }

    default boolean isPresent() {
        return this instanceof Value;
    }

    default Optional<T> toOptional() {
        return switch (this) {
            case Value<T>(var value) -> Optional.of(value);
            case Absent<T> _ -> Optional.empty();
        };
    }

    default T orElse(T fallback) {
        return switch (this) {
            case Value<T>(var value) -> value;
            case Absent<T> _ -> fallback;
        };
    }

    /**
     * The value of what the caller calls {@code what}.
     *
     * @throws Problem with the reason when there is none
     */
    default T orFail(String what) {
        return switch (this) {
            case Value<T>(var value) -> value;
            case Absent<T>(var why) ->
                throw Problem.failed(what + " is not in the checkpoint").evidence(why);
        };
    }

    default <U> Reading<U> map(Function<? super T, ? extends U> change) {
        return flatMap(value -> of(change.apply(value)));
    }

    default <U> Reading<U> flatMap(Function<? super T, Reading<U>> change) {
        return switch (this) {
            case Value<T>(var value) -> change.apply(value);
            case Absent<T>(var why) -> absent(why);
        };
    }
}
