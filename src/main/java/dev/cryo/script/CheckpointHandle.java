package dev.cryo.script;

import dev.cryo.containers.Subjects;
import dev.cryo.criu.Bytes;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.Match;
import dev.cryo.criu.Needle;
import dev.cryo.forensics.DiffVerb;
import dev.cryo.forensics.Evidence;
import dev.cryo.store.Checkpoint;
import dev.cryo.timetravel.Cloned;
import dev.cryo.timetravel.ImagesOf;
import dev.cryo.verb.Brief;
import dev.cryo.verb.Carded;
import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.CheckpointRef.Which;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import groovy.lang.MissingMethodException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A checkpoint as a script sees it: what is known of it, and what its images hold. Needs no engine to be read. */
public final class CheckpointHandle implements Brief, Carded {

    private final Checkpoint checkpoint;
    private final Subjects subjects;
    private final VerbCall verbs;
    private @Nullable ImageDirectory images;

    CheckpointHandle(Checkpoint checkpoint, Subjects subjects, VerbCall verbs) {
        this.checkpoint = checkpoint;
        this.subjects = subjects;
        this.verbs = verbs;
    }

    static CheckpointHandle of(CheckpointId id, Subjects subjects, VerbCall verbs) {
        var ref = new CheckpointRef(Optional.empty(), new Which.ById(id.text()));
        return new CheckpointHandle(subjects.store().find(ref, Optional.empty()), subjects, verbs);
    }

    public CheckpointId getId() {
        return checkpoint.id();
    }

    /** Its place on the timeline, from 1 on. */
    public int getNumber() {
        return checkpoint.number();
    }

    /** Its label, or null. */
    public @Nullable String getLabel() {
        return remarks().label().map(Label::text).orElse(null);
    }

    /** What its user has noted, or null. */
    public @Nullable String getNote() {
        return remarks().note().orElse(null);
    }

    /** Whether no prune takes it. */
    public boolean isPinned() {
        return remarks().pinned();
    }

    /** As they are now: they alone may change. */
    private Checkpoint.Remarks remarks() {
        return subjects.store().find(reference(), Optional.empty()).remarks();
    }

    public Instant getTaken() {
        return checkpoint.taken();
    }

    /** Bytes of memory pages. */
    public Size getMemory() {
        return checkpoint.memory();
    }

    /** Bytes of all its files. */
    public Size getSize() {
        return checkpoint.size();
    }

    /** How long the container stood still, or null when it was stopped. */
    public @Nullable Duration getFreeze() {
        return checkpoint.freeze().orElse(null);
    }

    /** The processes, in the order of the tree. */
    public List<CheckpointProcess> getProcesses() {
        return images().processes().stream().map(CheckpointProcess::new).toList();
    }

    /**
     * A process by its pid inside the container.
     *
     * @throws Problem when there was none
     */
    public CheckpointProcess process(int pid) {
        return images().process(pid)
                .map(CheckpointProcess::new)
                .orElseThrow(() -> Problem.failed("'" + this + "' has no process " + pid)
                        .evidence("it has " + getProcesses().stream().map(CheckpointProcess::getPid).toList()));
    }

    /** Where the memory of any process matches a regular expression over bytes; found as it is asked for. */
    public Iterable<Match> search(Pattern pattern) {
        return search(Needle.expression(pattern));
    }

    /** Where the memory of any process holds a text, as UTF-8. */
    public Iterable<Match> search(String text) {
        return search(Needle.text(text));
    }

    public Iterable<Match> search(byte[] bytes) {
        return search(Needle.bytes(Bytes.of(bytes)));
    }

    private Iterable<Match> search(Needle needle) {
        return () -> images().search(needle).iterator();
    }

    /** Goes on in a new container: {@code cp.clone(name: 'web-2')}. */
    public ContainerHandle clone(Map<String, ?> named) {
        return clones(named, 1).getFirst();
    }

    /** Goes on in several: {@code cp.clones(3, name: 'web')} makes web-1, web-2 and web-3. */
    public List<ContainerHandle> clones(Map<String, ?> named, int count) {
        var all = new LinkedHashMap<String, Object>(named);
        if (all.put("count", count) != null) {
            throw Problem.usage("how many clones is said by 'clones(3, …)'; 'clone' makes one");
        }
        return ((List<?>) verbs.call("clone", all, List.of(reference())))
                .stream()
                        .map(clone -> new ContainerHandle(((Cloned) clone).container(), verbs, subjects))
                        .toList();
    }

    /** What changed since another checkpoint, what matters first: {@code after - before}. */
    public List<DiffVerb.Row> minus(CheckpointHandle before) {
        return ((List<?>) verbs.call("diff", Map.of(), List.of(before.evidence(), evidence()))).stream()
                .map(DiffVerb.Row.class::cast)
                .toList();
    }

    /**
     * Every verb about evidence or about a checkpoint is a method: {@code cp.sockets(process: 1)}, {@code cp.pin()}. Groovy
     * calls this where the class has no method of the name.
     *
     * @throws MissingMethodException when there is no such verb
     */
    public Object methodMissing(String name, Object arguments) {
        return verbs.about(
                CheckpointHandle.class,
                Map.of(Evidence.class, evidence(), CheckpointRef.class, reference()),
                name,
                arguments);
    }

    /** As its id names it, which no other container's checkpoint has. */
    private Evidence evidence() {
        return new Evidence(checkpoint.id().text());
    }

    private synchronized ImageDirectory images() {
        if (images == null) {
            images = new ImagesOf(subjects).open(checkpoint);
        }
        return images;
    }

    CheckpointRef reference() {
        return new CheckpointRef(Optional.empty(), new Which.ById(checkpoint.id().text()));
    }

    /** All that is known of a checkpoint without a look into its images. */
    public record Card(
            String container,
            int number,
            Optional<Label> label,
            Optional<String> note,
            boolean pinned,
            CheckpointId id,
            Instant taken,
            Size memory,
            Size size,
            Optional<Duration> freeze,
            String after) {}

    /** A checkpoint in a table. */
    public record Line(
            String container,
            int number,
            Optional<Label> label,
            CheckpointId id,
            Instant taken,
            Size memory,
            Size size,
            Optional<Duration> freeze) {}

    @Override
    public Card card() {
        var remarks = remarks();
        return new Card(
                checkpoint.containerName(), getNumber(), remarks.label(), remarks.note(), remarks.pinned(), getId(), getTaken(),
                getMemory(), getSize(), checkpoint.freeze(), checkpoint.leftRunning() ? "running" : "stopped");
    }

    @Override
    public Line row() {
        return new Line(
                checkpoint.containerName(), getNumber(), remarks().label(), getId(), getTaken(), getMemory(), getSize(),
                checkpoint.freeze());
    }

    @Override
    public String brief() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckpointHandle handle && handle.checkpoint.id().equals(checkpoint.id());
    }

    @Override
    public int hashCode() {
        return checkpoint.id().hashCode();
    }

    /** As it can be named to every verb: {@code web@before}. */
    @Override
    public String toString() {
        return checkpoint.reference();
    }
}
