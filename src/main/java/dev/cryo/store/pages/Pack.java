package dev.cryo.store.pages;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One pack, by its name. Its table is read when somebody asks for it.
 *
 * @see PackTable
 */
final class Pack {

    static final String SUFFIX = ".pack";
    static final String TABLE = ".table";
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{12})-([0-9a-f]{12})-[0-9a-f]{8}");

    private final Path folder;
    private final String name;
    private final long first;
    private final long last;
    private volatile @Nullable PackTable table;

    private Pack(Path folder, String name, long first, long last) {
        this.folder = folder;
        this.name = name;
        this.first = first;
        this.last = last;
    }

    /** The pack that a file name of the folder means; empty for anything else. */
    static Optional<Pack> named(Path folder, String file) {
        if (!file.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        var name = file.substring(0, file.length() - SUFFIX.length());
        var parts = NAME.matcher(name);
        return parts.matches()
                ? Optional.of(
                        new Pack(folder, name, Long.parseLong(parts.group(1), 16), Long.parseLong(parts.group(2), 16)))
                : Optional.empty();
    }

    /** The pack that the file name of a table means; it need not be there. */
    static Optional<Pack> ofTable(Path folder, String file) {
        return file.endsWith(TABLE)
                ? named(folder, file.substring(0, file.length() - TABLE.length()) + SUFFIX)
                : Optional.empty();
    }

    static String name(long first, long last, int random) {
        return "%012x-%012x-%08x".formatted(first, last, random);
    }

    String name() {
        return name;
    }

    /** The least page number in it. */
    long first() {
        return first;
    }

    /** The greatest page number in it. */
    long last() {
        return last;
    }

    Path file() {
        return folder.resolve(name + SUFFIX);
    }

    Path tableFile() {
        return folder.resolve(name + TABLE);
    }

    /**
     * @throws NoSuchFileException when the pack is gone
     * @throws Problem when both copies of the table are damaged
     */
    PackTable table() throws IOException {
        return tableIfReadable().orElseThrow(() -> Problem.failed("both tables of a pack are damaged")
                .evidence(file().toString())
                .remedy("'verify --all' lists the checkpoints that need it"));
    }

    /** The table that serves; empty when both copies are damaged. */
    Optional<PackTable> tableIfReadable() throws IOException {
        var known = table;
        if (known != null) {
            return Optional.of(known);
        }
        var read = beside().or(this::within);
        read.ifPresent(found -> table = found);
        return read;
    }

    boolean isReadable() throws IOException {
        return tableIfReadable().isPresent();
    }

    /** The copy of the table that lies beside the pack; empty when it is missing or damaged. */
    Optional<PackTable> beside() throws IOException {
        try (var channel = FileChannel.open(tableFile(), StandardOpenOption.READ)) {
            return channel.size() > PackTable.LONGEST
                    ? Optional.empty()
                    : PackTable.read(read(channel, 0, (int) channel.size()));
        } catch (NoSuchFileException e) {
            if (Files.exists(file())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The copy of the table in the pack itself; empty when it is damaged. */
    Optional<PackTable> within() {
        try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            long end = channel.size() - PackTable.TRAILER;
            if (end < 0) {
                return Optional.empty();
            }
            var length = PackTable.lengthIn(read(channel, end, PackTable.TRAILER));
            return length.isPresent() && length.getAsInt() <= end
                    ? PackTable.read(read(channel, end - length.getAsInt(), length.getAsInt() + PackTable.TRAILER))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the other copy's failure tells the same
        }
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocateDirect(length);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    /** Bytes of the pack and of its table. */
    long bytesOnDisk() {
        return file().toFile().length() + tableFile().toFile().length();
    }
}
