package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Reading;
import dev.cryo.forensics.DiffVerb.Kind;
import dev.cryo.verb.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What changed between two checkpoints beside the contents of memory. */
final class StateDifference {

    private static final int PROCESS = 1000;
    private static final int COMMAND_LINE = 950;
    private static final int ENVIRONMENT = 900;
    private static final int FILE = 850;
    private static final int SOCKET = 800;
    private static final int NAMESPACE = 790;
    /** Positions, sizes and queues move all the time. */
    private static final int FILE_MOVED = 450;

    private static final int MAPPING = 300;

    private final Asked before;
    private final Asked after;
    private final Changes changes;

    StateDifference(Asked before, Asked after, Changes changes) {
        this.before = before;
        this.after = after;
        this.changes = changes;
    }

    void collect() {
        var then = byPid(before);
        var now = byPid(after);
        compare(then, now, (pid, p) -> add(PROCESS, Kind.PROCESS, p, "process " + pid, line(p), ""),
                (pid, p) -> add(PROCESS, Kind.PROCESS, p, "process " + pid, "", line(p)), this::process);
        files();
        sockets();
        namespaces();
    }

    private interface Both<T> {
        void compare(T before, T after);
    }

    private interface One<K, T> {
        void take(K key, T value);
    }

    /** Walks over two tables: what is gone, what is new, and what is in both. */
    private static <K, T> void compare(Map<K, T> before, Map<K, T> after, One<K, T> gone, One<K, T> came, Both<T> both) {
        before.forEach((key, value) -> {
            if (!after.containsKey(key)) {
                gone.take(key, value);
            }
        });
        after.forEach((key, value) -> {
            var old = before.get(key);
            if (old == null) {
                came.take(key, value);
            } else {
                both.compare(old, value);
            }
        });
    }

    private static Map<Integer, DumpedProcess> byPid(Asked asked) {
        return table(asked.processes().stream(), DumpedProcess::pid);
    }

