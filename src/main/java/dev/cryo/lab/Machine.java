package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine on which labs run: what it must have, and what is put there. */
final class Machine {

    /** A base tree and a lab's tree, with the packages while they are unpacked. */
    private static final long ROOM = 1_500_000_000;

    private static final int SYS_ADMIN = 21;
    private static final Map<String, String> NEEDED = Map.of(
            "unshare", "util-linux",
            "nsenter", "util-linux",
            "setsid", "util-linux",
            "pivot_root", "util-linux",
            "mount", "mount",
            "tar", "tar",
            "bash", "bash");

    private Machine() {}

    /** Refuses a machine on which no lab can run, and says exactly what is missing. */
    static void check() {
        requireRoot("a lab needs root");
        if (!isMountPoint("/")) {
            throw Problem.failed("a lab cannot be started inside a chroot")
                    .evidence("the root folder is not a mount point, so the lab's cannot take its place")
                    .remedy("start Cryo outside of it, or enter the tree by systemd-nspawn or pivot_root");
        }
        var missing = NEEDED.keySet().stream()
                .filter(program -> !has(program))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.failed("a lab needs programs that are missing: " + String.join(", ", missing))
                    .remedy("apt-get install "
                            + String.join(
                                    " ",
                                    missing.stream()
                                            .map(program -> NEEDED.getOrDefault(program, program))
                                            .distinct()
                                            .toList()));
        }
    }

    /** Refuses to go on without root's rights over mounts and namespaces. */
    static void requireRoot(String what) {
        if (!status("Uid").startsWith("0\t")) {
            throw Problem.failed(what).remedy("run the same command as root (sudo)");
        }
        if ((Long.parseUnsignedLong(status("CapEff"), 16) >> SYS_ADMIN & 1) == 0) {
            throw Problem.failed(what + " with CAP_SYS_ADMIN, which root does not have here")
                    .evidence("CapEff: " + status("CapEff"))
                    .remedy("in a container: start it with --privileged");
        }
    }

    /** Refuses to build where there is no room; installs debootstrap if it is missing, and says so first. */
    static void prepareToBuild(Path folder, Watch watch) throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < ROOM) {
            throw Problem.failed("building needs " + new Size(ROOM) + " of disk, and '" + folder + "' has room for "
                            + new Size(room))
                    .remedy("make room, or set CRYO_LAB_DIR to a folder on another disk");
        }
        if (!has("apt-get")) {
            throw Problem.failed("a lab is built from Debian packages, and this machine has no apt-get")
                    .remedy("run Cryo on Debian, or name an engine with --engine or --host");
        }
        var packages = new ArrayList<String>();
        if (!has("debootstrap")) {
            packages.add("debootstrap");
            if (!has("gpgv") && !has("sqv")) {
                packages.add("gpgv");
            }
        }
        if (!Files.exists(Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"))
                && !Files.exists(Path.of("/usr/share/keyrings/debian-archive-keyring.pgp"))) {
            packages.add("debian-archive-keyring");
        }
        if (packages.isEmpty()) {
            return;
        }
        var names = String.join(" ", packages);
        watch.note("installing " + names + " on this machine (apt-get), which building the lab needs");
        if (!hasPackageLists()) {
            watch.step("apt-get update");
            apt(List.of("update"), "apt-get update failed", watch);
        }
        watch.step("apt-get install " + names);
        var install = new ArrayList<>(List.of("install", "--no-install-recommends"));
        install.addAll(packages);
        apt(install, "apt-get could not install " + names, watch);
    }

    private static void apt(List<String> words, String what, Watch watch) {
        var all = new ArrayList<>(List.of("apt-get", "-y", "-q"));
        all.addAll(words);
        // Cut short, it would leave the machine's own packages half configured.
        Command.of(all)
                .with("DEBIAN_FRONTEND", "noninteractive")
                .onCancel(Command.OnCancel.FINISH)
                .runOrFail(what, watch);
        watch.stopIfCancelled();
    }

    private static boolean hasPackageLists() {
        try (var lists = Files.list(Path.of("/var/lib/apt/lists"))) {
            return lists.anyMatch(file -> file.toString().contains("_Packages"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isMountPoint(String folder) {
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            return mounts.anyMatch(line -> line.split(" ", 6)[4].equals(folder));
        } catch (IOException e) {
            throw Problem.failed("/proc/self/mountinfo cannot be read")
                    .remedy("mount -t proc proc /proc")
                    .cause(e);
        }
    }

    private static boolean has(String program) {
        var path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
        return Stream.of(path.split(":", 0))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String status(String field) {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .findFirst()
                    .orElseThrow()
                    .substring(field.length() + 1)
                    .strip();
        } catch (IOException e) {
            throw Problem.failed("/proc/self/status cannot be read").cause(e);
        }
    }
}
