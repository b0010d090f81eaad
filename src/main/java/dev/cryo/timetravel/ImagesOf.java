package dev.cryo.timetravel;

import dev.cryo.containers.Subjects;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.Images;
import dev.cryo.store.Checkpoint;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;

/** The image directories of checkpoints, wherever they lie. */
public final class ImagesOf {

    private final Subjects subjects;

    public ImagesOf(Subjects subjects) {
        this.subjects = subjects;
    }

    /** As the engine host needs it. */
    SharedFolder shared(Checkpoint checkpoint, Exchange exchange) {
        return checkpoint.images().map(exchange::of).orElseGet(() -> exchange.of(exchange.closing(subjects.store().unpack(checkpoint)).images()));
    }

    /** To be read; the engine is needed only when the folder lies on its host. */
    public ImageDirectory open(Checkpoint checkpoint) {
        var images =
                switch (checkpoint.images().orElse(null)) {
                    case null -> subjects.store().images(checkpoint).orElseThrow();
                    case Place.Here(var path) -> Images.in(path);
                    case Place.OnHost(var path) ->
                        subjects.engine()
                                .host()
                                .local(path)
                                .map(Images::in)
                                .orElseThrow(() -> Problem.failed("the images of " + checkpoint.reference() + " are far away")
                                        .evidence("they lie in " + path + " on the engine's host, which only Docker's"
                                                + " API reaches")
                                        .remedy("copy that folder to this machine"));
                };
        return ImageDirectory.open(images);
    }
}
