package dev.cryo.catalog;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that Cryo obeys: they say what runs as its user, so nobody else may be able to write them. */
public final class OwnFile {

    private static final int OTHERS_WRITE = 0022;

    private OwnFile() {}

    /**
     * Refuses a file or folder that somebody else may change: it belongs neither to this user nor to root, or its group or
     * others may write it. Where a symbolic link leads is what counts.
     *
     * @throws IOException when it is not there, or cannot be looked at
     */
    public static void require(Path path) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid");
        int self = (int) Files.getAttribute(ownedBySelf(), "unix:uid");
        if (owner != 0 && owner != self) {
            throw Problem.failed("'" + path + "' belongs to another user, who could say what runs here")
                    .evidence("it belongs to user " + owner + ", and this is user " + self)
                    .remedy("look through it, then: chown " + self + " '" + path + "'");
        }
        if (((int) Files.getAttribute(path, "unix:mode") & OTHERS_WRITE) != 0) {
            throw Problem.failed("'" + path + "' can be written by others, who could say what runs here")
                    .remedy("look through it, then: chmod go-w '" + path + "'");
        }
    }

    /** Java does not tell whose process this is. Where there is no /proc, as on a Mac, the user's home does. */
    private static Path ownedBySelf() {
        var process = Path.of("/proc/self");
        return Files.exists(process) ? process : Path.of(System.getProperty("user.home"));
    }
}
