package dev.cryo.lab;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What something in the cache is made from. Two recipes that differ in a word, or whose scripts differ in a letter,
 * have different keys; the mirror is no part of it.
 *
 * @param kind the first part of its name in the cache
 * @param words suites and packages, in the order in which the scripts take them
 * @param scripts the scripts that make it
 */
record Recipe(String kind, List<String> words, List<Script> scripts) {

    /** The Debian release of every tree. */
    static final String SUITE = "trixie";

    private static final String NEWER = "sid";
    private static final List<String> HOST_TOOLS =
            List.of("iptables", "iproute2", "nftables", "procps", "busybox-static", "ca-certificates");
    private static final List<String> DOCKER = List.of("docker.io", "docker-cli", "containerd");
    private static final List<String> RUNTIMES = List.of("runc", "crun", "criu", "libcompel1", "libcriu2");

    Recipe {
        words = List.copyOf(words);
        scripts = List.copyOf(scripts);
    }

    /** A plain Debian tree, the start of all others. */
    static Recipe base(String variant) {
        return new Recipe("base", List.of(SUITE, variant), List.of(Script.BASE_TREE));
    }

    /** The root of a lab. CRIU and the runtimes are always the newest: older ones fail on today's kernels. */
    static Recipe lab(DockerFrom docker) {
        var newer = List.of("-t", NEWER);
        var parts = docker == DockerFrom.SID
                ? Stream.of(HOST_TOOLS, newer, DOCKER, RUNTIMES)
                : Stream.of(HOST_TOOLS, DOCKER, newer, RUNTIMES);
        var words = parts.flatMap(List::stream).toList();
        return new Recipe(
                "lab-" + docker.suite(), words, List.of(Script.BASE_TREE, Script.INSTALL, Script.LAB_TREE));
    }

    /** The root of an image made of Debian packages. */
    static Recipe image(String variant, List<String> packages) {
        var words = Stream.concat(Stream.of(variant), packages.stream().distinct().sorted()).toList();
        return new Recipe("image", words, List.of(Script.BASE_TREE, Script.INSTALL, Script.IMAGE));
    }

    /** Sixteen hexadecimal digits. */
    String key() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var parts = Stream.of(
                            Stream.of(kind, SUITE, System.getProperty("os.arch")),
                            words.stream(),
                            scripts.stream().map(Script::text))
                    .flatMap(part -> part)
                    .toList();
            for (var part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its name in the cache. */
    String name() {
        return kind + "-" + key();
    }
}
