package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.disk.LocalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A disk that dies at one of its calls, and stays dead. A call to write gets half way. In a power cut what was not
 * forced is lost besides: bytes are cut off somewhere behind what was forced, and names fall back to what they were.
 */
final class FaultyDisk implements Disk {

    /** What the store meets, as an error of the disk would be. */
    static final class Died extends IOException {
        Died(int call) {
            super("the disk died at call " + call);
        }
    }

    /** A new name that may be forgotten, and what had it before. */
    private record Renamed(Path from, Path to, Optional<ByteBuffer> replaced) {}

    private final LocalDisk disk = new LocalDisk();
    private final int fatal;
    private final boolean powerCut;
    private final Random random;
    private final Map<Path, Long> forced = new HashMap<>();
    private final Deque<Renamed> renamed = new ArrayDeque<>();
    private int calls;

    /**
     * @param fatal the call that fails, from 1 on
     */
    FaultyDisk(int fatal, boolean powerCut) {
        this.fatal = fatal;
        this.powerCut = powerCut;
        this.random = new Random(fatal);
    }

    boolean died() {
        return calls >= fatal;
    }

    private synchronized boolean dies() throws Died {
        calls++;
        if (calls > fatal) {
            throw new Died(fatal);
        }
        return calls == fatal;
    }

    private synchronized Died end() throws IOException {
        if (powerCut) {
            for (var last = renamed.pollLast(); last != null; last = renamed.pollLast()) {
                if (Files.exists(last.to()) && !Files.exists(last.from())) {
                    Files.move(last.to(), last.from());
                    rename(forced, last.to(), last.from());
                    if (last.replaced().isPresent()) {
                        Files.write(last.to(), last.replaced().get().array());
                    }
                }
            }
            for (var file : forced.entrySet()) {
                if (Files.isRegularFile(file.getKey())) {
                    try (var channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                        long lost = channel.size() - file.getValue();
                        if (lost > 0) {
                            channel.truncate(file.getValue() + random.nextLong(lost));
                        }
                    }
                }
            }
        }
        return new Died(fatal);
    }

    private static void rename(Map<Path, Long> forced, Path from, Path to) {
        for (var path : Map.copyOf(forced).keySet()) {
            if (path.startsWith(from)) {
                Long length = forced.remove(path);
                forced.put(path.equals(from) ? to : to.resolve(from.relativize(path)), length);
            }
        }
    }

    @Override
    public Output create(Path file) throws IOException {
        if (dies()) {
            throw end();
        }
        var output = disk.create(file);
        forced.put(file, 0L);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                if (dies()) {
                    output.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
                    throw end();
                }
                output.write(bytes);
            }

            @Override
            public void force() throws IOException {
                if (dies()) {
                    throw end();
                }
                output.force();
                forced.put(file, Files.size(file));
            }

            @Override
            public void close() throws IOException {
                output.close();
            }
        };
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        if (dies()) {
            throw end();
        }
        disk.createFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (dies()) {
            throw end();
        }
        var replaced = Files.isRegularFile(to)
                ? Optional.of(ByteBuffer.wrap(Files.readAllBytes(to)))
                : Optional.<ByteBuffer>empty();
        disk.rename(from, to);
        rename(forced, from, to);
        renamed.addLast(new Renamed(from, to, replaced));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (dies()) {
            throw end();
        }
        disk.delete(file);
        forced.remove(file);
    }

    @Override
    public void force(Path file) throws IOException {
        if (dies()) {
            throw end();
        }
        disk.force(file);
        if (Files.isDirectory(file)) {
            renamed.removeIf(r -> file.equals(r.to().getParent()));
        } else {
            forced.put(file, Files.size(file));
        }
    }
}
