package dev.cryo.forensics;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code namespaces}: which views of the system processes shared. */
public final class NamespacesVerb implements Verb<NamespacesVerb.Request, List<NamespacesVerb.Row>> {

    /** Fields of {@code task_kobj_ids_entry}, by the kernel's name of the kind. */
    private static final Map<String, String> KINDS = new TreeMap<>(Map.of(
            "pid", "pid_ns_id",
            "net", "net_ns_id",
            "ipc", "ipc_ns_id",
            "uts", "uts_ns_id",
            "mnt", "mnt_ns_id",
            "user", "user_ns_id",
            "cgroup", "cgroup_ns_id",
            "time", "time_ns_id"));

    private final EvidenceReader evidence;

    public NamespacesVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "namespaces",
            summary = "List the namespaces of the processes in a checkpoint, and what is in them",
            details = "Numbers are CRIU's own: two processes with the same number share the namespace.",
            examples = "namespaces web@1",
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * A namespace.
     *
     * @param about what the checkpoint holds of it, in words
     */
    public record Row(String kind, long id, List<Integer> processes, String about, Optional<String> damage) {

        static Row damaged(String what) {
            return new Row("", 0, List.of(), "", Optional.of(what));
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
        var rows = new ArrayList<Row>();
        KINDS.forEach((kind, field) -> {
            var byId = new TreeMap<Long, List<Integer>>();
            for (var p : asked.processes()) {
                ids(asked, p)
                        .flatMap(ids -> ids.number(field))
                        .ifPresent(id -> byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(p.pid()));
            }
            byId.forEach((id, pids) -> rows.add(new Row(kind, id, pids, about(asked, kind, id), Optional.empty())));
        });
        return rows.stream();
    }

    private static Optional<Fields> ids(Asked asked, DumpedProcess p) {
        return asked.evidence()
                .record("ids-" + p.pid() + ".img")
                .or(() -> asked.core(p.pid()).flatMap(core -> core.at("ids")));
    }

    private static String about(Asked asked, String kind, long id) {
        return switch (kind) {
            case "uts" ->
                asked.evidence()
                        .record("utsns-" + id + ".img")
                        .map(uts -> "hostname " + uts.text("nodename").orElse("")
                                + uts.text("domainname")
                                        .filter(name -> !name.equals("(none)"))
                                        .map(name -> ", domain " + name)
                                        .orElse(""))
                        .orElse("");
            // CRIU names the image 0 where it is the only one.
            case "time" ->
                asked.evidence()
                        .record("timens-" + id + ".img")
                        .or(() -> asked.evidence().record("timens-0.img"))
                        .flatMap(time -> time.at("boottime"))
                        .map(boot -> "boot time " + boot.number("tv_sec", 0) + " s")
                        .orElse("");
            case "user" ->
                asked.evidence()
                        .record("userns-" + id + ".img")
                        .map(user -> "uids " + extents(user.each("uid_map")) + ", gids " + extents(user.each("gid_map")))
                        .orElse("");
            case "mnt" -> count(asked.evidence().records("mountpoints-" + id + ".img").size(), "mount");
            case "net" ->
                asked.evidence().records("netdev-" + id + ".img").stream()
                        .flatMap(device -> device.text("name").stream())
                        .collect(Collectors.joining(", "));
            case "ipc" -> count(asked.evidence().records("ipcns-msg-" + id + ".img").size(), "message queue");
            default -> "";
        };
    }

    private static String count(int number, String what) {
        return number == 0 ? "" : number + " " + what + (number == 1 ? "" : "s");
    }

    private static String extents(List<Fields> map) {
        return map.stream()
                .map(extent -> "%d→%d (%d)"
                        .formatted(
                                extent.number("first", 0), extent.number("lower_first", 0), extent.number("count", 0)))
                .collect(Collectors.joining(" "));
    }
}
