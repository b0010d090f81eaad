package dev.cryo.timetravel;

import java.util.Locale;

/** How the memory of a restored container comes back. */
enum Pages {
    /** CRIU restores all of it itself. */
    EAGER,
    /** From a process of its own, all of it before the first instruction. */
    LAZY,
    /** From a process of its own, while the container runs already, guarded (guard.pl). */
    EARLY;

    /** As arm.sh calls it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
