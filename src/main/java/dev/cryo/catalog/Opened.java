package dev.cryo.catalog;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is made when it is first asked for. */
final class Opened<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T value;

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

    /** It, if it is there; does not wait for one that is just being made, for who asks so may be about to leave. */
    Optional<T> ifOpened() {
        return Optional.ofNullable(value);
    }
}
