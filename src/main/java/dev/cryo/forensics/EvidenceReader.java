package dev.cryo.forensics;

import dev.cryo.criu.Images;
import dev.cryo.forensics.OpenedEvidence.Archive;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Store;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens evidence, wherever it lies. A path that exists is taken for itself, anything else for a checkpoint's name. */
public final class EvidenceReader {

    private static final String REMEDY =
            "name a checkpoint ('checkpoints' lists them), a folder of image files, or one of its files";

    private final Supplier<Store> store;

    /** @param store opened when a checkpoint is named */
    public EvidenceReader(Supplier<Store> store) {
        this.store = store;
    }

    /**
     * Opens it; image files are read later, as they are asked for.
     *
     * @throws Problem when there is no such thing, or it is out of reach
     */
    public OpenedEvidence open(Evidence evidence) {
        return path(evidence.text()).map(EvidenceReader::at).orElseGet(() -> checkpoint(evidence.text()));
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static OpenedEvidence at(Path path) {
        if (Files.isDirectory(path)) {
            return exported(Images.in(path), Optional.empty());
        }
        var folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isRegularFile(path)) {
            throw Problem.failed("'" + path + "' is no evidence").remedy(REMEDY);
        }
        return exported(Images.in(folder), Optional.of(String.valueOf(path.getFileName())));
    }

    /** What 'export' calls the archives of files beside the images. */
    private static OpenedEvidence exported(Images images, Optional<String> file) {
        var archives = images.names().stream()
                .filter(name -> name.matches("filesystem\\.tar|volume-\\d+\\.tar"))
                .sorted()
                .map(name -> new Archive(name.startsWith("f") ? "/" : name.replace(".tar", ""), () -> images.open(name)))
                .toList();
        return new OpenedEvidence(images, file, Optional.empty(), archives, Optional.empty());
    }

    private OpenedEvidence checkpoint(String text) {
        if (text.contains("/")) {
            throw Problem.failed("there is no file or folder '" + text + "'").remedy(REMEDY);
        }
        var checkpoint = store.get().find(CheckpointRef.of(text), Optional.empty());
        return new OpenedEvidence(
                images(checkpoint),
                Optional.empty(),
                store.get().work(checkpoint),
                archives(store.get(), checkpoint),
                Optional.of(checkpoint));
    }

    private static List<Archive> archives(Store store, Checkpoint checkpoint) {
        var archives = new ArrayList<Archive>();
        if (checkpoint.filesystem()) {
            archives.add(new Archive("/", () -> store.filesystem(checkpoint).orElseThrow()));
        }
        for (int i = 0; i < checkpoint.volumes().size(); i++) {
            int number = i;
            archives.add(new Archive(checkpoint.volumes().get(i), () -> store.volume(checkpoint, number)));
        }
        return archives;
    }

    private Images images(Checkpoint checkpoint) {
        return switch (checkpoint.images().orElse(null)) {
            case null -> store.get().images(checkpoint).orElseThrow();
            case Place.Here(var path) -> Images.in(path);
            case Place.OnHost(var path) ->
                throw Problem.failed("the images of " + checkpoint.reference() + " lie on the engine's host")
                        .evidence("in " + path)
                        .remedy("copy that folder to this machine, and name it");
        };
    }

}
