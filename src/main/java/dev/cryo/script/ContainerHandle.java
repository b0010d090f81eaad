package dev.cryo.script;

import dev.cryo.containers.ExecVerb;
import dev.cryo.containers.InspectVerb;
import dev.cryo.containers.LogsVerb;
import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Timeline;
import dev.cryo.timetravel.Made;
import dev.cryo.timetravel.Receipt;
import dev.cryo.timetravel.Restored;
import dev.cryo.verb.Brief;
import dev.cryo.verb.ContainerId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A container as a script sees it. Its methods are the verbs, with their options as named arguments:
 * {@code web.checkpoint(label: 'before', leaveRunning: true)}. What it tells is asked of the engine each time.
 */
public final class ContainerHandle implements Brief {

    private final ContainerId id;
    private final VerbCall verbs;
    private final Subjects subjects;

    ContainerHandle(ContainerId id, VerbCall verbs, Subjects subjects) {
        this.id = id;
        this.verbs = verbs;
        this.subjects = subjects;
    }

    public ContainerId getId() {
        return id;
    }

    /** The container's word; hostile. */
    public String getName() {
        return subject().container().name();
    }

    /** The engine's word, or {@code Checkpointed}. */
    public String getStatus() {
        return subject().status();
    }

    public boolean isRunning() {
        return subject().container().alive();
    }

    /** IP addresses by network. */
    public Map<String, String> getAddresses() {
        return subject().container().addresses();
    }

    /** All that it has printed; hostile. */
    public String getLog() {
        return logs(Map.of());
    }

    public String logs(Map<String, ?> named) {
        return ((LogsVerb.Printed) call("logs", named)).text();
    }

    /** Its checkpoints, oldest first. */
    public CheckpointSeries getCheckpoints() {
        return new CheckpointSeries(subject().timeline().map(Timeline::checkpoints).orElse(List.of()).stream()
                .map(c -> new CheckpointHandle(c, subjects, verbs))
                .toList());
    }

    /** Stops it into a checkpoint. */
    public CheckpointHandle checkpoint() {
        return checkpoint(Map.of());
    }

    public CheckpointHandle checkpoint(Map<String, ?> named) {
        return series(call("checkpoint", named)).getFirst();
    }

    /** A series: {@code capture(every: 2.seconds, times: 30)}. */
    public CheckpointSeries capture(Map<String, ?> named) {
        return series(call("capture", named));
    }

    /** Brings it back from its last checkpoint, or from {@code imageDir}. */
    public Receipt restore() {
        return restore(Map.of());
    }

    public Receipt restore(Map<String, ?> named) {
        return ((Restored) ((List<?>) call("restore", named)).getFirst()).receipt();
    }

    /** Puts it back to a checkpoint: a {@link CheckpointHandle}, or a reference such as {@code '~1'}. */
    public Receipt rewind(Object checkpoint) {
        return rewind(Map.of(), checkpoint);
    }

    public Receipt rewind(Map<String, ?> named, Object checkpoint) {
        var meant = checkpoint instanceof CheckpointHandle handle ? handle.reference() : checkpoint;
        return ((Restored) call("rewind", named, meant)).receipt();
    }

    /** Runs a command inside: {@code exec('cat', '/etc/hostname').out}. */
    public ExecVerb.Outcome exec(String... command) {
        return exec(Map.of(), command);
    }

    public ExecVerb.Outcome exec(Map<String, ?> named, String... command) {
        return (ExecVerb.Outcome) call("exec", named, (Object[]) command);
    }

    public InspectVerb.Card inspect() {
        return (InspectVerb.Card) call("inspect", Map.of());
    }

    /** Starts it anew, without a checkpoint. */
    public ContainerHandle start() {
        call("start", Map.of());
        return this;
    }

    public ContainerHandle stop() {
        return stop(Map.of());
    }

    public ContainerHandle stop(Map<String, ?> named) {
        call("stop", named);
        return this;
    }

    public ContainerHandle kill() {
        return kill(Map.of());
    }

    public ContainerHandle kill(Map<String, ?> named) {
        call("kill", named);
        return this;
    }

    /** Deletes it, running or not; its checkpoints stay. */
    public void remove() {
        rm(Map.of("force", true));
    }

    public void rm(Map<String, ?> named) {
        call("rm", named);
    }

    private Subject subject() {
        return subjects.find(id);
    }

    /** Every verb takes the container as its first argument. */
    private Object call(String verb, Map<String, ?> named, Object... rest) {
        var arguments = new ArrayList<Object>();
        arguments.add(id.text());
        arguments.addAll(Arrays.asList(rest));
        return verbs.call(verb, named, arguments);
    }

    private CheckpointSeries series(Object made) {
        return new CheckpointSeries(((List<?>) made).stream()
                .map(Made.class::cast)
                .map(m -> CheckpointHandle.of(m.checkpoint(), subjects, verbs))
                .toList());
    }

    @Override
    public String brief() {
        return id.brief();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerHandle handle && handle.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Its name, by which it can be named to every verb. */
    @Override
    public String toString() {
        return getName();
    }
}
