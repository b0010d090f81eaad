package dev.cryo.timetravel;

import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.MemoryFacts;
import dev.cryo.criu.PageSample;
import dev.cryo.criu.TaskState;
import dev.cryo.engine.EngineHost;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares a restored container with its checkpoint. The kernel gives every program it starts other random bytes and,
 * as a rule, other addresses: who has those of the checkpoint is the checkpoint's process.
 */
final class ReceiptTaker {

    private static final int SAMPLES = 32;
    private static final int PAGE = 4096;

    private final EngineHost host;
    private final ImageDirectory images;
    private final boolean coming;

    /** @param coming pages of the container may not be there yet: what cannot be read proves nothing then */
    ReceiptTaker(EngineHost host, ImageDirectory images, boolean coming) {
        this.host = host;
        this.images = images;
        this.coming = coming;
    }

    /**
     * @param pid process 1 of the container, as the engine host numbers it
     * @param tasks all its processes before their first instruction, as the container numbers them
     */
    Receipt take(long pid, Set<Integer> tasks) {
        return take(pid, tree(tasks, true));
    }

    /**
     * The same for one that nobody has seen standing still: which processes it has is reported, not judged.
     *
     * @param tasks its processes now
     */
    Receipt takeRunning(long pid, Set<Integer> tasks) {
        return take(pid, tree(tasks, false));
    }

    private Receipt take(long pid, Receipt.Compared tree) {
        var compared = new ArrayList<Receipt.Compared>();
        compared.add(tree);
        var first = images.processes().getFirst();
        try {
            first.memoryFacts().toOptional().ifPresent(facts -> compared.addAll(identity(pid, facts)));
            compared.add(pages(pid, first.samplePages(SAMPLES)));
            compared.add(descriptors(pid, first));
        } catch (Problem e) {
            // It has ended, or is no process of ours: either way the proof is missing.
            compared.add(new Receipt.Compared("process " + first.pid(), true, false, e.what()));
        }
        return new Receipt(List.copyOf(compared));
    }

    private Receipt.Compared tree(Set<Integer> tasks, boolean judged) {
        // A zombie has no task that could be counted.
        var dumped = images.processes().stream()
                .filter(process -> process.state() != TaskState.DEAD)
                .map(DumpedProcess::pid)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Receipt.Compared(
                "process tree", judged, dumped.equals(tasks), dumped.equals(tasks) ? "pids " + dumped : tasks + ", was " + dumped);
    }

    private List<Receipt.Compared> identity(long pid, MemoryFacts facts) {
        var compared = new ArrayList<Receipt.Compared>();
        facts.randomAddress().ifPresent(address -> facts.random().toOptional().ifPresent(random -> {
            var now = memory(pid, address, random.length()).map(HexFormat.of()::formatHex);
            if (coming && now.isEmpty()) {
                return; // the kernel lets nobody wait for a page from outside
            }
            compared.add(new Receipt.Compared(
                    "random bytes", true, now.equals(Optional.of(random.hex())), now.isPresent() ? "" : "nothing lies where they were"));
        }));
        var stat = stat(pid);
        compared.add(address("stack address", facts.startStack(), stat.startStack()));
        compared.add(address("break address", facts.startBreak(), stat.startBreak()));
        facts.vdso().ifPresent(dumped -> compared.add(address("vdso address", dumped, vdso(pid))));
        return compared;
    }

    private static Receipt.Compared address(String what, long dumped, long now) {
        return new Receipt.Compared(what, true, dumped == now, dumped == now ? "" : "0x" + Long.toHexString(now)
                + ", was 0x" + Long.toHexString(dumped));
    }

    private Receipt.Compared pages(long pid, List<PageSample> samples) {
        int equal = 0;
        int missing = 0;
        for (var sample : samples) {
            var now = memory(pid, sample.address(), PAGE);
            // The process runs on: what it has given back meanwhile is changed, and no less proven.
            if (now.map(ReceiptTaker::sha256).equals(Optional.of(sample.sha256().hex()))) {
                equal++;
            } else if (coming && now.isEmpty()) {
                missing++;
            }
        }
        return new Receipt.Compared(
                "sampled pages",
                false,
                equal == samples.size() - missing,
                equal + " of " + samples.size() + " equal" + (missing == 0 ? "" : ", " + missing + " have not come yet"));
    }

    private Receipt.Compared descriptors(long pid, DumpedProcess first) {
        var dumped = first.descriptors().stream().map(d -> d.number()).collect(Collectors.toCollection(TreeSet::new));
        var now = host.list(new HostPath("/proc/" + pid + "/fd")).stream()
                .map(Integer::parseInt)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Receipt.Compared("descriptors", false, dumped.equals(now), now.size() + " open, were " + dumped.size());
    }

    private record Stat(long startStack, long startBreak) {}

    /** proc(5): startstack is field 28 of /proc/PID/stat, start_brk 47; the name in field 2 may hold anything. */
    private Stat stat(long pid) {
        var text = text(pid, "stat");
        var fields = text.substring(text.lastIndexOf(')') + 2).strip().split(" ", -1);
        return new Stat(Long.parseUnsignedLong(fields[28 - 3]), Long.parseUnsignedLong(fields[47 - 3]));
    }

    private long vdso(long pid) {
        return text(pid, "maps")
                .lines()
                .filter(line -> line.endsWith("[vdso]"))
                .map(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16))
                .findFirst()
                .orElse(0L);
    }

    private String text(long pid, String file) {
        return new String(host.read(new HostPath("/proc/" + pid + "/" + file)), StandardCharsets.ISO_8859_1);
    }

    /** Memory of a process; empty where nothing is mapped. */
    private Optional<byte[]> memory(long pid, long address, int length) {
        try {
            return Optional.of(host.read(new HostPath("/proc/" + pid + "/mem"), address, length));
        } catch (Problem e) {
            return Optional.empty();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
