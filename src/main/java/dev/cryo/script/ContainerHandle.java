package dev.cryo.script;

import dev.cryo.containers.ExecVerb;
import dev.cryo.containers.InspectVerb;
import dev.cryo.containers.LogsVerb;
import dev.cryo.containers.Subject;
import dev.cryo.containers.Subjects;
import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.timetravel.BisectVerb;
import dev.cryo.timetravel.Made;
import dev.cryo.timetravel.Receipt;
import dev.cryo.timetravel.RecordVerb;
import dev.cryo.timetravel.Restored;
import dev.cryo.timetravel.WhenChangedVerb;
import dev.cryo.verb.Brief;
import dev.cryo.verb.Carded;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import groovy.lang.Closure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as a script sees it. Its methods are the verbs, with their options as named arguments:
 * {@code web.checkpoint(label: 'before', leaveRunning: true)}. What it tells is asked of the engine each time.
 */
public final class ContainerHandle implements Brief, Carded {

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

    /** A flight recorder: {@code web.record(every: 1.second, keep: 60) { it.log =~ /ERROR/ }}. What it has kept. */
    public CheckpointSeries record(Map<String, ?> named, Closure<?> condition) {
        return kept(call("record", named, condition));
    }

    public CheckpointSeries record(Closure<?> condition) {
        return record(Map.of(), condition);
    }

    /** Until it ends. */
    public CheckpointSeries record(Map<String, ?> named) {
        return kept(call("record", named));
    }

    private CheckpointSeries kept(Object recording) {
        return new CheckpointSeries(((RecordVerb.Recording) recording).kept().stream()
                .map(step -> CheckpointHandle.of(step.id(), subjects, verbs))
                .toList());
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
        return ((Restored) call("rewind", named, meant(checkpoint))).receipt();
    }

    private static Object meant(Object checkpoint) {
        return checkpoint instanceof CheckpointHandle handle ? handle.reference() : checkpoint;
    }

    /** Puts it one checkpoint back: {@code web.back()}, {@code web.back(2, save: true)}. */
    public Receipt back() {
        return back(Map.of(), 1);
    }

    public Receipt back(int steps) {
        return back(Map.of(), steps);
    }

    public Receipt back(Map<String, ?> named) {
        return back(named, 1);
    }

    public Receipt back(Map<String, ?> named, int steps) {
        return ((Restored) call("back", named, steps)).receipt();
    }

    /** Puts it one checkpoint ahead, after it was put back. */
    public Receipt forward() {
        return forward(Map.of(), 1);
    }

    public Receipt forward(int steps) {
        return forward(Map.of(), steps);
    }

    public Receipt forward(Map<String, ?> named) {
        return forward(named, 1);
    }

    public Receipt forward(Map<String, ?> named, int steps) {
        return ((Restored) call("forward", named, steps)).receipt();
    }

    /** The first bad checkpoint between two: {@code web.bisect('good', 'bad') { it.processes.size() > 1 }}. */
    public CheckpointHandle bisect(Object good, Object bad, Closure<?> condition) {
        return culprit(call("bisect", Map.of(), meant(good), meant(bad), condition));
    }

    /** The same by a command in clones: {@code web.bisect('good', 'bad', exec: 'test -e /ready')}. */
    public CheckpointHandle bisect(Map<String, ?> named, Object good, Object bad) {
        return culprit(call("bisect", named, meant(good), meant(bad)));
    }

    private CheckpointHandle culprit(Object found) {
        return CheckpointHandle.of(((BisectVerb.Culprit) found).bad().id(), subjects, verbs);
    }

    /** Between which of its checkpoints a value changed, over all branches: {@code web.whenChanged { it.processes.size() }}. */
    public List<WhenChangedVerb.Change> whenChanged(Closure<?> value) {
        return ((List<?>) call("whenChanged", Map.of(), value)).stream()
                .map(WhenChangedVerb.Change.class::cast)
                .toList();
    }

    /** Runs a command inside: {@code exec('cat', '/etc/hostname').out}. */
    public Outcome exec(String... command) {
        return exec(Map.of(), command);
    }

    public Outcome exec(List<String> command) {
        return exec(Map.of(), command.toArray(String[]::new));
    }

    public Outcome exec(Map<String, ?> named, String... command) {
        long began = System.nanoTime();
        var ended = (ExecVerb.Outcome) call("exec", named, (Object[]) command);
        return new Outcome(
                String.join(" ", command), ended.status(), ended.out(), ended.err(),
                Duration.ofNanos(System.nanoTime() - began));
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

    /**
     * Every other verb about a container is a method, too: {@code web.doctor(fileLocks: true)}. Groovy calls this where the
     * class has no method of the name.
     *
     * @throws groovy.lang.MissingMethodException when there is no such verb
     */
    public Object methodMissing(String name, Object arguments) {
        return verbs.about(ContainerHandle.class, Map.of(ContainerName.class, id.text()), name, arguments);
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

    /** A container in a table; {@code at} is the checkpoint at which it stands. */
    public record Line(ContainerId id, String name, String image, String status, Optional<String> at) {}

    @Override
    public InspectVerb.Card card() {
        return inspect();
    }

    @Override
    public Line row() {
        var subject = subject();
        return new Line(
                id,
                subject.container().name(),
                subject.container().image(),
                subject.status(),
                subject.timeline().flatMap(Timeline::current).map(Checkpoint::reference));
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
