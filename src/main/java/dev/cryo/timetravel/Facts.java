package dev.cryo.timetravel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a running container, as examine.sh told it. All texts are the container's, and hostile.
 *
 * @param cgroup the version of the freezer
 * @param capabilities those that CRIU will have
 * @param userNamespace the engine host's
 * @param tasks its processes, process 1 first
 * @param connections its TCP connections
 * @param peers its unix sockets that are connected, by inode; empty: they could not be told
 * @param findable what is watched with inotify and lies where CRIU finds it again
 * @param rootDevice the device of its root filesystem, 0 when it was not needed
 */
record Facts(
        int cgroup,
        long capabilities,
        String userNamespace,
        List<Task> tasks,
        List<Connection> connections,
        Optional<List<UnixPeer>> peers,
        Set<Inode> findable,
        long rootDevice,
        List<MountPoint> mounts) {

    private static final int CAP_SYS_RESOURCE = 24;

    /**
     * A process; {@code status} holds the lines of its status, {@code namespaces} name → identity.
     *
     * @param sleeps it waits for a length of time to pass, which a dump cuts short
     */
    record Task(
            long pid,
            Map<String, String> status,
            Map<String, String> namespaces,
            List<OpenFile> files,
            List<String> mappings,
            boolean sleeps) {

        /** How a user would know it. */
        String name() {
            return "process " + pid + " (" + status.getOrDefault("Name", "?") + ")";
        }

        long number(String key) {
            var word = status.getOrDefault(key, "0").strip().split("\\s+", 2)[0];
            return word.matches("\\d{1,18}") ? Long.parseLong(word) : 0;
        }
    }

    /**
     * An open descriptor.
     *
     * @param target what it names, such as {@code /etc/passwd} or {@code socket:[17]}
     * @param named a file that has still the name it was opened by, though that ends like a deleted one's
     * @param stat what it is open on; empty when it could not be told
     * @param details the telling lines of its fdinfo
     */
    record OpenFile(int fd, String target, boolean named, Optional<Stat> stat, List<String> details) {

        /** The number in {@code socket:[17]}. */
        Optional<Long> socket() {
            return target.matches("socket:\\[\\d{1,18}]")
                    ? Optional.of(Long.parseLong(target.substring(8, target.length() - 1)))
                    : Optional.empty();
        }
    }

    /** What a descriptor is open on; {@code blocks} of 512 bytes. */
    record Stat(int mode, int major, int minor, long links, long blocks, Inode inode) {

        boolean isDevice() {
            int type = mode & 0xf000;
            return type == 0x2000 || type == 0x6000;
        }

        boolean isRegular() {
            return (mode & 0xf000) == 0x8000;
        }

        boolean isDirectory() {
            return (mode & 0xf000) == 0x4000;
        }
    }

    record Inode(long device, long number) {}

    /** @param state as the kernel numbers them: 1 established, 2 and 3 being made, 10 listening */
    record Connection(String local, String remote, int state, long inode) {}

    record UnixPeer(String state, long inode, long peer) {}

    /** A line of mountinfo. */
    record MountPoint(String device, String root, String at, String type) {}

    boolean mayReadAllLimits() {
        return (capabilities >> CAP_SYS_RESOURCE & 1) == 1;
    }

    Task first() {
        return tasks.getFirst();
    }
}
