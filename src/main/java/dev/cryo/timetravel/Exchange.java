package dev.cryo.timetravel;

import dev.cryo.engine.EngineHost;
import dev.cryo.engine.FolderTransfer;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The folders that Cryo and the engine host share for one act on one container. Those that both can see are taken as
 * they are. For others there is a folder at the other side for the time of the act: on the engine host one that a script
 * keeps (exchange.sh) and removes even if Cryo dies, here a temporary one.
 */
final class Exchange implements AutoCloseable {

    private static final HostScript EXCHANGE = HostScript.beside(Exchange.class, "exchange.sh");
    private static final HostScript MAKE =
            new HostScript("make", "umask 077; mkdir -p \"$1\" && { [ -w \"$1\" ] || { echo 'it is not writable' >&2; exit 1; }; }");

    private final EngineHost host;
    private final ContainerId container;
    private final List<Path> temporary = new ArrayList<>();
    private @Nullable HostProcess keeper;
    private @Nullable HostPath room;
    private int shared;

    Exchange(EngineHost host, ContainerId container) {
        this.host = host;
        this.container = container;
    }

    /**
     * A folder with what lies in it.
     *
     * @throws Problem when it is not there
     */
    SharedFolder of(Place place) {
        return switch (place) {
            case Place.Here(var path) -> of(path);
            case Place.OnHost(var path) -> ofHost(path);
        };
    }

    /** A folder of Cryo's machine with what lies in it. */
    SharedFolder of(Path path) {
        var folder = into(path);
        folder.transfer().ifPresent(transfer -> transfer.send(path, folder.onHost()));
        return folder;
    }

    /** A folder of Cryo's machine into which the engine host will write; what lies there is none of its business. */
    SharedFolder into(Path path) {
        if (!Files.isDirectory(path)) {
            throw unseen(path.toString());
        }
        return host.view(path)
                .map(seen -> SharedFolder.same(path, seen))
                .orElseGet(() -> new SharedFolder(path, make(next()), Optional.of(new FolderTransfer(host)), true));
    }

    /** Where the engine host finds a file of Cryo's machine. */
    HostPath file(Path path) {
        return host.view(path).orElseGet(() -> {
            var folder = next();
            var name = path.getFileName().toString();
            new FolderTransfer(host).send(Objects.requireNonNull(path.getParent()), folder, name);
            return folder.resolve(name);
        });
    }

    /** Makes the folder, for its owner only, where it is missing. */
    SharedFolder make(Place place) {
        if (place instanceof Place.OnHost(var path)) {
            make(path);
            return ofHost(path);
        }
        var path = ((Place.Here) place).path();
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw unmade(place.toString(), List.of(e.toString())).cause(e);
        }
        if (!Files.isWritable(path)) { // before anything stands still for it
            throw unmade(place.toString(), List.of("it is not writable"));
        }
        return into(path);
    }

    /** Reads in a folder of the engine host: where it lies, or in a copy of it that is gone afterwards. */
    static <T> T reading(EngineHost host, HostPath folder, Function<Path, T> use) {
        var local = host.local(folder);
        if (local.isPresent()) {
            return use.apply(local.get());
        }
        try {
            var copy = Files.createTempDirectory("cryo-exchange-");
            try {
                new FolderTransfer(host).fetch(folder, copy);
                return use.apply(copy);
            } finally {
                remove(copy);
            }
        } catch (IOException e) {
            throw unmade("host:" + folder, List.of(e.toString())).cause(e);
        }
    }

    private SharedFolder ofHost(HostPath path) {
        var local = host.local(path);
        if (local.isPresent()) {
            if (!Files.isDirectory(local.get())) {
                throw unseen("host:" + path);
            }
            return SharedFolder.same(local.get(), path);
        }
        if (!host.exists(path)) {
            throw unseen("host:" + path);
        }
        try {
            var here = Files.createTempDirectory("cryo-exchange-");
            temporary.add(here);
            var folder = new SharedFolder(here, path, Optional.of(new FolderTransfer(host)), false);
            folder.fetch();
            return folder;
        } catch (IOException e) {
            throw unmade("host:" + path, List.of(e.toString())).cause(e);
        }
    }

    private HostPath make(HostPath path) {
        var result = host.run(MAKE, List.of(path.text()));
        if (!result.succeeded()) {
            throw unmade("host:" + path, result.err());
        }
        return path;
    }

    /** A new name below the room on the engine host. */
    private HostPath next() {
        if (room == null) {
            var started = host.start(EXCHANGE, List.of(container.text()));
            room = started.line()
                    .map(HostPath::new)
                    .orElseThrow(() -> Problem.failed("the engine's host has no room for what is to be exchanged with it")
                            .evidence(started.finish().err()));
            keeper = started;
        }
        return room.resolve(Integer.toString(++shared));
    }

    private static Problem unseen(String folder) {
        return Problem.failed("the folder '" + folder + "' is not there")
                .remedy("a folder on the engine's host is written host:/PATH");
    }

    private static Problem unmade(String folder, List<String> evidence) {
        return Problem.failed("the folder '" + folder + "' cannot be made, or not be written to").evidence(evidence);
    }

    /** Removes what was made at the other side for the time of the act. */
    @Override
    public void close() {
        if (keeper != null) {
            keeper.say("done");
            keeper.close();
        }
        temporary.forEach(Exchange::remove);
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Problem.failed("'" + folder + "' could not be removed").evidence(e.toString()).cause(e);
        }
    }
}
