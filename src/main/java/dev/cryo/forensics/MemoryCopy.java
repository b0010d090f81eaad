package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Windows;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The memory of one process, written piece behind piece for a program that reads files, and where each piece came from. */
final class MemoryCopy {

    /**
     * Memory without a gap in addresses.
     *
     * @param offset in the copy
     * @param mapped whether addresses are the process's; else they are offsets
     */
    private record Piece(long offset, long address, long length, boolean mapped) {

        boolean isBehind(Piece other) {
            return mapped == other.mapped && address == other.address + other.length;
        }

        Piece with(Piece next) {
            return new Piece(offset, address, length + next.length, mapped);
        }
    }

    /** An address in the process; of memory that is not mapped, an offset. */
    record Place(long address, boolean mapped) {}

    private final List<Piece> pieces = new ArrayList<>();

    private MemoryCopy() {}

    /**
     * Writes all that the checkpoint holds of a process, as far as it can be read: what cannot is noted in the evidence.
     */
    static MemoryCopy write(Asked asked, DumpedProcess process, OutputStream out, Watch watch) throws IOException {
        var copy = new MemoryCopy();
        try {
            asked.guarded(() -> copy.append(process, out, watch));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return copy;
    }

    private void append(DumpedProcess process, OutputStream out, Watch watch) {
        long offset = 0;
        try (var windows = new Windows(List.of(process), 0, 0, watch)) {
            for (var next = windows.next(); next.isPresent(); next = windows.next()) {
                var window = next.get();
                window.bytes().writeTo(out);
                add(new Piece(offset, window.address(), window.bytes().length(), window.mapped()));
                offset += window.bytes().length();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Piece piece) {
        if (!pieces.isEmpty() && piece.isBehind(pieces.getLast())) {
            pieces.add(pieces.removeLast().with(piece));
        } else {
            pieces.add(piece);
        }
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Where a range of the copy lies in the process; nothing for one over memory that does not lie together there. */
    Optional<Place> place(long offset, long length) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pieces.get(middle).offset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return pieces.stream()
                .skip(low)
                .findFirst()
                .filter(piece -> offset >= piece.offset() && offset + length <= piece.offset() + piece.length())
                .map(piece -> new Place(piece.address() + offset - piece.offset(), piece.mapped()));
    }
}
