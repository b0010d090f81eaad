package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Match;
import dev.cryo.verb.Brief;

/** Bytes of a container, shown as printable ASCII with escapes for all else: in full, or in a table their beginning. */
public record Contents(Bytes bytes) implements Brief {

    private static final int SHOWN = 64;

    @Override
    public String brief() {
        return bytes.length() <= SHOWN ? toString() : Match.printable(bytes.slice(0, SHOWN).latin1()) + "…";
    }

    @Override
    public String toString() {
        return Match.printable(bytes.latin1());
    }
}
