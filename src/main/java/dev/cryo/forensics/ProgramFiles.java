package dev.cryo.forensics;

import dev.cryo.archive.TarReader;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.engine.Engine;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs and libraries of evidence, of which a checkpoint holds changed pages only: as they are now in the container,
 * in a new one of its image where that is gone, or in a folder. To be closed.
 */
interface ProgramFiles extends AutoCloseable {

    /**
     * Writes the contents of a plain file.
     *
     * @param path inside the container
     * @return false when there is no such file
     */
    boolean copy(String path, OutputStream to) throws IOException;

    @Override
    void close();

    /**
     * Where they are.
     *
     * @param folder the root of the container's files, where the user has named one
     * @throws Problem when nothing tells
     */
    static ProgramFiles of(OpenedEvidence evidence, Optional<Path> folder, Subjects subjects) {
        if (folder.isPresent()) {
            return new InFolder(root(folder.get()));
        }
        var checkpoint = evidence.checkpoint()
                .orElseThrow(() -> Problem.failed("nothing tells where the programs of this evidence are")
                        .remedy("name the folder that holds the container's files with --files"));
        var engine = subjects.engine();
        if (!engine.info().id().equals(checkpoint.timeline().engine())) {
            throw Problem.failed("the container of " + checkpoint.reference() + " belongs to another engine")
                    .remedy("name that engine with --host, or the folder that holds the container's files with --files");
        }
        var container = checkpoint.timeline().container();
        return engine.containers(true).stream().anyMatch(c -> c.id().equals(container))
                ? new InContainer(engine, container)
                : new InNewContainer(OfImage.create(subjects, checkpoint, ContainerSpec::of));
    }

    private static Path root(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw Problem.failed("'" + folder + "' is not there").cause(e);
        }
    }

    /** Below a folder; links in it are followed, but not out of it. */
    record InFolder(Path root) implements ProgramFiles {
        @Override
        public boolean copy(String path, OutputStream to) throws IOException {
            var file = root.resolve("./" + path).normalize();
            if (!file.startsWith(root) || !Files.exists(file) || !file.toRealPath().startsWith(root) || !Files.isRegularFile(file)) {
                return false;
            }
            Files.copy(file, to);
            return true;
        }

        @Override
        public void close() {}
    }

    /** Inside a container, which may run. */
    record InContainer(Engine engine, ContainerId container) implements ProgramFiles {
        @Override
        public boolean copy(String path, OutputStream to) throws IOException {
            InputStream archive;
            try {
                archive = engine.archive(container, path);
            } catch (Problem e) {
                return false;
            }
            try (var tar = new TarReader(path, archive)) {
                var member = tar.next();
                if (member.isEmpty() || member.get().kind() != TarReader.Kind.FILE) {
                    return false;
                }
                var buffer = new byte[1 << 16];
                for (int got = tar.read(buffer, 0, buffer.length); got >= 0; got = tar.read(buffer, 0, buffer.length)) {
                    to.write(buffer, 0, got);
                }
                return true;
            }
        }

        @Override
        public void close() {}
    }

    /** Inside a container that was made for this, and goes with it. */
    record InNewContainer(OfImage made) implements ProgramFiles {
        @Override
        public boolean copy(String path, OutputStream to) throws IOException {
            return new InContainer(made.engine(), made.id()).copy(path, to);
        }

        @Override
        public void close() {
            try {
                made.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
