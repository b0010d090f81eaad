package dev.cryo.shell;

import dev.cryo.verb.Watch;

/** A watch that shows the present step somewhere. */
interface ShowingWatch extends Watch {

    /** Removes the step that is shown: something else is about to be printed. */
    void clear();
}
