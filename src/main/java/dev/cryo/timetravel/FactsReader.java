package dev.cryo.timetravel;

import dev.cryo.timetravel.Facts.Connection;
import dev.cryo.timetravel.Facts.Inode;
import dev.cryo.timetravel.Facts.MountPoint;
import dev.cryo.timetravel.Facts.OpenFile;
import dev.cryo.timetravel.Facts.Stat;
import dev.cryo.timetravel.Facts.Task;
import dev.cryo.timetravel.Facts.UnixPeer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what examine.sh prints. A line that makes no sense is passed over: processes come and go while it looks. */
final class FactsReader {

    private static final Pattern LINK = Pattern.compile("/proc/(\\d{1,9})/(?:fd/(\\d{1,9})|ns/(\\w+)) (.*)", Pattern.DOTALL);
    private static final Pattern DESCRIPTOR = Pattern.compile("/proc/(\\d{1,9})/fd/(\\d{1,9})");
    private static final Pattern FILE = Pattern.compile(
            "/proc/(\\d{1,9})/fd/(\\d{1,9}) ([0-9a-f]{1,8}) ([0-9a-f]{1,7}):([0-9a-f]{1,7}) (\\d{1,9}) (\\d{1,15}) (\\d{1,18}) (\\d{1,18})");
    private static final Pattern TEXT = Pattern.compile("/proc/(\\d{1,9})/(\\w+)(?:/(\\w+))?:(.*)", Pattern.DOTALL);
    private static final Pattern CONNECTION = Pattern.compile(
            "\\s*\\d+: ([0-9A-F:]+) ([0-9A-F:]+) ([0-9A-F]{2}) \\S+ \\S+ \\S+\\s+\\d+\\s+\\d+ (\\d{1,18}).*");
    private static final Pattern MOUNT = Pattern.compile("\\d+ \\d+ (\\d+:\\d+) (\\S+) (\\S+) .*? - (\\S+) .*");
    private static final Pattern PEER = Pattern.compile("(\\S+) (\\d{1,18}) (\\d{1,18})");
    private static final Pattern HINT = Pattern.compile("(\\d{1,18}) (\\d{1,18})");

    private static final String OWN_CAPABILITIES = "/proc/self/status:CapEff:";

    private final long first;
    private int cgroup = 2;
    private long capabilities;
    private String userNamespace = "";
    private final Map<Long, Map<String, String>> statuses = new LinkedHashMap<>();
    private final Map<Long, Map<String, String>> namespaces = new TreeMap<>();
    private final Map<Long, Map<Integer, String>> targets = new TreeMap<>();
    private final Map<String, Stat> stats = new TreeMap<>();
    private final Map<String, List<String>> details = new TreeMap<>();
    private final Map<Long, List<String>> mappings = new TreeMap<>();
    private final Set<Long> sleeping = new HashSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<UnixPeer> peers = new ArrayList<>();
    private boolean peersTold = true;
    private final Set<String> named = new HashSet<>();
    private final Set<Inode> findable = new HashSet<>();
    private long rootDevice;
    private final List<MountPoint> mounts = new ArrayList<>();

    private FactsReader(long first) {
        this.first = first;
        statuses.put(first, new TreeMap<>());
    }

    /** @param first process 1 of the container, as the engine host numbers it */
    static Facts read(long first, List<String> lines) {
        var reader = new FactsReader(first);
        lines.forEach(reader::line);
        return reader.facts();
    }

    private void line(String line) {
        if (line.startsWith(OWN_CAPABILITIES)) {
            var hex = line.substring(OWN_CAPABILITIES.length()).strip();
            capabilities = hex.matches("[0-9a-f]{1,16}") ? Long.parseUnsignedLong(hex, 16) : 0;
            return;
        }
        if (line.startsWith("/proc/")) {
            match(TEXT, line).ifPresent(this::text);
            return;
        }
        int space = line.indexOf(' ');
        if (space < 0) {
            return;
        }
        var rest = line.substring(space + 1);
        switch (line.substring(0, space)) {
            case "cgroup" -> cgroup = rest.equals("1") ? 1 : 2;
            case "process" -> {
                if (rest.matches("\\d{1,9}")) {
                    statuses.putIfAbsent(Long.parseLong(rest), new TreeMap<>());
                }
            }
            case "link" -> link(rest);
            case "named" -> match(DESCRIPTOR, rest).ifPresent(m -> named.add(m.group(1) + "/" + m.group(2)));
            case "file" -> match(FILE, rest).ifPresent(this::file);
            case "peer" -> peer(rest);
            case "hint" -> match(HINT, rest).ifPresent(this::hint);
            default -> {}
        }
    }

