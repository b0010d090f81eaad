package dev.cryo.timetravel;

import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostScript;
import dev.cryo.store.Store;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of a container that runs while pages of its memory still come ({@code --lazy}). */
final class StillComing {

    private static final HostScript COMING = HostScript.beside(StillComing.class, "coming.sh");

    private StillComing() {}

    /** How many pages of a container still come; 0 when all are in. */
    static long pages(EngineHost host, ContainerId container) {
        return any(host, container) ? host.run(COMING, List.of("count", container.text())).out().stream()
                        .mapToLong(Long::parseLong)
                        .sum()
                : 0;
    }

    private static HostPath folder(ContainerId container) {
        return Arm.folder(container).resolve("coming");
    }

    private static boolean any(EngineHost host, ContainerId container) {
        return host.exists(folder(container));
    }

    /** Tells of a container that its guard had to end, and keeps that among its failures. */
    static void tellEnded(EngineHost host, Store store, Subject subject, Watch watch) {
        var container = subject.container();
        if (!host.exists(folder(container.id()).resolve("ended"))) {
            return;
        }
        var told = host.run(COMING, List.of("ended", container.id().text())).out();
        if (told.size() != 2) {
            return; // another Cryo was quicker
        }
        var what = "'" + container.name() + "' was ended before all of its memory had come";
        watch.note(what + ", at " + Instant.ofEpochSecond(Long.parseLong(told.get(0))) + "; 'why " + container.name() + "' tells more");
        var _ = FailedAttempt.keep(
                store,
                subject,
                "lazy",
                Problem.failed(what)
                        .evidence("it was let go with --lazy, and at " + Instant.ofEpochSecond(Long.parseLong(told.get(0)))
                                + " the page process failed: " + told.get(1))
                        .evidence("what had not come yet would have read as zeros")
                        .remedy("'rewind' or 'restore' brings it back; without --lazy it runs only when all is there"),
                Optional.empty());
    }

    /** The same for all containers of an engine, if it can be asked. */
    static void tellEnded(Subjects subjects, Watch watch) {
        try {
            var engine = subjects.engine();
            var host = engine.host();
            var ended = host.list(Arm.folder()).stream()
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .map(ContainerId::new)
                    .filter(id -> host.exists(folder(id).resolve("ended")))
                    .toList();
            var known = ended.isEmpty()
                    ? Set.of()
                    : engine.containers(true).stream().map(ContainerSummary::id).collect(Collectors.toSet());
            for (var id : ended) {
                if (known.contains(id)) {
                    tellEnded(host, subjects.store(), subjects.find(id), watch);
                } else {
                    // It was removed since: nobody will ask.
                    var _ = host.run(COMING, List.of("ended", id.text()));
                }
            }
        } catch (Problem away) {
            watch.note("what the engine's host knows of failures could not be asked: " + away.what());
        }
    }

    /**
     * Waits until all pages of a container are in: what is missing would be dumped as zeros.
     *
     * @throws Problem of kind INTERRUPTED when the user does not want to wait any longer
     */
    static void await(EngineHost host, Subject subject, Watch watch) {
        var container = subject.container();
        if (!any(host, container.id())) {
            return;
        }
        try (var script = host.start(COMING, List.of("wait", container.id().text()))) {
            for (var line = script.line(); line.isPresent(); line = script.line()) {
                watch.step("waiting for the memory of " + container.name() + ": " + line.get() + " pages still come");
                watch.stopIfCancelled();
            }
        }
    }
}
