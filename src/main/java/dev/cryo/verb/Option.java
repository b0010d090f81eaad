package dev.cryo.verb;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A named component of a request record. The long name is the component's name in kebab case; the Groovy name is the
 * component's name. Its type says what it takes: {@code boolean} is a switch, {@code List} may be repeated,
 * {@code Optional} may be missing, anything else has a {@link #fallback}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

    /** One line without a full stop. */
    String help();

    /** The name, for the command line and for Groovy, where a word of Java's stands in the way; empty: the component's. */
    String name() default "";

    /** A single-letter name beside the long one, such as {@code "d"}; empty for none. */
    String letter() default "";

    /** What stands for the value in the usage line, such as {@code DIR}; empty: derived from the type. */
    String label() default "";

    /** The value, in words as typed, of an option that is neither given nor {@code Optional}. */
    String fallback() default "";
}
