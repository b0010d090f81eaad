package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import java.nio.file.Path;

/** The image directories of checkpoints, wherever they lie. */
public final class ImagesOf {

    private final Subjects subjects;

    public ImagesOf(Subjects subjects) {
        this.subjects = subjects;
    }

    /** As the engine host needs it. */
    SharedFolder shared(Checkpoint checkpoint, Exchange exchange) {
        return checkpoint.images().map(exchange::of).orElseGet(() -> exchange.of(kept(checkpoint)));
    }

    /** To be read; the engine is needed only when the folder lies on its host. */
    public ImageDirectory open(Checkpoint checkpoint) {
        var folder =
                switch (checkpoint.images().orElse(null)) {
                    case null -> kept(checkpoint);
                    case Place.Here(var path) -> path;
                    case Place.OnHost(var path) ->
                        subjects.engine()
                                .host()
                                .local(path)
                                .orElseThrow(() -> Problem.failed("the images of " + checkpoint.reference() + " are far away")
                                        .evidence("they lie in " + path + " on the engine's host, which only Docker's"
                                                + " API reaches")
                                        .remedy("copy that folder to this machine"));
                };
        return ImageDirectory.open(folder);
    }

    private Path kept(Checkpoint checkpoint) {
        return subjects.store().images(checkpoint).orElseThrow();
    }
}
