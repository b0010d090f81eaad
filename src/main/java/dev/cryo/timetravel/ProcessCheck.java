package dev.cryo.timetravel;

import dev.cryo.timetravel.Facts.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What of the processes themselves a dump refuses or loses. */
record ProcessCheck(Facts facts) {

    /** Kinds of namespaces of which CRIU takes only one for a whole container. */
    private static final Set<String> ONE_ONLY = Set.of("user", "uts", "ipc", "net");

    /** Kinds that children may have of their own, as far as CRIU knows how. */
    private static final Set<String> PERHAPS = Set.of("pid", "mnt", "time", "cgroup");

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        facts.tasks().forEach(task -> {
            limits(task, findings);
            traced(task, findings);
            stopped(task, findings);
            executed(task, findings);
            namespaces(task, findings);
            uprobes(task, findings);
            sleeping(task, findings);
        });
        if (findings.isEmpty()) {
            findings.add(Finding.fine("processes", Integer.toString(facts.tasks().size())));
        }
        return findings;
    }

    private void limits(Task task, List<Finding> findings) {
        var sameNamespace = facts.userNamespace().equals(task.namespaces().getOrDefault("user", ""));
        boolean another = !task.status().getOrDefault("Uid", "0 0 0 0").strip().matches("0\\s+0\\s+0\\s+\\d+");
        if (another && sameNamespace && !facts.mayReadAllLimits()) {
            findings.add(Finding.of(
                    Verdict.FAILS,
                    "user",
                    task.name() + " belongs to user " + task.number("Uid")
                            + ", and CRIU lacks CAP_SYS_RESOURCE here, without which it cannot read its limits",
                    "run it as root, or use an engine with --userns-remap ('lab up --userns')"));
        }
    }

    private static void traced(Task task, List<Finding> findings) {
        if (task.number("TracerPid") != 0) {
            findings.add(Finding.of(
                    Verdict.FAILS,
                    "tracer",
                    task.name() + " is being traced by process " + task.number("TracerPid"),
                    "end the tracer (strace, gdb, …)"));
        }
    }

    private void stopped(Task task, List<Finding> findings) {
        if (facts.cgroup() == 1 && task.status().getOrDefault("State", "").matches("[Tt].*")) {
            findings.add(Finding.of(
                    Verdict.FAILS,
                    "stopped",
                    task.name() + " is stopped, and CRIU cannot take such on cgroup v1",
                    "let it go on (kill -CONT), or run the engine on cgroup v2"));
        }
    }

    /** Put in from outside: its parent is no process of the container, and it is not process 1. */
    private void executed(Task task, List<Finding> findings) {
        var inside = facts.tasks().stream().map(Task::pid).collect(Collectors.toSet());
        if (task.pid() != facts.first().pid() && !inside.contains(task.number("PPid"))) {
            findings.add(Finding.of(
                    Verdict.LOST,
                    "exec",
                    task.name() + " was put in from outside (exec, a health check): it is not part of a checkpoint",
                    "start it again after the restore"));
        }
    }

    private void namespaces(Task task, List<Finding> findings) {
        Map<String, String> first = facts.first().namespaces();
        task.namespaces().forEach((kind, identity) -> {
            if (identity.equals(first.getOrDefault(kind, identity))) {
                return;
            }
            if (ONE_ONLY.contains(kind)) {
                findings.add(Finding.of(
                        Verdict.FAILS,
                        "namespace",
                        task.name() + " has a " + kind + " namespace of its own, which CRIU does not take",
                        "end it first (a sandbox, a browser, a container in the container)"));
            } else if (PERHAPS.contains(kind)) {
                findings.add(Finding.of(
                        Verdict.UNKNOWN,
                        "namespace",
                        task.name() + " has a " + kind + " namespace of its own",
                        "end it first, if the checkpoint fails"));
            }
        });
    }

    private static void uprobes(Task task, List<Finding> findings) {
        if (task.mappings().stream().anyMatch(mapping -> mapping.endsWith("[uprobes]"))) {
            findings.add(Finding.of(
                    Verdict.FAILS,
                    "uprobes",
                    task.name() + " was traced with uprobes, which left a mapping that CRIU does not take",
                    "end the tracing (osquery, bpftrace, …) and restart the container"));
        }
    }

    /** The kernel does not tell CRIU how long it would have slept: it is as if a signal had come. */
    private static void sleeping(Task task, List<Finding> findings) {
        if (task.sleeps()) {
            findings.add(Finding.of(
                    Verdict.UNKNOWN,
                    "sleep",
                    task.name() + " sleeps, which a dump interrupts: most programs sleep on, busybox's 'sleep' ends",
                    "where that ends the container, let it sleep in a loop or by 'sleep infinity'"));
        }
    }
}
