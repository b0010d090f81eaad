package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.engine.Container;
import dev.cryo.engine.Container.Mount;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Kept;
import dev.cryo.store.Store;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a stopped container's filesystem changes back to those of a checkpoint, by way of the engine host
 * (filesystem.sh). Until {@link #keep} the former ones stay beside, and {@link #undo} puts them back. What is left when
 * Cryo or the host dies in between is ended by {@link #mend}.
 */
final class FilesystemChanges implements AutoCloseable {

    /** In what the script says of files that the engine does not let go of. */
    private static final String STILL_MOUNTED = "the engine still has";

    private static final HostScript SCRIPT = HostScript.beside(FilesystemChanges.class, "filesystem.sh");

    private final Container container;
    private final HostProcess script;

    private FilesystemChanges(Container container, HostProcess script) {
        this.container = container;
        this.script = script;
    }

    /** A folder of the engine's host, and the archive of what it held. */
    record Part(HostPath folder, HostPath archive) {

        /** Those of volumes that a checkpoint holds. */
        static List<Part> ofVolumes(List<Mount> volumes, Checkpoint checkpoint, Kept kept, Exchange exchange) {
            var numbers = checkpoint.volumes();
            return volumes.stream()
                    .map(volume -> new Part(
                            Volumes.folder(volume), exchange.file(kept.volume(numbers.indexOf(volume.destination())))))
                    .toList();
        }
    }

    /**
     * Unpacks the archives of the container's files and of volumes beside what is there now; it may still be running.
     */
    static FilesystemChanges prepare(EngineHost host, Container container, HostPath archive, List<Part> volumes) {
        var words = new ArrayList<>(
                List.of("rewind", container.id().text(), upper(container).text(), archive.text()));
        volumes.forEach(volume -> {
            words.add(volume.folder().text());
            words.add(volume.archive().text());
        });
        var script = host.start(SCRIPT, words);
        var changes = new FilesystemChanges(container, script);
        changes.await("ready", "the files of the checkpoint could not be unpacked");
        return changes;
    }

    private static HostPath upper(Container container) {
        return container
                .upper()
                .orElseThrow(() -> Problem.failed("where the files of '" + container.name() + "' lie cannot be told")
                        .evidence("neither the engine nor containerd (by the program ctr) names a folder of its"
                                + " filesystem changes")
                        .remedy("'start' it first: a running container shows its mounts"));
    }

    /** Exchanges the files of a stopped container for those prepared. */
    void swap() {
        script.say("swap " + started(container));
        await("swapped", "the files of '" + container.name() + "' could not be exchanged");
    }

    private static String started(Container container) {
        return container.state().started().map(Instant::toString).orElse("never");
    }

    void undo() {
        script.say("undo");
        await("undone", "the files of '" + container.name() + "' could not be put back");
    }

    /** Drops the former files: those of a container that has never run. */
    void drop() {
        script.say("drop");
        await("dropped", "the former files of '" + container.name() + "' could not be removed");
    }

    /** Keeps the former files in archives, and drops them. */
    void keep(HostPath folder) {
        script.say("keep " + folder);
        await(
                "kept",
                "the former files of '" + container.name() + "' could not be kept; they lie in " + upper(container)
                        + ".cryo-old");
    }

    private void await(String word, String failure) {
        var said = script.line().orElse("failed the script ended");
        if (said.equals("busy")) {
            throw busy(container);
        }
        if (said.contains(STILL_MOUNTED)) {
            throw Problem.failed(failure)
                    .evidence(said.replaceFirst("^failed ", ""))
                    .remedy("a daemon that died while it started the container does not let go of its files: unmount that on its"
                            + " host, and restart the daemon");
        }
        if (!said.equals(word)) {
            throw Problem.failed(failure).evidence(said.replaceFirst("^failed ", ""));
        }
    }

    private static Problem busy(Container container) {
        return Problem.failed("another Cryo is at work on '" + container.name() + "'").remedy("wait until it is done");
    }

    /** Leaves what is not undone or kept as it is. */
    @Override
    public void close() {
        script.close();
    }

    /**
     * Ends what a rewind has left that was cut short, and says so: to be called before anything else is done with the
     * container.
     */
    static void mend(EngineHost host, Store store, Subject subject, Watch watch) {
        var container = subject.container();
        if (container.upper().isEmpty() || !host.exists(new HostPath(upper(container) + ".cryo-rewind"))) {
            return;
        }
        try (var exchange = new Exchange(host, container.id())) {
            var abandoned = store.abandoned(subject.key());
            var folder = exchange.into(abandoned);
            var words = new ArrayList<>(List.of(
                    "mend",
                    container.id().text(),
                    upper(container).text(),
                    started(container),
                    folder.onHost().text()));
            Volumes.folders(container).forEach(volume -> words.add(volume.text()));
            var result = host.run(SCRIPT, words);
            var said = result.out().isEmpty() ? "" : result.out().getFirst();
            switch (said) {
                case "undone" ->
                    watch.note("a rewind of '" + container.name() + "' was cut short: its files are as before it again");
                case "kept" -> {
                    folder.fetch();
                    watch.note("a rewind of '" + container.name() + "' was cut short after the exchange of its files: the"
                            + " former ones are in " + abandoned);
                }
                case "dropped" -> watch.note("a rewind of '" + container.name() + "' was cut short before it exchanged any file");
                case "busy" -> throw busy(container);
                default ->
                    throw Problem.failed("what a rewind of '" + container.name() + "' has left could not be mended")
                            .evidence(said.replaceFirst("^failed ", ""))
                            .evidence(result.err());
            }
        }
    }
}