    private void link(String rest) {
        if (rest.startsWith("/proc/self/ns/user ")) {
            userNamespace = rest.substring(19);
            return;
        }
        match(LINK, rest).ifPresent(m -> {
            long pid = Long.parseLong(m.group(1));
            if (m.group(2) == null) {
                namespaces.computeIfAbsent(pid, _ -> new TreeMap<>()).put(m.group(3), m.group(4));
            } else {
                targets.computeIfAbsent(pid, _ -> new TreeMap<>()).put(Integer.parseInt(m.group(2)), m.group(4));
            }
        });
    }

    private void file(Matcher m) {
        stats.put(
                m.group(1) + "/" + m.group(2),
                new Stat(
                        Integer.parseUnsignedInt(m.group(3), 16),
                        Integer.parseInt(m.group(4), 16),
                        Integer.parseInt(m.group(5), 16),
                        Long.parseLong(m.group(6)),
                        Long.parseLong(m.group(7)),
                        new Inode(Long.parseLong(m.group(8)), Long.parseLong(m.group(9)))));
    }

    private void text(Matcher m) {
        long pid = Long.parseLong(m.group(1));
        var line = m.group(4);
        switch (m.group(2)) {
            case "status" -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    statuses.computeIfAbsent(pid, _ -> new TreeMap<>())
                            .put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
            case "syscall" -> sleeping.add(pid);
            case "maps" -> mappings.computeIfAbsent(pid, _ -> new ArrayList<>()).add(line);
            case "fdinfo" ->
                details.computeIfAbsent(pid + "/" + m.group(3), _ -> new ArrayList<>()).add(line);
            case "net" -> match(CONNECTION, line).ifPresent(c -> connections.add(new Connection(
                    c.group(1), c.group(2), Integer.parseInt(c.group(3), 16), Long.parseLong(c.group(4)))));
            case "mountinfo" -> match(MOUNT, line).ifPresent(mount -> mounts.add(
                    new MountPoint(mount.group(1), mount.group(2), mount.group(3), mount.group(4))));
            default -> {}
        }
    }

    private void peer(String rest) {
        peersTold &= !rest.equals("none");
        match(PEER, rest).ifPresent(m ->
                peers.add(new UnixPeer(m.group(1), Long.parseLong(m.group(2)), Long.parseLong(m.group(3)))));
    }

    private void hint(Matcher m) {
        var inode = new Inode(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
        rootDevice = findable.isEmpty() ? inode.device() : rootDevice; // the root itself is told first
        findable.add(inode);
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    private Facts facts() {
        // One of which there is no status has ended while it was looked at.
        var tasks = statuses.entrySet().stream()
                .filter(entry -> entry.getKey() == first || entry.getValue().containsKey("Uid"))
                .map(entry -> task(entry.getKey()))
                .toList();
        return new Facts(
                cgroup,
                capabilities,
                userNamespace,
                tasks,
                connections,
                peersTold ? Optional.of(peers) : Optional.empty(),
                findable,
                rootDevice,
                mounts);
    }

    private Task task(long pid) {
        var files = targets.getOrDefault(pid, Map.of()).entrySet().stream()
                .map(entry -> {
                    var key = pid + "/" + entry.getKey();
                    return new OpenFile(
                            entry.getKey(),
                            entry.getValue(),
                            named.contains(key),
                            Optional.ofNullable(stats.get(key)),
                            details.getOrDefault(key, List.of()));
                })
                .toList();
        return new Task(
                pid,
                statuses.getOrDefault(pid, Map.of()),
                namespaces.getOrDefault(pid, Map.of()),
                files,
                mappings.getOrDefault(pid, List.of()),
                sleeping.contains(pid));
    }
}
