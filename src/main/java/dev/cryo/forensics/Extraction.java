package dev.cryo.forensics;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A folder into which files of a checkpoint are written. It begins empty, nothing but plain files and folders of our own
 * comes into it, so no name can lead out of it; a name with {@code ..} in it is refused, and nothing is overwritten.
 */
final class Extraction {

    /** What all files together may have: an archive can claim to unpack into anything. */
    private static final Size MOST = new Size(4L << 30);

    private final Path folder;
    private long written;

    private Extraction(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins in a folder, which is made where it is missing.
     *
     * @throws Problem when something is in it already
     */
    static Extraction into(Path folder) {
        try {
            Files.createDirectories(folder.toAbsolutePath());
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw Problem.failed("'" + folder + "' is not empty").remedy("name a folder that is, or none yet");
                }
            }
            return new Extraction(folder.toRealPath());
        } catch (FileAlreadyExistsException e) {
            throw Problem.failed("'" + folder + "' is no folder").cause(e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes the contents of a file. */
    interface Contents {
        void to(OutputStream out) throws IOException;
    }

    /** What became of one file: where it lies, or why it was left out. */
    record Outcome(Optional<Path> path, String why) {

        static Outcome leftOut(String why) {
            return new Outcome(Optional.empty(), why);
        }

        @Override
        public String toString() {
            return path.map(Path::toString).orElse("not extracted: " + why);
        }
    }

    /** Writes a file under the name that it had, below the folder. */
    Outcome file(String name, Contents contents) {
        var target = inside(name);
        if (target.isEmpty()) {
            return Outcome.leftOut("its name leads elsewhere");
        }
        try {
            Files.createDirectories(target.get().getParent());
            try (var file = Files.newOutputStream(target.get(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                Files.setPosixFilePermissions(target.get(), PosixFilePermissions.fromString("rw-------"));
                contents.to(new Counted(file));
            }
            return new Outcome(target, "");
        } catch (FileAlreadyExistsException e) {
            return Outcome.leftOut("a file of that name is there already");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Optional<Path> inside(String name) {
        try {
            var target = folder;
            for (var part : name.split("/", -1)) {
                if (part.equals("..")) {
                    return Optional.empty();
                }
                if (!part.isEmpty() && !part.equals(".")) {
                    target = target.resolve(part);
                }
            }
            return target.equals(folder) || !target.normalize().startsWith(folder)
                    ? Optional.empty()
                    : Optional.of(target);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Problem failed(IOException e) {
        return Problem.failed("a file could not be written").evidence(String.valueOf(e)).cause(e);
    }

    /** Stops what would not end. */
    private final class Counted extends OutputStream {
        private final OutputStream out;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            written += length;
            if (written > MOST.bytes()) {
                throw Problem.failed("the files are larger than " + MOST + " together")
                        .evidence("'" + folder + "' holds what was written until now");
            }
            out.write(bytes, from, length);
        }
    }
}
