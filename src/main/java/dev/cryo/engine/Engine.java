package dev.cryo.engine;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A container engine. Every method throws {@link dev.cryo.verb.Problem} when the engine refuses or cannot be reached;
 * none retries. Implementations pass one contract suite.
 */
public interface Engine extends AutoCloseable {

    /** Facts about the daemon; asked once and kept. */
    EngineInfo info();

    /** The same as they are now. */
    EngineInfo askInfo();

    /** The containers, newest first; without {@code all} only those whose process lives. */
    List<ContainerSummary> containers(boolean all);

    /** One container as it is now; an unknown name is a problem that lists similar ones. */
    Container container(ContainerName name);

    /** One container as it is now. */
    default Container container(ContainerId id) {
        return container(new ContainerName(id.text()));
    }

    /** Makes a container, and does not start it. */
    ContainerId create(ContainerSpec spec);

    /** Makes a container like another one, and does not start it. */
    ContainerId create(ContainerCopy copy);

    /** Starts a container that is not running; one that runs already is a problem. */
    void start(ContainerId id);

    /** Asks the process to end, and kills it after {@code grace}; nothing happens when it is not running. */
    void stop(ContainerId id, Duration grace);

    /**
     * Starts a container that is not running from a checkpoint of the engine's own; engines that have none by that name,
     * or cannot, refuse.
     */
    void start(ContainerId id, String checkpoint);

    /**
     * Sends a signal, such as {@code KILL}; the engine counts it as the user's will, so no restart policy brings the
     * container back.
     */
    void kill(ContainerId id, String signal);

    void pause(ContainerId id);

    void unpause(ContainerId id);

    /** Deletes a container with its anonymous volumes; a running one only with {@code force}. */
    void remove(ContainerId id, boolean force);

    /** Waits until the container's process has ended, and answers its exit status. */
    int awaitExit(ContainerId id);

    /** Writes the container's log to {@code output}; with {@code follow} until it stops or the thread is interrupted. */
    void logs(ContainerId id, Logs logs, Output output);

    /**
     * Listens to a container that has not been started yet: what it prints from its first instruction on goes to
     * {@code output}, also when it is deleted the moment it stops.
     */
    Attached attach(ContainerId id, Output output);

    /**
     * A file or folder as it is inside a container, running or not, as a tar archive; of a symbolic link the link. To be
     * closed, also before its end.
     *
     * @param path inside the container, absolute
     * @return empty when the container has no such file
     */
    Optional<InputStream> archive(ContainerId id, String path);

    /** Runs a command inside, writes what it prints to {@code output} and answers its exit status. */
    int exec(ContainerId id, ExecSpec spec, Output output);

    List<Image> images();

    Image image(ImageName name);

    /** Makes an image of a root filesystem. {@code command} is what its containers run by default; may be empty. */
    void importImage(InputStream tar, ImageName name, List<String> command);

    /** The machine that the daemon runs on. */
    EngineHost host();

    @Override
    void close();

    /** A container that is listened to. */
    interface Attached extends AutoCloseable {

        /** Waits until it has stopped and all that it printed was written, and answers its exit status. */
        int awaitEnd();

        @Override
        void close();
    }

    /**
     * Which part of a log.
     *
     * @param follow what comes while it is read, too
     * @param tail the last so many lines; all when empty
     * @param since what was printed from the second of that time on; all when empty
     */
    record Logs(boolean follow, Optional<Integer> tail, boolean timestamps, Optional<Instant> since) {

        /** What there is now. */
        public static final Logs ALL = new Logs(false, Optional.empty(), false, Optional.empty());
    }

    /** A command inside a container; {@code input} is its standard input, or empty for none. */
    record ExecSpec(List<String> command, Optional<String> user, Optional<String> directory, List<String> environment,
            Optional<InputStream> input) {
        public static ExecSpec of(List<String> command) {
            return new ExecSpec(command, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        }
    }
}
