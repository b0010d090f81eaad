package dev.cryo.timetravel;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a restore proves. Judged is what a fresh start cannot have; what may change as soon as the container runs is
 * reported.
 */
public record Receipt(List<Compared> compared) {

    /**
     * One thing that was compared with the checkpoint.
     *
     * @param judged whether it must be equal
     * @param detail one line; may quote the container
     */
    public record Compared(String what, boolean judged, boolean equal, String detail) {
        @Override
        public String toString() {
            return what + ": " + (equal ? "as in the checkpoint" : judged ? "NOT as in the checkpoint" : "changed since")
                    + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    /** Everything that is judged was compared, and is equal. */
    public boolean holds() {
        return compared.stream().anyMatch(Compared::judged)
                && compared.stream().filter(Compared::judged).allMatch(Compared::equal);
    }

    @Override
    public String toString() {
        return compared.stream().map(Compared::toString).collect(Collectors.joining("; "));
    }
}
