package dev.cryo.catalog;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is made when it is first asked for. */
final class Opened<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private @Nullable T value;

    Opened(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        var made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }

    /** It, if it was ever asked for. */
    synchronized Optional<T> ifOpened() {
        return Optional.ofNullable(value);
    }
}
