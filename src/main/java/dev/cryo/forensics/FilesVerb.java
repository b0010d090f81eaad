package dev.cryo.forensics;

import dev.cryo.criu.Descriptor;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code files}: what processes had open. */
public final class FilesVerb implements Verb<FilesVerb.Request, List<FilesVerb.Row>> {

    private final EvidenceReader evidence;

    public FilesVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "files",
            summary = "List the open files of the processes in a checkpoint",
            details = "By descriptor, and before those the program (exe), the working directory (cwd) and the root of"
                    + " each process. A deleted file's contents are shown by 'deleted', queued bytes by 'queues'.",
            examples = {"files web@1", "files --process 1 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * An open file.
     *
     * @param descriptor its number, or {@code exe}, {@code cwd}, {@code root}
     * @param file its path, or what stands for one
     * @param position in bytes from the start, of regular files
     * @param flags as open(2) calls them
     * @param size at the time of the checkpoint
     * @param lock such as {@code flock write} or {@code posix write 2..4}
     */
    public record Row(
            Optional<Integer> process,
            String command,
            String descriptor,
            String type,
            String file,
            Optional<Long> position,
            String flags,
            Optional<Size> size,
            boolean deleted,
            String lock,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(
                    Optional.empty(), "", "", "", "", Optional.empty(), "", Optional.empty(), false, "",
                    Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        return asked.withDamage(rows(asked), Row::damaged);
    }

    static Stream<Row> rows(Asked asked) {
        var table = OpenFiles.of(asked.evidence());
        var locks = locks(asked.evidence().records("filelocks.img"));
        return asked.processes().stream()
                .flatMap(p -> Stream.concat(
                        places(asked, p, table), p.descriptors().stream().map(d -> row(p, d, table, locks))));
    }

    /** The path of the program of the one process that is meant. */
    static Optional<String> program(Asked asked) {
        var table = OpenFiles.of(asked.evidence());
        return asked.processes().stream()
                .flatMap(p -> asked.evidence().record("mm-" + p.pid() + ".img").stream())
                .map(m -> table.path(m.number("exe_file_id", 0)))
                .filter(path -> path.startsWith("/"))
                .findFirst();
    }

    private static Stream<Row> places(Asked asked, DumpedProcess p, OpenFiles table) {
        var rows = new ArrayList<Row>();
        var memory = asked.evidence().record("mm-" + p.pid() + ".img");
        var places = asked.evidence().record("fs-" + p.pid() + ".img");
        memory.ifPresent(m -> rows.add(place(p, "exe", m.number("exe_file_id", 0), table)));
        places.ifPresent(f -> rows.add(place(p, "cwd", f.number("cwd_id", 0), table)));
        places.ifPresent(f -> rows.add(place(p, "root", f.number("root_id", 0), table)));
        return rows.stream();
    }

    private static Row place(DumpedProcess p, String name, long id, OpenFiles table) {
        return row(p, name, "reg", table.path(id), id, table, "");
    }

    private static Row row(DumpedProcess p, Descriptor d, OpenFiles table, Map<String, String> locks) {
        var lock = locks.getOrDefault(p.pid() + " " + d.number(), "");
        return row(p, Integer.toString(d.number()), d.type(), d.what(), Integer.toUnsignedLong(d.id()), table, lock);
    }

    private static Row row(
            DumpedProcess p, String descriptor, String type, String what, long id, OpenFiles table, String lock) {
        var file = table.file(id);
        var regular = file.filter(_ -> type.equals("reg"));
        return new Row(
                Optional.of(p.pid()),
                p.command(),
                descriptor,
                type,
                what,
                regular.flatMap(f -> f.number("pos")),
                file.flatMap(f -> f.text("flags")).map(OpenFlags::words).orElse(""),
                regular.flatMap(f -> f.number("size"))
                        .filter(size -> size >= 0)
                        .map(Size::new),
                table.isDeleted(id),
                lock,
                Optional.empty());
    }

    /**
     * By process and descriptor: {@code file_lock_entry}, whose flag tells POSIX (1), flock (2), open-file-description
     * (1024) locks and leases (32), and whose type reading (0) from writing (1).
     */
    private static Map<String, String> locks(List<Fields> entries) {
        var locks = new HashMap<String, String>();
        for (var lock : entries) {
            long flag = lock.number("flag", 0);
            var kind = (flag & 1024) != 0
                    ? "ofd"
                    : (flag & 32) != 0 ? "lease" : (flag & 2) != 0 ? "flock" : (flag & 1) != 0 ? "posix" : "lock";
            long start = lock.number("start", 0);
            long length = lock.number("len", 0);
            var range = start == 0 && length == 0 ? "" : " " + start + ".." + (length == 0 ? "" : start + length - 1);
            locks.merge(
                    lock.number("pid", 0) + " " + lock.number("fd", 0),
                    kind + (lock.number("type", 0) == 0 ? " read" : " write") + range,
                    (one, other) -> one + ", " + other);
        }
        return locks;
    }
}
