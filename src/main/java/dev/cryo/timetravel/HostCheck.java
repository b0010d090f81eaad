package dev.cryo.timetravel;

import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineInfo;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the engine and its host offer for checkpoints; {@code told} is what host.sh printed, word → value. */
record HostCheck(EngineInfo engine, WaysBack plain, Map<String, String> told) {

    private static final HostScript HOST = HostScript.beside(HostCheck.class, "host.sh");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5})\\.(\\d{1,5}).*");
    private static final int CAP_SYS_RESOURCE = 24;
    /** Image stores that keep a whole root for each container: vfs, and containerd's native snapshotter. */
    private static final List<String> WHOLE_ROOTS = List.of("vfs", "native");

    private static final long LITTLE_ROOM = 256L << 20;

    static HostCheck of(Engine engine) {
        var told = new TreeMap<String, String>();
        for (var line : engine.host().run(HOST, List.of()).out()) {
            var words = line.split(" ", 2);
            told.put(words[0], words.length > 1 ? words[1].strip() : "");
        }
        return new HostCheck(engine.info(), WaysBack.of(engine, "runc"), told);
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(Finding.fine("cryo", Optional.ofNullable(HostCheck.class.getPackage().getImplementationVersion())
                .orElse("unpackaged")));
        findings.add(Finding.fine("engine", engine.kind() + " " + engine.version()
                + (engine.experimental() ? ", experimental" : ", not experimental, which Cryo does not need")));
        findings.add(runtime());
        findings.add(plain.finding("under plain runc"));
        findings.add(images());
        findings.add(criu());
        findings.add(check());
        findings.add(capability());
        if (engine.mapsUsers()) {
            findings.add(Finding.fine(
                    "user namespace",
                    "containers have one of their own: their images are copied to /run for the time of a restore"));
        }
        findings.add(userfaults());
        if (!engine.mapsUsers() && told("uffd").equals("yes")) {
            findings.add(Finding.fine(
                    "--lazy",
                    told("perl").isEmpty()
                            ? "refused: there is no perl, with which it is guarded"
                            : "possible: perl is there to guard it"));
        }
        findings.add(Finding.fine("soft-dirty", told("mem_dirty_track").equals("yes")
                ? "the kernel tells which memory has changed"
                : "the kernel does not tell which memory has changed; Cryo does not need it"));
        findings.add(room());
        programs(findings);
        findings.add(told("cgroup").equals("1")
                ? Finding.of(Verdict.UNKNOWN, "cgroup", "version 1: containers with stopped processes cannot be dumped",
                        "boot with systemd.unified_cgroup_hierarchy=1")
                : Finding.fine("cgroup", "version 2"));
        return findings.stream()
                .sorted((a, b) -> b.verdict().compareTo(a.verdict()))
                .toList();
    }

    private Finding userfaults() {
        if (engine.mapsUsers()) {
            return Finding.fine(
                    "userfaultfd", "refused in user namespaces: all memory is restored by CRIU itself, which takes longer");
        }
        return told("uffd").equals("yes")
                ? Finding.fine("userfaultfd", "memory comes back fast, and before the first instruction")
                : Finding.of(
                        Verdict.UNKNOWN,
                        "userfaultfd",
                        "all memory is restored by CRIU itself, which takes longer",
                        "sysctl -w vm.unprivileged_userfaultfd=1, or a kernel with CONFIG_USERFAULTFD");
    }

    private String told(String word) {
        return told.getOrDefault(word, "");
    }

    private Finding runtime() {
        if (!engine.runtimes().contains(EngineInfo.CRYO_RUNTIME)) {
            return plain.any()
                    ? Finding.of(
                            Verdict.UNKNOWN,
                            "runtime",
                            "the engine does not know the runtime '" + EngineInfo.CRYO_RUNTIME
                                    + "': restores take another way, see 'under plain runc'",
                            "'install' puts it there")
                    : Finding.of(
                            Verdict.FAILS,
                            "runtime",
                            "the engine does not know the runtime '" + EngineInfo.CRYO_RUNTIME + "', so nothing can be restored",
                            "'install' puts it there; 'lab up' makes an engine that has it");
        }
        return Finding.fine(
                "runtime",
                EngineInfo.CRYO_RUNTIME
                        + (engine.defaultRuntime().equals(EngineInfo.CRYO_RUNTIME)
                                ? ", the default"
                                : "; the default is " + engine.defaultRuntime() + ", so say --runtime cryo")
                        + "; " + told("runc"));
    }

    private Finding images() {
        if (engine.snapshotter() && engine.storage().equals("overlayfs")) {
            return told("ctr").isEmpty()
                    ? Finding.of(
                            Verdict.UNKNOWN,
                            "image store",
                            "containerd's, overlayfs, and no ctr: the folder of a stopped container's changes cannot be told,"
                                    + " and 'rewind' needs it",
                            "install ctr (package containerd), or start a container before its rewind")
                    : Finding.fine(
                            "image store",
                            "containerd's, overlayfs: a container's changes are found by its mounts, a stopped one's by ctr");
        }
        if (WHOLE_ROOTS.contains(engine.storage())) {
            return Finding.fine(
                    "image store",
                    engine.storage() + " has no overlay: each checkpoint holds the container's whole root, and its freeze"
                            + " lasts as long as copying that; overlay2 is quicker");
        }
        return engine.storage().equals("overlay2")
                ? Finding.fine("image store", "Docker's own, overlay2")
                : Finding.of(
                        Verdict.UNKNOWN,
                        "image store",
                        engine.storage() + ": it may name no folder of a container's changes, and 'rewind' needs one",
                        "the storage driver overlay2 has one");
    }

    private Finding criu() {
        var criu = NUMBERS.matcher(told("criu"));
        var kernel = NUMBERS.matcher(told("kernel"));
        if (!criu.matches()) {
            return Finding.of(Verdict.FAILS, "CRIU", "it is not installed", "install CRIU 4.2 or newer");
        }
        var detail = told("criu") + " on Linux " + told("kernel") + " " + told("machine");
        if (!kernel.matches()) {
            return Finding.of(Verdict.UNKNOWN, "CRIU", detail, "CRIU 4.2 or newer takes current kernels");
        }
        int version = number(criu.group(1), criu.group(2));
        int linux = number(kernel.group(1), kernel.group(2));
        if (linux >= number("6", "16") && version < number("4", "2")) {
            return Finding.of(
                    Verdict.FAILS, "CRIU", detail + ": this kernel refuses what that CRIU asks of every unix socket",
                    "install CRIU 4.2 or newer");
        }
        if (linux >= number("6", "0") && version < number("3", "18")) {
            return Finding.of(
                    Verdict.FAILS, "CRIU", detail + ": that CRIU does not know this kernel's vDSO",
                    "install CRIU 4.2 or newer");
        }
        return Finding.fine("CRIU", detail);
    }

    private static int number(String major, String minor) {
        return Integer.parseInt(major) * 100_000 + Integer.parseInt(minor);
    }

    private Finding check() {
        return told("check").startsWith("Looks good")
                ? Finding.fine("criu check", told("check"))
                : Finding.of(Verdict.UNKNOWN, "criu check", told("check"), "'criu check --all' on the engine's host tells more");
    }

    private Finding capability() {
        var hex = told("cap");
        boolean has = hex.matches("[0-9a-f]{1,16}") && (Long.parseUnsignedLong(hex, 16) >> CAP_SYS_RESOURCE & 1) == 1;
        if (has) {
            return Finding.fine("capabilities", "CAP_SYS_RESOURCE is there");
        }
        return engine.mapsUsers()
                ? Finding.fine("capabilities", "CAP_SYS_RESOURCE is missing; only containers with --userns host need it")
                : Finding.of(
                        Verdict.FAILS,
                        "capabilities",
                        "CAP_SYS_RESOURCE is missing: containers with processes of users other than root cannot be dumped",
                        "run the engine with it, or with --userns-remap ('lab up --userns')");
    }

    private Finding room() {
        var bytes = told("room");
        if (!bytes.matches("\\d{1,18}")) {
            return Finding.of(Verdict.UNKNOWN, "room", "how much is free in /run cannot be told", "df /run");
        }
        var free = new Size(Long.parseLong(bytes));
        return free.bytes() < LITTLE_ROOM
                ? Finding.of(Verdict.UNKNOWN, "room", free + " are free in /run, where restores work", "free some")
                : Finding.fine("room", free + " are free in /run");
    }

    private void programs(List<Finding> findings) {
        if (told("iptables").isEmpty() && told("nft").isEmpty()) {
            findings.add(Finding.of(
                    Verdict.FAILS, "programs", "neither iptables nor nft is there, with which CRIU holds the network still",
                    "install iptables"));
        }
        for (var program : List.of("ip", "tar", "gzip", "setsid")) {
            if (told(program).isEmpty()) {
                findings.add(Finding.of(
                        Verdict.FAILS, "programs", program + " is not there, and CRIU or Cryo call it", "install it"));
            }
        }
        if (told("ss").isEmpty()) {
            findings.add(Finding.of(
                    Verdict.UNKNOWN, "programs", "ss is not there: unix sockets that lead outside are noticed late",
                    "install iproute2"));
        }
    }
}
