package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.util.List;

/**
 * Puts a stopped container's filesystem changes back to those of a checkpoint, by way of the engine host
 * (filesystem.sh). Until {@link #finish} the former ones are kept beside, and {@link #undo} puts them back.
 */
record FilesystemChanges(EngineHost host, String container, HostPath upper) {

    private static final HostScript SCRIPT = HostScript.beside(FilesystemChanges.class, "filesystem.sh");

    /**
     * Those of one container.
     *
     * @throws Problem when nobody knows where they lie
     */
    static FilesystemChanges of(EngineHost host, Container container) {
        return new FilesystemChanges(
                host,
                container.name(),
                container
                        .upper()
                        .orElseThrow(() -> Problem.failed("where the files of '" + container.name() + "' lie cannot be told")
                                .evidence("neither the engine nor containerd (by the program ctr) names a folder of its"
                                        + " filesystem changes")
                                .remedy("'start' it first: a running container shows its mounts")));
    }

    /** Unpacks the archive beside the container's files; it may still be running. */
    void prepare(HostPath archive) {
        run("the files of the checkpoint could not be unpacked", List.of("prepare", upper.text(), archive.text()));
    }

    /** Exchanges the files of a stopped container for those prepared. */
    void swap() {
        run("the files of '" + container + "' could not be exchanged", List.of("swap", upper.text()));
    }

    void undo() {
        run("the files of '" + container + "' could not be put back", List.of("undo", upper.text()));
    }

    /** Keeps the former files in an archive, and drops them. */
    void finish(HostPath archive) {
        run(
                "the former files of '" + container + "' could not be kept; they lie in " + upper + ".cryo-old",
                List.of("drop", upper.text(), archive.text()));
    }

    private void run(String what, List<String> arguments) {
        var result = host.run(SCRIPT, arguments);
        if (!result.succeeded()) {
            throw Problem.failed(what).evidence(result.err());
        }
    }
}
