package dev.cryo.timetravel;

import dev.cryo.engine.EngineHost;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder that Cryo and the engine host both reach, so that nothing is copied between them. */
record SharedFolder(Path here, HostPath onHost) {

    /**
     * @throws Problem when one of the two cannot see it
     */
    static SharedFolder of(EngineHost host, Place place) {
        return switch (place) {
            case Place.Here(var path) -> of(host, path);
            case Place.OnHost(var path) ->
                new SharedFolder(host.local(path).orElseThrow(() -> unseen("host:" + path)), path);
        };
    }

    static SharedFolder of(EngineHost host, Path path) {
        return new SharedFolder(path, host.view(path).orElseThrow(() -> unseen(path.toString())));
    }

    private static Problem unseen(String folder) {
        return Problem.failed("the folder is not there on both sides")
                .evidence("'" + folder + "' cannot be seen by Cryo and by the engine's host")
                .remedy("is it there? A folder on the engine's host is written host:/PATH");
    }

    /** Makes the folder, for its owner only, where it is missing. */
    static SharedFolder make(EngineHost host, Place place) {
        var path =
                switch (place) {
                    case Place.Here(var here) -> here;
                    case Place.OnHost(var onHost) ->
                        host.local(onHost).orElseThrow(() -> unseen("host:" + onHost));
                };
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw Problem.failed("the folder '" + place + "' cannot be made")
                    .evidence(e.toString())
                    .cause(e);
        }
        return of(host, place);
    }

    boolean holdsImages() {
        return Files.exists(here.resolve("inventory.img"));
    }
}
