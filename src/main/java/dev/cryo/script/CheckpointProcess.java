package dev.cryo.script;

import dev.cryo.criu.Descriptor;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.DumpedThread;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.TaskState;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Carded;
import dev.cryo.verb.Size;
import java.util.List;
import java.util.Map;

/**
 * A process in a checkpoint, as a script sees it. All its texts are the container's words, and hostile. A value that the
 * checkpoint does not hold is a {@link dev.cryo.verb.Problem} that says why.
 */
public final class CheckpointProcess implements Carded {

    private final DumpedProcess process;

    CheckpointProcess(DumpedProcess process) {
        this.process = process;
    }

    /** Its number inside the container. */
    public int getPid() {
        return process.pid();
    }

    public int getParent() {
        return process.parent();
    }

    /** Its name, up to 15 bytes. */
    public String getCommand() {
        return process.command();
    }

    public TaskState getState() {
        return process.state();
    }

    public List<String> getCommandLine() {
        return process.commandLine().orFail("the command line of process " + getPid());
    }

    public Map<String, String> getEnvironment() {
        return process.environment().orFail("the environment of process " + getPid());
    }

    public long getResidentBytes() {
        return process.residentBytes();
    }

    public List<DumpedThread> getThreads() {
        return process.threads();
    }

    public List<Descriptor> getDescriptors() {
        return process.descriptors();
    }

    public List<Mapping> getMappings() {
        return process.mappings();
    }

    /** A process with what can be counted of it. */
    public record Card(
            int pid,
            int parent,
            String command,
            TaskState state,
            Size resident,
            int threads,
            int descriptors,
            int mappings,
            Reading<String> commandLine) {}

    @Override
    public Card card() {
        return new Card(
                getPid(), getParent(), getCommand(), getState(), new Size(getResidentBytes()), getThreads().size(),
                getDescriptors().size(), getMappings().size(), process.commandLine().map(words -> String.join(" ", words)));
    }

    @Override
    public String toString() {
        return getPid() + " " + getCommand();
    }
}
