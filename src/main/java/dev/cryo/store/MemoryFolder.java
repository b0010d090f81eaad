package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.store.pages.Sum;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A store's own folder in a tmpfs that the user named ({@code tmpfs} in {@code settings.json}), for unpacked checkpoints. A
 * tmpfs may be everybody's, as /dev/shm is: the folder is its owner's alone, or it is refused.
 *
 * @param path the folder, which need not be there yet
 * @param budget how much may lie there, in bytes
 */
record MemoryFolder(Path path, long budget) {

    private static final int OTHERS = 0077;
    private static final int OTHERS_WRITE = 0022;
    /** In such a folder nobody takes away or renames what is another's. */
    private static final int STICKY = 01000;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    /**
     * The one of a store; empty where the user named none.
     *
     * @throws Problem when what was named is no tmpfs, or one in which nothing is safe from others
     */
    static Optional<MemoryFolder> of(Path store) throws IOException {
        var settings = Settings.in(store);
        if (settings.tmpfs().isEmpty()) {
            return Optional.empty();
        }
        var tmpfs = settings.tmpfs().get();
        if (!tmpfs.isAbsolute() || !Files.isDirectory(tmpfs)) {
            throw refused(store, "'" + tmpfs + "' is no folder's full path");
        }
        var type = Files.getFileStore(tmpfs).type();
        if (!type.equals("tmpfs") && !type.equals("ramfs")) {
            throw refused(store, "'" + tmpfs + "' is on " + type + ", which is no memory");
        }
        int mode = (int) Files.getAttribute(tmpfs, "unix:mode");
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw refused(store, "what lies in '" + tmpfs + "' could be exchanged by others");
        }
        return Optional.of(new MemoryFolder(tmpfs.toRealPath().resolve("cryo-" + nameOf(store)), settings.tmpfsBytes()));
    }

    /**
     * Makes it if it is missing; to be called before each use, for somebody else may have been there first.
     *
     * @throws Problem when it is not its owner's alone
     */
    void make(Disk disk, Path store) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            disk.createFolder(path);
        }
        int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean own = owner == (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")
                || owner == (int) Files.getAttribute(store, "unix:uid");
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !own || (mode & OTHERS) != 0) {
            throw refused(store, "'" + path + "' is not a folder that its owner alone may enter, or somebody else's");
        }
    }

    /** Stores share a tmpfs: each has a folder named after its own. */
    private static String nameOf(Path store) throws IOException {
        var sum = Sum.sha256().digest(store.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sum, 0, 8);
    }

    private static Problem refused(Path store, String why) {
        return Problem.failed("the setting 'tmpfs' of the store cannot be followed")
                .evidence(store.resolve(Settings.NAME) + ": " + why)
                .remedy("name a folder of a tmpfs, such as /dev/shm, or take the setting away");
    }

    /** Whether so much fits, and leaves at least as much memory for the container that is restored from it. */
    boolean hasRoomFor(long bytes) throws IOException {
        return bytes <= Files.getFileStore(tmpfs()).getUsableSpace() && bytes <= available() / 2;
    }

    private Path tmpfs() {
        var parent = path.getParent();
        return parent == null ? path : parent;
    }

    /** Memory that programs could still have, in bytes; where the system does not say, as much as there is. */
    private static long available() throws IOException {
        if (!Files.isReadable(MEMORY)) {
            return Long.MAX_VALUE;
        }
        try (var lines = Files.lines(MEMORY)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }
    }
}
