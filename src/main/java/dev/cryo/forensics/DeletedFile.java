package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A file that was deleted while it was open, which CRIU calls a ghost ({@code ghost-file-ID.img}).
 *
 * @param path that it had; hostile
 * @param file CRIU's number of the open file
 * @param entry {@code ghost_file_entry}
 * @param pieces what is not a hole, ascending
 */
record DeletedFile(String path, Optional<Long> file, Fields entry, List<Piece> pieces) {

    private static final Pattern GHOSTS = Pattern.compile("ghost-file-([0-9a-f]{1,8})\\.img");
    private static final int HOLE = 1 << 16;

    /** A part of a file. */
    record Piece(long offset, Bytes bytes) {
        long end() {
            return offset + bytes.length();
        }
    }

    /** Gives every one, one after the other: their contents need not all be held at once. */
    static void each(OpenedEvidence opened, Watch watch, Consumer<DeletedFile> taker) {
        var table = OpenFiles.of(opened);
        for (var ghost : opened.imagesNamed(GHOSTS)) {
            watch.stopIfCancelled();
            var records = opened.records(ghost.name());
            if (!records.isEmpty()) {
                var file = table.fileOfGhost(Long.parseLong(ghost.number(), 16));
                var path = file.map(table::path).filter(name -> !name.isEmpty()).orElse(ghost.name());
                taker.accept(new DeletedFile(path, file, records.getFirst(), pieces(records)));
            }
        }
    }

    private static List<Piece> pieces(List<Fields> records) {
        var ghost = records.getFirst();
        return ghost.flag("chunks")
                ? records.stream()
                        .skip(1)
                        .map(chunk -> new Piece(chunk.number("off", 0), chunk.bytes("extra")))
                        .sorted(Comparator.comparingLong(Piece::offset))
                        .toList()
                : List.of(new Piece(0, ghost.bytes("extra")));
    }

    long end() {
        return pieces.stream().mapToLong(Piece::end).max().orElse(0);
    }

    /** Writes its contents, with zeros for holes. */
    void copy(OutputStream out) throws IOException {
        var zeros = new byte[HOLE];
        long at = 0;
        for (var piece : pieces) {
            for (; at < piece.offset(); at += Math.min(HOLE, piece.offset() - at)) {
                out.write(zeros, 0, (int) Math.min(HOLE, piece.offset() - at));
            }
            out.write(piece.bytes().toArray());
            at += piece.bytes().length();
        }
    }
}
