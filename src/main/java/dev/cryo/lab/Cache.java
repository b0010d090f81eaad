package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The folder, outside any checkout, where everything lies that labs keep: what was made from a {@link Recipe} below
 * {@code made/}, and the labs themselves below {@code labs/}.
 *
 * <p>What is made from a recipe is made under another name, marked, and renamed: half of it never counts. The mark
 * holds a fingerprint of what must be there; what no longer has it is made anew.
 */
record Cache(Path folder) {

    private static final String MARK = "complete";
    private static final String MAKER = "maker";
    private static final Duration KEPT = Duration.ofDays(30);

    /** Makes something in an empty folder; it announces its process to {@code workshop}. */
    @FunctionalInterface
    interface Making {
        void make(Workshop workshop) throws IOException;
    }

    /** Where something is being made. */
    record Workshop(Path folder) {
        /** Notes who works here, so that a later Cryo can end them if this one is killed. */
        void worker(ProcessRef process) {
            try {
                Files.writeString(folder.resolve(MAKER), process.toString());
            } catch (IOException e) {
                throw Problem.failed("'" + folder + "' cannot be written").cause(e);
            }
        }
    }

    /** {@code CRYO_LAB_DIR}, or the usual place. */
    static Cache ofEnvironment() {
        var named = System.getenv("CRYO_LAB_DIR");
        return new Cache(Path.of(named == null || named.isEmpty() ? "/var/cache/cryo/lab" : named)
                .toAbsolutePath()
                .normalize());
    }

    Path labs() {
        return folder.resolve("labs");
    }

    /** Where the thing made from a recipe lies, or will. */
    Path made(Recipe recipe) {
        return made(recipe.name());
    }

    /** Where the thing of this name lies, or would. */
    Path made(String name) {
        return folder.resolve("made").resolve(name);
    }

    /** Whether it is there, whole. */
    boolean has(Recipe recipe) {
        return intact(made(recipe));
    }

    /** The folder of the thing made from a recipe; made now if it is missing or broken. */
    Path get(Recipe recipe, Making making, Watch watch) throws IOException {
        var made = made(recipe);
        if (intact(made)) {
            Files.setLastModifiedTime(made.resolve(MARK), FileTime.from(Instant.now()));
            return made;
        }
        var lock = made("." + recipe.name() + ".lock");
        try (var _ = FolderLock.take(lock, "waiting for another Cryo, which makes the same", watch)) {
            if (intact(made)) {
                return made;
            }
            var half = made("." + recipe.name());
            clear(half);
            if (Files.exists(made)) {
                watch.note("'" + made + "' is damaged; making it anew");
                Files.move(made, half);
                clear(half);
            }
            Files.createDirectories(half);
            try {
                making.make(new Workshop(half));
                Files.deleteIfExists(half.resolve(MAKER));
                Files.writeString(half.resolve(MARK), fingerprint(half) + "\n");
                // Before the name says that it is whole, it is on the disk.
                Command.of("sync", "-f", half.toString())
                        .runOrFail("the disk could not be synchronised", watch);
                Files.move(half, made);
                removeUnused();
            } finally {
                Uninterrupted.run(() -> clear(half));
            }
            return made;
        }
    }

    /** Removes what a making left behind, and ends whoever still works on it. */
    private static void clear(Path half) {
        ProcessRef.read(half.resolve(MAKER)).ifPresent(maker -> {
            // It is process 1's parent, and its end is the end of all of them.
            maker.kill();
            while (maker.alive()) {
                Pause.briefly();
            }
        });
        Folders.remove(half);
    }

    /** Recipes change with Cryo's versions: what nobody asked for in a month, and no lab stands on, goes. */
    private void removeUnused() throws IOException {
        var limit = Instant.now().minus(KEPT);
        var used = Lab.all(this).stream().flatMap(lab -> lab.tree().stream()).toList();
        try (var things = Files.newDirectoryStream(folder.resolve("made"), "[a-z]*")) {
            for (var thing : things) {
                var mark = thing.resolve(MARK);
                if (Files.exists(mark)
                        && Files.getLastModifiedTime(mark).toInstant().isBefore(limit)
                        && !used.contains(thing.getFileName().toString())) {
                    Files.delete(mark);
                    Folders.remove(thing);
                }
            }
        }
    }

    private static boolean intact(Path made) {
        try {
            return Files.readString(made.resolve(MARK)).strip().equals(fingerprint(made));
        } catch (IOException e) {
            return false;
        }
    }

    /** A digest of the names and sizes of the files that make a tree or an image work. */
    private static String fingerprint(Path made) throws IOException {
        var places = new ArrayList<Path>();
        places.add(made);
        for (var place : List.of("root/usr/bin", "root/usr/sbin", "root/usr/lib", "root/etc/docker")) {
            places.add(made.resolve(place));
        }
        if (Files.isDirectory(made.resolve("root/usr/lib"))) {
            try (var libraries = Files.newDirectoryStream(made.resolve("root/usr/lib"), "*-linux-gnu*")) {
                libraries.forEach(places::add);
            }
        }
        var lines = new ArrayList<String>();
        for (var place : places) {
            if (!Files.isDirectory(place)) {
                continue;
            }
            try (var files = Files.newDirectoryStream(place)) {
                for (var file : files) {
                    boolean counts = Files.isRegularFile(file) && !file.endsWith(MARK) && !file.endsWith(MAKER);
                    if (counts) {
                        lines.add(made.relativize(file) + " " + Files.size(file));
                    }
                }
            }
        }
        return digest(String.join("\n", lines.stream().sorted().toList()));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
