package dev.cryo.criu;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * One process of a checkpoint. Names, arguments, variables and paths are the container's own: they may hold terminal
 * escapes and anything else, and are passed on as they are; whoever shows them escapes them.
 *
 * <p>A task that had exited ({@link TaskState#DEAD}) has neither memory nor threads nor descriptors: lists are empty,
 * and readings say so.
 */
public final class DumpedProcess {

    private final int pid;
    private final int parent;
    private final int group;
    private final int session;
    private final String command;
    private final TaskState state;
    private final List<DumpedThread> threads;
    private final List<Descriptor> descriptors;
    private final Reading<Memory> memory;

    DumpedProcess(
            Position position,
            String command,
            TaskState state,
            List<DumpedThread> threads,
            List<Descriptor> descriptors,
            Reading<Memory> memory) {
        this.pid = position.pid();
        this.parent = position.parent();
        this.group = position.group();
        this.session = position.session();
        this.command = command;
        this.state = state;
        this.threads = List.copyOf(threads);
        this.descriptors = List.copyOf(descriptors);
        this.memory = memory;
    }

    /** Where a process stands in the tree. */
    record Position(int pid, int parent, int group, int session) {}

    /** In the container's pid namespace, as are the other numbers. */
    public int pid() {
        return pid;
    }

    /** The parent's pid; 0 for the first process. */
    public int parent() {
        return parent;
    }

    /** The process group. */
    public int group() {
        return group;
    }

    public int session() {
        return session;
    }

    /** The name of its program, or what it made of it (comm): up to 15 bytes. */
    public String command() {
        return command;
    }

    public TaskState state() {
        return state;
    }

    /** The first thread, whose number is the pid, and the others. */
    public List<DumpedThread> threads() {
        return threads;
    }

    /** By number. */
    public List<Descriptor> descriptors() {
        return descriptors;
    }

    public Reading<AddressSpace> addressSpace() {
        return memory.map(Memory::space);
    }

    /** Ascending by address. */
    public List<Mapping> mappings() {
        return addressSpace().map(AddressSpace::mappings).orElse(List.of());
    }

    /** Private memory in the checkpoint, in bytes; see {@link AddressSpace#residentBytes}. */
    public long residentBytes() {
        return addressSpace().map(AddressSpace::residentBytes).orElse(0L);
    }

    /**
     * The arguments, read from memory as the kernel does for {@code /proc/PID/cmdline}: what the process made of them,
     * not what it was started with. Text is UTF-8 with U+FFFD for what is not.
     *
     * @throws Problem when the pages cannot be read
     */
    public Reading<List<String>> commandLine() {
        return memory.flatMap(Memory::commandLine);
    }

    /**
     * The variables that the process was started with, in their order, read from memory as the kernel does for
     * {@code /proc/PID/environ}. Of two with one name the first counts, as for getenv(3); strings without {@code =} are
     * left out. What the process changed later lies elsewhere in its memory.
     *
     * @throws Problem when the pages cannot be read
     */
    public Reading<SequencedMap<String, String>> environment() {
        return memory.flatMap(Memory::environment);
    }

    /**
     * What tells this process from a fresh start of its program.
     *
     * @throws Problem when the pages cannot be read
     */
    public Reading<MemoryFacts> memoryFacts() {
        return memory.map(Memory::facts);
    }

    /** As {@link ImageDirectory#search(Needle, Watch)}, in this process alone. */
    public Stream<Match> search(Needle needle, Watch watch) {
        return Search.over(List.of(this), needle, watch);
    }

    /** As {@link ImageDirectory#search(Needle, Watch)}, in these processes. */
    public static Stream<Match> search(List<DumpedProcess> processes, Needle needle, Watch watch) {
        return Search.over(processes, needle, watch);
    }

    /** As {@link AddressSpace#samplePages}; none of a process without memory. */
    public List<PageSample> samplePages(int count) {
        return addressSpace().map(space -> space.samplePages(count)).orElse(List.of());
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
