package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.DirectHost;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Store;
import dev.cryo.store.TimelineKey;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * What a change of a container is made of, without a container: a training may not touch anybody's, and a checkpoint as a
 * command of its own finds its classes in the cache so.
 */
public final class Rehearsal {

    private static final Pattern ROOMS = Pattern.compile("dev/cryo/(verb|engine|criu|store|containers|timetravel)/.*\\.class");

    private static final ContainerId CONTAINER = new ContainerId("0".repeat(64));

    private static final int LONG = 2000;

    private Rehearsal() {}

    /** What goes wrong in it costs time only, at later starts. */
    public static void ofAChange() {
        try {
            loadRooms();
            examination();
            store(1);
        } catch (IOException | URISyntaxException | ClassNotFoundException | Problem e) {
            // The cache is made without it, and the start is as slow as it was.
        }
    }

    /**
     * The reading of a store of many checkpoints, so that what the JDK learns of it by counting need not be learned again: most
     * of the time of the first is that.
     */
    public static void ofALongList() {
        try {
            store(LONG);
        } catch (IOException | Problem e) {
            // As above.
        }
    }

    private static void loadRooms() throws IOException, URISyntaxException, ClassNotFoundException {
        var place = Path.of(Rehearsal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isRegularFile(place)) {
            return; // classes in a folder: no cache takes those
        }
        try (var jar = new JarFile(place.toFile())) {
            for (var entry : jar.stream().map(e -> e.getName()).filter(ROOMS.asMatchPredicate()).toList()) {
                if (!entry.endsWith("package-info.class")) {
                    var name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
                    Class.forName(name, false, Rehearsal.class.getClassLoader());
                }
            }
        }
    }

    /** What stands in this very process, as if it were a container's. */
    private static void examination() {
        var host = DirectHost.of(ProcessHandle.current().pid());
        var state = new Container.State(
                Container.Status.RUNNING, ProcessHandle.current().pid(), 0, "", Optional.of(Instant.now()), Optional.empty());
        var container = new Container(
                CONTAINER, "training", Instant.now(), "image", "sha256:0", List.of("true"), "host", state, "cryo", "no", false,
                false, List.of(), Map.of(), List.of(), Map.of(), Optional.empty(), Optional.empty(), "{}");
        var _ = Checkup.of(host, container, CriuOptions.DEFAULT, true).findings();
    }

    /** A checkpoint of nothing, in a store for a moment. */
    private static void store(int readings) throws IOException {
        var folder = Files.createTempDirectory("cryo-training-");
        try {
            var store = Store.at(folder.resolve("store"));
            var key = new TimelineKey("training", CONTAINER);
            try (var draft = store.begin(key, Optional.empty())) {
                draft.description("{}");
                var made = draft.commit(new Checkpoint(
                        draft.id(), key, 0, Checkpoint.Remarks.labelled(Optional.empty()), Optional.empty(), "training", "image",
                        "sha256:0",
                        List.of("true"), Instant.now(), true, Optional.of(Instant.now()), Optional.of(Duration.ZERO),
                        new Size(0), draft.size(), Optional.empty(), Optional.of(0L), Optional.empty(), false, List.of(),
                        List.of(), List.of(), Optional.empty()));
                store.stoppedBy(made);
            }
            for (int i = 0; i < readings; i++) {
                var _ = store.timelines();
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
