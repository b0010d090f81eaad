package dev.cryo.store.pages;

import dev.cryo.store.disk.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Makes both tables of a pack whole again, as long as one is. */
record PackMending(Disk disk, Path folder) {

    /** Behind the name of a file of which nothing can be told any more. */
    static final String LOST = ".lost";

    private static final int PIECE = 1 << 20;

    /** Does it, and answers what was done, in words. */
    List<String> mend(Pack pack) throws IOException {
        var beside = pack.beside();
        var within = pack.within();
        if (beside.isEmpty() && within.isEmpty()) {
            setAside(pack.file());
            if (Files.exists(pack.tableFile())) {
                setAside(pack.tableFile());
            }
            return List.of("set aside " + pack.file() + ", both tables of which are damaged");
        }
        if (beside.isEmpty()) {
            disk.write(pack.tableFile(), Inspection.bytes(within.orElseThrow().sealed()));
            return List.of("wrote the table beside " + pack.file() + " anew");
        }
        if (within.isEmpty()) {
            long blocks = endOfBlocks(beside.get());
            if (Files.size(pack.file()) < blocks) {
                return List.of(); // it is cut off: a table behind what is missing would mend nothing
            }
            rewriteEnd(pack, blocks, beside.get());
            return List.of("wrote the table in " + pack.file() + " anew");
        }
        return List.of();
    }

    private void setAside(Path file) throws IOException {
        disk.rename(file, file.resolveSibling(file.getFileName() + LOST));
    }

    private static long endOfBlocks(PackTable table) {
        var last = table.block(table.blocks() - 1);
        return last.offset() + last.length();
    }

    /** Blocks as they are, and the good table behind them, under another name first. */
    private void rewriteEnd(Pack pack, long blocks, PackTable table) throws IOException {
        var temporary = folder.resolve("." + pack.name() + ".new");
        try (var from = FileChannel.open(pack.file(), StandardOpenOption.READ);
                var to = disk.create(temporary)) {
            var buffer = ByteBuffer.allocate(PIECE);
            for (long at = 0; at < blocks; ) {
                buffer.clear().limit((int) Math.min(PIECE, blocks - at));
                int got = from.read(buffer, at);
                if (got < 0) {
                    throw new EOFException(pack.file() + " ends at byte " + at);
                }
                at += got;
                to.write(buffer.flip());
            }
            to.write(table.sealed());
            to.force();
        }
        disk.rename(temporary, pack.file());
        disk.force(folder);
    }
}
