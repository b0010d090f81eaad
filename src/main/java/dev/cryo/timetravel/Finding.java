package dev.cryo.timetravel;

import java.util.Optional;

/**
 * One thing that was looked at. Texts may quote the container.
 *
 * @param about what it is about, a word or two
 * @param detail what was seen
 * @param remedy what to do about it
 */
public record Finding(Verdict verdict, String about, String detail, Optional<String> remedy) {

    static Finding fine(String about, String detail) {
        return new Finding(Verdict.FINE, about, detail, Optional.empty());
    }

    /** The same where it fails no dump: what comes after is another matter. */
    Finding tolerated() {
        return verdict == Verdict.FAILS ? new Finding(Verdict.LOST, about, detail, remedy) : this;
    }

    static Finding of(Verdict verdict, String about, String detail, String remedy) {
        return new Finding(verdict, about, detail, Optional.of(remedy));
    }
}
