package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code cgroups}: which control groups processes were in, and their limits. */
public final class CgroupsVerb implements Verb<CgroupsVerb.Request, List<CgroupsVerb.Row>> {

    /** Folders nest as deep as a container makes them. */
    private static final int DEEPEST = 64;

    private final EvidenceReader evidence;

    public CgroupsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "cgroups",
            summary = "Show the control groups of the processes in a checkpoint, and their limits",
            examples = {"cgroups web@1", "cgroups --process 1 web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(@Included About about) {}

    /**
     * A control group with processes in it.
     *
     * @param properties the settings that CRIU keeps, by the name of their file
     */
    public record Row(
            List<Integer> processes,
            String controllers,
            String path,
            Map<String, String> properties,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(List.of(), "", "", Map.of(), Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = Asked.of(evidence, request.about());
        var image = asked.evidence().record("cgroup.img");
        var sets = new LinkedHashMap<Long, List<Integer>>();
        for (var p : asked.processes()) {
            asked.core(p.pid())
                    .flatMap(core -> core.at("tc").flatMap(tc -> tc.number("cg_set"))
                            .or(() -> core.at("thread_core").flatMap(t -> t.number("cg_set"))))
                    .ifPresent(set -> sets.computeIfAbsent(set, _ -> new ArrayList<>()).add(p.pid()));
        }
        var rows = new ArrayList<Row>();
        for (var set : image.map(i -> i.each("sets")).orElse(List.of())) {
            var pids = sets.get(set.number("id", 0));
            if (pids != null) {
                for (var member : set.each("ctls")) {
                    var name = member.text("name").orElse("");
                    var path = member.text("path").orElse("");
                    var properties = image.map(i -> properties(i, name, path)).orElse(Map.of());
                    rows.add(new Row(pids, name, path, properties, Optional.empty()));
                }
            }
        }
        return asked.withDamage(rows.stream(), Row::damaged);
    }

    private static Map<String, String> properties(Fields image, String controllers, String path) {
        var found = new LinkedHashMap<String, String>();
        for (var controller : image.each("controllers")) {
            if (String.join(",", controller.texts("cnames")).equals(controllers)) {
                controller.each("dirs").forEach(dir -> collect(dir, "", path, 0, found));
            }
        }
        return found;
    }

    /** The settings of the folder at a path. */
    private static void collect(Fields dir, String above, String path, int depth, Map<String, String> to) {
        var name = dir.text("dir_name").orElse("");
        var here = (above + "/" + name).replaceAll("/+", "/");
        if (here.equals(path) || name.equals(path)) {
            for (var property : dir.each("properties")) {
                to.put(property.text("name").orElse(""), property.text("value").orElse(""));
            }
        }
        if (depth < DEEPEST) {
            dir.each("children").forEach(child -> collect(child, here, path, depth + 1, to));
        }
    }
}
