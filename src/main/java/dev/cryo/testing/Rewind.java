package dev.cryo.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.spockframework.runtime.extension.ExtensionAnnotation;

/**
 * Puts a container back to a checkpoint before each test of a class, or before one test: memory, files and volumes.
 *
 * <pre>{@code
 * @Rewind("db@seeded")
 * class OrdersTest {
 *     @Test void anOrderIsKept() { … }      // finds the database as it was seeded
 * }
 * }</pre>
 *
 * <p>The checkpoint is there before: {@code cryo checkpoint --leave-running --label seeded db}, or {@link TimeMachine} in a
 * setup of the suite. Connections to the container are closed by the rewind: open them in the test, or let the pool do so.
 * The engine and the store are those that the command {@code cryo} would take; the system properties {@code cryo.host} and
 * {@code cryo.store} name others.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Repeatable(Rewind.All.class)
@ExtendWith(RewindBeforeEach.class)
@ExtensionAnnotation(RewindFeatures.class)
public @interface Rewind {

    /** The checkpoint, as every verb takes it: {@code db@seeded}; with {@link #container} the part behind the {@code @}. */
    String value();

    /** The container, if {@link #value} does not name it. */
    String container() default "";

    /** Put all containers back that were checkpointed together with it. */
    boolean together() default false;

    /** Several containers, one after the other. */
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    @ExtendWith(RewindBeforeEach.class)
    @interface All {
        Rewind[] value();
    }
}
