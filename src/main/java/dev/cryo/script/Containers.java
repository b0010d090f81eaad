package dev.cryo.script;

import dev.cryo.containers.PsVerb;
import dev.cryo.containers.RunVerb;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engine's containers, as a script sees them: {@code containers['web']}. */
public final class Containers implements Iterable<ContainerHandle> {

    private final VerbCall verbs;
    private final Subjects subjects;

    Containers(VerbCall verbs, Subjects subjects) {
        this.verbs = verbs;
        this.subjects = subjects;
    }

    /**
     * A container by name, id or the start of its id: {@code containers['web']}.
     *
     * @throws dev.cryo.verb.Problem when the engine has none of that name
     */
    public ContainerHandle getAt(String name) {
        return handle(subjects.engine().container(new ContainerName(name)).id());
    }

    /** Makes a container that runs beside: {@code containers.run('busybox', 'sleep', '1000', name: 'web')}. */
    public ContainerHandle run(Map<String, ?> named, Object... imageAndCommand) {
        var all = new LinkedHashMap<String, Object>(named);
        all.put("detach", true);
        return handle(((RunVerb.Ran) verbs.call("run", all, List.of(imageAndCommand))).container());
    }

    public ContainerHandle run(Object... imageAndCommand) {
        return run(Map.of(), imageAndCommand);
    }

    /** All of them, running or not, the newest first. */
    public List<ContainerHandle> list() {
        return subjects.engine().containers(true).stream()
                .map(c -> handle(c.id()))
                .toList();
    }

    /** All of them as {@code ps --all} lists them. */
    public List<PsVerb.Row> rows() {
        return ((List<?>) verbs.call("ps", Map.of("all", true), List.of()))
                .stream().map(PsVerb.Row.class::cast).toList();
    }

    /** {@code 'web' in containers}. */
    public boolean isCase(String name) {
        return subjects.engine().containers(true).stream()
                .map(ContainerSummary::name)
                .anyMatch(name::equals);
    }

    @Override
    public Iterator<ContainerHandle> iterator() {
        return list().iterator();
    }

    private ContainerHandle handle(ContainerId id) {
        return new ContainerHandle(id, verbs, subjects);
    }
}
