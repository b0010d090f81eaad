package dev.cryo.store;

import dev.cryo.store.Checkpoint.Remarks;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.UnaryOperator;

/** Changes what its user says of a checkpoint: label, note and pin. */
public final class Remarking {

    private final Store store;

    public Remarking(Store store) {
        this.store = store;
    }

    /**
     * Changes the remarks on a checkpoint at once, durably.
     *
     * @param change from what they are now
     * @return the checkpoint as it now stands in the store
     * @throws Problem when another one of the timeline has the label, or the checkpoint is gone
     */
    public Checkpoint remark(Checkpoint checkpoint, UnaryOperator<Remarks> change) {
        var folder = store.folder(checkpoint.timeline());
        var manifest = folder.checkpoint(checkpoint.id()).resolve(Manifest.NAME);
        try (var _ = folder.lock()) {
            if (!Files.exists(manifest)) {
                throw Problem.failed("the checkpoint '" + checkpoint.reference() + "' is gone")
                        .remedy("'checkpoints' lists those that are there");
            }
            var now = Manifest.read(manifest);
            var remarks = change.apply(now.remarks());
            if (!remarks.label().equals(now.label()) && remarks.label().isPresent()) {
                Store.refuseTaken(remarks.label().get(), folder.read());
            }
            store.disk().write(manifest, Manifest.remarked(manifest, remarks));
            return now.with(remarks);
        } catch (IOException e) {
            throw Store.failed(e);
        }
    }
}
