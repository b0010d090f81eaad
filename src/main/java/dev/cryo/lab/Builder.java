package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes what the cache holds, from Debian packages.
 *
 * @param mirror where they come from; empty: from where the machine's own come
 */
record Builder(Cache cache, Optional<Mirror> mirror) {

    private static final int EVIDENCE = 12;

    /** The folder with a lab's tree ({@code root}), the root of its busybox image and the versions it holds. */
    Path labTree(DockerFrom docker, Watch watch) {
        var recipe = Recipe.lab(docker);
        return make(
                recipe,
                workshop -> {
                    var root = workshop.folder().resolve("root");
                    var from = mirror(watch);
                    install(workshop, "minbase", recipe.words(), from, watch);
                    run(
                            workshop,
                            Script.LAB_TREE,
                            List.of(
                                    root.toString(),
                                    workshop.folder().resolve("busybox.tar").toString(),
                                    workshop.folder().resolve("versions").toString()),
                            watch);
                },
                watch);
    }

    /** The tar with the root of an image made of packages. */
    Path imageTar(Recipe recipe, Watch watch) {
        var variant = recipe.words().getFirst();
        var made = make(
                recipe,
                workshop -> {
                    var root = workshop.folder().resolve("root");
                    var words = recipe.words().subList(1, recipe.words().size());
                    install(workshop, variant, words, mirror(watch), watch);
                    var tar = workshop.folder().resolve("image.tar");
                    run(workshop, Script.IMAGE, List.of(root.toString(), tar.toString()), watch);
                    Folders.remove(root);
                },
                watch);
        return made.resolve("image.tar");
    }

    private void install(Cache.Workshop workshop, String variant, List<String> words, Mirror from, Watch watch)
            throws IOException {
        var base = make(
                Recipe.base(variant),
                shop -> run(
                        shop,
                        Script.BASE_TREE,
                        List.of(shop.folder().resolve("root").toString(), from.uri(), Recipe.SUITE, variant),
                        watch),
                watch);
        var arguments = new ArrayList<>(List.of(
                base.resolve("root").toString(),
                workshop.folder().resolve("root").toString(),
                from.uri(),
                Recipe.SUITE));
        arguments.addAll(words);
        run(workshop, Script.INSTALL, arguments, watch);
    }

    private Mirror mirror(Watch watch) {
        return mirror.orElseGet(() -> {
            watch.step("looking for a Debian mirror");
            return Mirror.ofMachine(watch);
        });
    }

    private Path make(Recipe recipe, Cache.Making making, Watch watch) {
        try {
            return cache.get(recipe, workshop -> {
                Machine.prepareToBuild(workshop.folder(), watch);
                making.make(workshop);
            }, watch);
        } catch (IOException e) {
            watch.stopIfCancelled();
            throw Problem.failed("'" + cache.made(recipe) + "' could not be made")
                    .evidence(e.toString())
                    .cause(e);
        }
    }

    /** Runs a script in mount and pid namespaces of its own, whose end is the end of all it started and mounted. */
    private void run(Cache.Workshop workshop, Script script, List<String> arguments, Watch watch) throws IOException {
        var file = script.writeTo(workshop.folder());
        var words = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh"));
        words.add(file.toString());
        words.addAll(arguments);
        var command = Command.of(words).onCancel(Command.OnCancel.KILL);
        var proxy = Mirror.proxy(watch);
        if (proxy.isPresent()) {
            command = command.with("http_proxy", proxy.get());
        }
        // Of a failure, the log is all that tells why; it lies beside the workshop, which is cleared.
        var log = workshop.folder().resolveSibling(workshop.folder().getFileName() + ".log");
        Files.writeString(log, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        var progress = new Progress(watch, log);
        int status = command.run(watch, (stream, bytes) -> progress.write(bytes), workshop::worker);
        progress.failure().ifPresent(e -> watch.note("the log '" + log + "' could not be written: " + e));
        if (status != 0) {
            var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            throw Problem.failed("building stopped with status " + status + " while " + progress.step())
                    .evidence(lines.subList(Math.max(0, lines.size() - EVIDENCE), lines.size()))
                    .evidence("the whole log: " + log)
                    .remedy("run it again; if it is the mirror that fails, name another with --mirror");
        }
        Files.deleteIfExists(file);
        Files.deleteIfExists(log);
    }

    /** Reads what the scripts say: steps for the user, lines of the package tools for how far they are. */
    private static final class Progress {
        private final Watch watch;
        private final Path log;
        private volatile String step = "building";
        private volatile Optional<IOException> failure = Optional.empty();
        private final StringBuilder line = new StringBuilder();

        Progress(Watch watch, Path log) {
            this.watch = watch;
            this.log = log;
        }

        String step() {
            return step;
        }

        Optional<IOException> failure() {
            return failure;
        }

        /** Called by one thread at a time. */
        void write(byte[] bytes) {
            try {
                Files.write(log, bytes, StandardOpenOption.APPEND);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            for (byte b : bytes) {
                if (b == '\n') {
                    line(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) (b & 0xff));
                }
            }
        }

        private void line(String text) {
            if (text.startsWith(":: ")) {
                step = text.substring(3);
                watch.step(step);
            } else if (text.matches("(I: (Retrieving|Validating|Extracting|Unpacking|Configuring)|Unpacking|Setting up) .*")) {
                var words = text.replaceFirst("^I: ", "").split(" ", 0);
                watch.step(step + ": " + String.join(" ", List.of(words).subList(0, words[0].equals("Setting") ? 3 : 2)));
            }
        }
    }
}
