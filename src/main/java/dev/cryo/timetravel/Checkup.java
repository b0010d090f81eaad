package dev.cryo.timetravel;

import dev.cryo.engine.Container;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What in a running container a checkpoint will refuse or lose. Only what certainly fails is called so: a checkpoint is
 * refused for it.
 *
 * @param options those that the checkpoint would be made with
 * @param leaveRunning the container would go on
 */
record Checkup(Container container, Facts facts, CriuOptions options, boolean leaveRunning) {

    private static final HostScript EXAMINE = HostScript.beside(Checkup.class, "examine.sh");

    static Checkup of(EngineHost host, Container container, CriuOptions options, boolean leaveRunning) {
        return of(host, container, options, leaveRunning, true);
    }

    /** Without what can fail nothing: this runs before every checkpoint. */
    private static Checkup quick(EngineHost host, Container container, CriuOptions options, boolean leaveRunning) {
        return of(host, container, options, leaveRunning, options.tcp() == Tcp.REFUSE);
    }

    private static Checkup of(
            EngineHost host, Container container, CriuOptions options, boolean leaveRunning, boolean connections) {
        return new Checkup(container, look(host, container.state().pid(), connections), options, leaveRunning);
    }

    /** What stands in a container whose first process has this pid, but for its connections. */
    static Facts look(EngineHost host, long pid) {
        return look(host, pid, false);
    }

    private static Facts look(EngineHost host, long pid, boolean connections) {
        var told = host.run(EXAMINE, List.of(Long.toString(pid), connections ? "yes" : "no"));
        return FactsReader.read(pid, told.out());
    }

    /** Everything that was looked at, what fails first. */
    List<Finding> findings() {
        return Stream.of(
                        described(),
                        new ProcessCheck(facts).findings(),
                        new SocketCheck(facts, options).findings(),
                        new FileCheck(facts, options).findings(),
                        new MountCheck(container, facts).findings())
                .flatMap(List::stream)
                .sorted((a, b) -> b.verdict().compareTo(a.verdict()))
                .toList();
    }

    private List<Finding> described() {
        var findings = new ArrayList<Finding>();
        if (container.autoRemove()) {
            findings.add(
                    leaveRunning
                            ? Finding.of(Verdict.LOST, "--rm", "the engine deletes it when it stops", "make it without --rm")
                            : Finding.of(
                                    Verdict.FAILS,
                                    "--rm",
                                    "the engine would delete it when the checkpoint stops it",
                                    "checkpoint it with --leave-running, or make it without --rm"));
        }
        if (!container.restartPolicy().equals("no") && !container.restartPolicy().isEmpty()) {
            findings.add(Finding.fine(
                    "restart policy", container.restartPolicy() + "; a checkpoint stops it through the engine, so it stays stopped"));
        }
        if (container.tty()) {
            findings.add(Finding.fine("terminal", "it has one of its own"));
        }
        return findings;
    }

    private List<Finding> failing() {
        return findings().stream()
                .filter(finding -> finding.verdict() == Verdict.FAILS)
                .toList();
    }

    /**
     * Refuses what certainly fails: what is seen twice, for processes come and go while they are looked at.
     *
     * @throws Problem before anything was touched
     */
    static void refuse(EngineHost host, Container container, CriuOptions options, boolean leaveRunning) {
        var seen = quick(host, container, options, leaveRunning).failing();
        if (seen.isEmpty()) {
            return;
        }
        var again = quick(host, container, options, leaveRunning).failing().stream()
                .filter(seen::contains)
                .toList();
        if (!again.isEmpty()) {
            throw refusal(container, again);
        }
    }

    private static Problem refusal(Container container, List<Finding> failing) {
        var first = failing.getFirst();
        return Problem.failed("'" + container.name() + "' cannot be dumped, and was not touched: " + first.detail())
                .evidence(failing.stream()
                        .skip(1)
                        .map(finding -> "also: " + finding.detail())
                        .toList())
                .remedy(first.remedy().orElse("'doctor " + container.name() + "' shows all that was looked at"));
    }
}
