package dev.cryo.verb;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A positional component of a request record, in the order of the components. {@code Optional} may be missing; a
 * {@code List} takes all that remain but for those behind it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Argument {

    /** What stands for it in the usage line, such as {@code CONTAINER}. */
    String label();

    /** One line without a full stop. */
    String help();

    /** For a {@code List}: at least one is needed. */
    boolean required() default true;

    /** For a {@code List}: everything from the first of them on is taken as it stands, options too (a command). */
    boolean verbatim() default false;
}
