package dev.cryo.keeping;

import dev.cryo.containers.Named;
import dev.cryo.containers.Subjects;
import dev.cryo.criu.Images;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Store;
import dev.cryo.timetravel.ImagesOf;
import dev.cryo.verb.Argument;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.TreeSet;

/** {@code export}: a checkpoint as an image directory again. */
public final class ExportVerb implements Verb<ExportVerb.Request, ExportVerb.Exported> {

    private static final int PIECE = 4 << 20;
    private static final String FILESYSTEM = "filesystem.tar";

    private final Subjects subjects;

    public ExportVerb(Subjects subjects) {
        this.subjects = subjects;
    }

    @Usage(
            name = "export",
            summary = "Write a checkpoint out as an image directory",
            details = {
                "The folder then holds CRIU's image files, byte for byte, for crit, 'runc restore' or 'restore"
                        + " --image-dir'; and cryo.json, which says what they were taken from.",
                "It holds all of the container's memory: whoever may read it may read that."
            },
            examples = {"export web@first images", "export --filesystem web@first images"},
            group = Usage.Group.STORE)
    public record Request(
            @Argument(label = "CHECKPOINT", help = "such as web@3") CheckpointRef checkpoint,
            @Argument(label = "DIR", help = "a folder that is empty, or not there yet") Path folder,
            @Option(help = "the archives of the container's filesystem changes and volumes, too (" + FILESYSTEM
                            + ", volume-0.tar, …)")
                    boolean filesystem) {}

    /**
     * What was written.
     *
     * @param size bytes of all files
     */
    public record Exported(CheckpointId checkpoint, Path folder, int files, Size size) implements Watch.Finished {
        @Override
        public String line() {
            return folder.toString();
        }

        @Override
        public String summary() {
            return files + " files, " + size;
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Exported run(Request request, Watch watch) {
        var checkpoint = new Named(subjects).checkpoint(request.checkpoint());
        if (request.filesystem() && !checkpoint.filesystem()) {
            throw Problem.failed("'" + checkpoint.reference() + "' holds no filesystem changes")
                    .remedy("leave --filesystem away");
        }
        var images = new ImagesOf(subjects).open(checkpoint).images();
        var folder = request.folder().toAbsolutePath().normalize();
        try (var target = new Target(folder)) {
            copy(checkpoint, images, request.filesystem(), target, watch);
            subjects.store().settleElsewhere(folder, checkpoint);
            target.keep();
            var done = new Exported(checkpoint.id(), folder, target.written.size(), Store.sizeOf(folder));
            watch.done(done);
            return done;
        } catch (IOException e) {
            throw Problem.failed("'" + checkpoint.reference() + "' could not be written out")
                    .evidence(String.valueOf(e))
                    .remedy("look at the room and the rights of " + folder)
                    .cause(e);
        }
    }

    private void copy(Checkpoint checkpoint, Images images, boolean filesystem, Target target, Watch watch)
            throws IOException {
        long total = 0;
        for (var name : images.names()) {
            try (var source = images.open(name)) {
                total += source.size();
            }
        }
        var progress = new Progress(checkpoint.reference(), total, watch);
        for (var name : new TreeSet<>(images.names())) {
            if (!name.equals(Store.ELSEWHERE)) {
                target.write(name, images.open(name), progress);
            }
        }
        if (filesystem) {
            target.write(FILESYSTEM, subjects.store().filesystem(checkpoint).orElseThrow(), progress);
            for (int i = 0; i < checkpoint.volumes().size(); i++) {
                target.write("volume-" + i + ".tar", subjects.store().volume(checkpoint, i), progress);
            }
        }
    }

    private static final class Progress {
        private final String what;
        private final long total;
        private final Watch watch;
        private long done;

        Progress(String what, long total, Watch watch) {
            this.what = what;
            this.total = total;
            this.watch = watch;
        }

        void copied(int bytes) {
            watch.stopIfCancelled();
            done += bytes;
            watch.progress("writing out " + what, Math.min(done, total), total);
        }
    }

    /** The folder, which holds nothing of ours when it is closed before it is to be kept. */
    private static final class Target implements AutoCloseable {

        private final Path folder;
        private final boolean made;
        private final TreeSet<Path> written = new TreeSet<>();
        private boolean kept;

        Target(Path folder) throws IOException {
            this.folder = folder;
            this.made = !Files.exists(folder);
            if (made) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (var entries = Files.list(folder)) {
                if (entries.findAny().isPresent()) {
                    throw Problem.failed("'" + folder + "' is not empty").remedy("name another folder");
                }
            }
        }

        void write(String name, SeekableByteChannel from, Progress progress) throws IOException {
            var file = folder.resolve(name).normalize();
            if (!folder.equals(file.getParent())) {
                throw new IOException("a file of the checkpoint would lie outside of the folder: " + name);
            }
            written.add(file);
            var buffer = ByteBuffer.allocateDirect(PIECE);
            try (from;
                    var to = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                while (from.read(buffer.clear()) >= 0) {
                    buffer.flip();
                    progress.copied(buffer.remaining());
                    while (buffer.hasRemaining()) {
                        to.write(buffer);
                    }
                }
            }
        }

        void keep() {
            kept = true;
        }

        @Override
        public void close() throws IOException {
            if (!kept) {
                for (var file : written) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(folder.resolve(Store.ELSEWHERE));
                if (made) {
                    Files.deleteIfExists(folder);
                }
            }
        }
    }
}
