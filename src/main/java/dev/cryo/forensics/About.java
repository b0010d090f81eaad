package dev.cryo.forensics;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Included;

/** What a question is about: one evidence, and processes of it. */
public record About(
        @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence,
        @Included Whose whose) {

    /** About all of it. */
    public static About all(Evidence evidence) {
        return new About(evidence, Whose.ALL);
    }
}
