package dev.cryo.forensics;

import dev.cryo.verb.Argument;

/** What a question is about that has nothing to do with single processes. */
public record EvidenceOnly(
        @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence) {

    Asked open(EvidenceReader reader) {
        return Asked.of(reader, About.all(evidence));
    }
}
