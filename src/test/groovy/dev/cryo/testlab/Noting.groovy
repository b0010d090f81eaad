package dev.cryo.testlab

import dev.cryo.verb.Watch

/** Hears what a verb notes. */
class Noting implements Watch {

    @Delegate private final Watch nobody = NOBODY
    private final List<String> notes

    Noting(List<String> notes) {
        this.notes = notes
    }

    @Override
    void note(String line) {
        notes << line
    }
}
