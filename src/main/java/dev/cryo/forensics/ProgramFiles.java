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
     * The contents of a plain file; to be closed.
     *
     * @param path inside the container
     * @return empty when there is no such file
     */
    Optional<InputStream> open(String path) throws IOException;

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
        public Optional<InputStream> open(String path) throws IOException {
            var file = root.resolve("./" + path).normalize();
            if (!file.startsWith(root) || !Files.exists(file) || !file.toRealPath().startsWith(root) || !Files.isRegularFile(file)) {
                return Optional.empty();
            }
            return Optional.of(Files.newInputStream(file));
        }

        @Override
        public void close() {}
    }

    /** Inside a container, which may run. */
    record InContainer(Engine engine, ContainerId container) implements ProgramFiles {
        @Override
        public Optional<InputStream> open(String path) {
            return engine.archive(container, path).map(archive -> new TarReader(path, archive)).flatMap(tar -> {
                if (tar.next().filter(member -> member.kind() == TarReader.Kind.FILE).isEmpty()) {
                    tar.close();
                    return Optional.empty();
                }
                return Optional.of(tar.contents());
            });
        }

        @Override
        public void close() {}
    }

    /** Inside a container that was made for this, and goes with it. */
    record InNewContainer(OfImage made) implements ProgramFiles {
        @Override
        public Optional<InputStream> open(String path) {
            return new InContainer(made.engine(), made.id()).open(path);
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
