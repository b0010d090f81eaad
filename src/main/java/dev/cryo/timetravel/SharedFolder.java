package dev.cryo.timetravel;

import dev.cryo.engine.FolderTransfer;
import dev.cryo.verb.HostPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder that Cryo and the engine host both reach. Where one of them sees the other's files it is the same folder,
 * and nothing is copied; else it is two, and what one side writes is carried over ({@link Exchange} makes it).
 *
 * @param transfer carries between the two; empty when they are one
 * @param lent the engine host's one is there for the time of the act, and nobody else's
 */
record SharedFolder(Path here, HostPath onHost, Optional<FolderTransfer> transfer, boolean lent) {

    /** One folder, which both reach. */
    static SharedFolder same(Path here, HostPath onHost) {
        return new SharedFolder(here, onHost, Optional.empty(), false);
    }

    /** Brings here what the engine host has written. */
    void fetch() {
        transfer.ifPresent(t -> t.fetch(onHost, here));
    }

    /** Brings to the engine host the one file that Cryo has written. */
    void send(String name) {
        transfer.ifPresent(t -> t.send(here, onHost, name));
    }

    boolean holdsImages() {
        return Files.exists(here.resolve("inventory.img"));
    }
}
