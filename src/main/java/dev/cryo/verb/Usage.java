package dev.cryo.verb;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares a verb on its request record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Usage {

    /** The heading under which {@code help} lists a verb. */
    enum Group {
        TIME("Time travel"),
        EVIDENCE("Evidence"),
        CONTAINERS("Containers"),
        STORE("The store"),
        /** Those that only mean something where other lines follow. */
        PROMPT("At the prompt"),
        CRYO("Cryo itself"),
        /** The user's own scripts. */
        OWN("Your own");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** The verb as typed, lower case; two words for a verb of a family ({@code lab up}). */
    String name();

    /** One line without a full stop. */
    String summary();

    /** Paragraphs below the summary in the verb's help. */
    String[] details() default {};

    /** Command lines without the leading {@code cryo}; each runs in the test suite. At least one. */
    String[] examples();

    Group group();
}
