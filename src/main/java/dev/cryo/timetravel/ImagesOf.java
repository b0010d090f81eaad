package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Place;
import java.nio.file.Path;

/** The image directories of checkpoints, wherever they lie. */
public final class ImagesOf {

    private final Subjects subjects;

    public ImagesOf(Subjects subjects) {
        this.subjects = subjects;
    }

    /** As the engine host needs it. */
    SharedFolder shared(Checkpoint checkpoint) {
        var host = subjects.engine().host();
        return checkpoint.images()
                .map(place -> SharedFolder.of(host, place))
                .orElseGet(() -> SharedFolder.of(host, kept(checkpoint)));
    }

    /** To be read; the engine is needed only when the folder lies on its host. */
    public ImageDirectory open(Checkpoint checkpoint) {
        var folder =
                switch (checkpoint.images().orElse(null)) {
                    case null -> kept(checkpoint);
                    case Place.Here(var path) -> path;
                    case Place.OnHost place ->
                        SharedFolder.of(subjects.engine().host(), place).here();
                };
        return ImageDirectory.open(folder);
    }

    private Path kept(Checkpoint checkpoint) {
        return subjects.store().images(checkpoint).orElseThrow();
    }
}