    private static <K, T> Map<K, T> table(Stream<T> values, Function<T, K> key) {
        return values.collect(Collectors.toMap(key, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    }

    private static String line(DumpedProcess p) {
        return p.commandLine().map(words -> String.join(" ", words)).orElse(p.command());
    }

    private void add(int weight, Kind kind, DumpedProcess p, String what, String old, String fresh) {
        changes.add(
                weight,
                new DiffVerb.Row(
                        "", Optional.of(kind), Optional.of(p.pid()), p.command(), what, old, fresh, Optional.empty()));
    }

    private void process(DumpedProcess then, DumpedProcess now) {
        changed(COMMAND_LINE, Kind.PROCESS, now, "command line", line(then), line(now));
        changed(COMMAND_LINE, Kind.PROCESS, now, "name", then.command(), now.command());
        changed(COMMAND_LINE, Kind.PROCESS, now, "state", then.state().toString(), now.state().toString());
        changed(COMMAND_LINE, Kind.PROCESS, now, "threads", then.threads().size() + "", now.threads().size() + "");
        if (then.environment() instanceof Reading.Value(var old) && now.environment() instanceof Reading.Value(var fresh)) {
            compare(old, fresh, (name, value) -> add(ENVIRONMENT, Kind.ENVIRONMENT, now, name, value, ""),
                    (name, value) -> add(ENVIRONMENT, Kind.ENVIRONMENT, now, name, "", value), (one, other) -> {});
            fresh.forEach((name, value) -> {
                if (old.containsKey(name)) {
                    changed(ENVIRONMENT, Kind.ENVIRONMENT, now, name, old.get(name), value);
                }
            });
        }
        compare(table(then.mappings().stream(), Mapping::start), table(now.mappings().stream(), Mapping::start),
                (start, m) -> add(MAPPING, Kind.MAPPING, now, MappingName.of(m), range(m), ""),
                (start, m) -> add(MAPPING, Kind.MAPPING, now, MappingName.of(m), "", range(m)),
                (old, fresh) -> changed(MAPPING, Kind.MAPPING, now, MappingName.of(fresh), range(old), range(fresh)));
    }

    private void changed(int weight, Kind kind, DumpedProcess p, String what, String old, String fresh) {
        if (!old.equals(fresh)) {
            add(weight, kind, p, what, old, fresh);
        }
    }

    private static String range(Mapping m) {
        return Long.toHexString(m.start()) + "-" + Long.toHexString(m.end()) + " " + m.permissions() + " "
                + new Size(m.length());
    }

    private void files() {
        compare(
                table(FilesVerb.rows(before), row -> row.process() + " " + row.descriptor()),
                table(FilesVerb.rows(after), row -> row.process() + " " + row.descriptor()),
                (key, row) -> file(FILE, row, name(row), ""),
                (key, row) -> file(FILE, row, "", name(row)),
                (old, fresh) -> {
                    if (!name(old).equals(name(fresh))) {
                        file(FILE, fresh, name(old), name(fresh));
                    } else if (!moved(old).equals(moved(fresh))) {
                        file(FILE_MOVED, fresh, name(old) + moved(old), name(fresh) + moved(fresh));
                    }
                });
    }

    /** The numbers of pipes are the kernel's, and others after a restore. */
    private static String name(FilesVerb.Row row) {
        return row.file().replaceFirst("^(pipe|fifo):\\[\\d+]$", "$1") + (row.deleted() ? " (deleted)" : "");
    }

    private static String moved(FilesVerb.Row row) {
        return row.position().map(at -> ", at " + at).orElse("") + row.size().map(size -> ", " + size.bytes() + " bytes").orElse("")
                + (row.lock().isEmpty() ? "" : ", " + row.lock());
    }

    private void file(int weight, FilesVerb.Row row, String old, String fresh) {
        changes.add(weight, new DiffVerb.Row(
                "", Optional.of(Kind.FILE), row.process(), row.command(), row.descriptor(), old, fresh, Optional.empty()));
    }

    private void sockets() {
        Function<SocketsVerb.Row, String> key =
                row -> row.family() + " " + row.type() + " " + row.local() + (row.family().equals("unix") ? "" : " to " + row.remote());
        compare(
                table(SocketsVerb.rows(before), key),
                table(SocketsVerb.rows(after), key),
                (name, row) -> socket(SOCKET, name, row, state(row), ""),
                (name, row) -> socket(SOCKET, name, row, "", state(row)),
                (old, fresh) -> {
                    if (!state(old).equals(state(fresh))) {
                        socket(old.state().equals(fresh.state()) ? FILE_MOVED : SOCKET, key.apply(fresh), fresh, state(old), state(fresh));
                    }
                });
    }

    /** What is in them: their numbers are the kernel's, and others after a restore. */
    private void namespaces() {
        compare(
                table(NamespacesVerb.rows(before), NamespacesVerb.Row::kind),
                table(NamespacesVerb.rows(after), NamespacesVerb.Row::kind),
                (kind, row) -> namespace(kind, row.about(), ""),
                (kind, row) -> namespace(kind, "", row.about()),
                (old, fresh) -> {
                    if (!old.about().equals(fresh.about())) {
                        namespace(fresh.kind(), old.about(), fresh.about());
                    }
                });
    }

    private void namespace(String kind, String old, String fresh) {
        changes.add(NAMESPACE, new DiffVerb.Row(
                "", Optional.of(Kind.NAMESPACE), Optional.empty(), "", kind, old, fresh, Optional.empty()));
    }

    private static String state(SocketsVerb.Row row) {
        return row.state() + ", " + row.received() + " received, " + row.sent() + " sent";
    }

    private void socket(int weight, String name, SocketsVerb.Row row, String old, String fresh) {
        changes.add(weight, new DiffVerb.Row(
                "", Optional.of(Kind.SOCKET), Optional.empty(), String.join(", ", row.holders()), name, old, fresh,
                Optional.empty()));
    }
}
