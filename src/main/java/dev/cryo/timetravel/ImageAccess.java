package dev.cryo.timetravel;

import dev.cryo.criu.ImageDirectory;
import dev.cryo.criu.MappedRoot;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * How CRIU gets at the images of a restore. It is root, and lets nobody else read them; but what it brings back into a
 * user namespace reads them as the root of that, an ordinary user outside, who therefore gets a copy for the time of
 * the restore: it lies in the host's own tmpfs, beside the arm, and goes with it (arm.sh).
 *
 * @param folder where the images lie
 * @param reader who that user is; empty where it is root itself
 */
record ImageAccess(SharedFolder folder, Optional<MappedRoot> reader) {

    private static final HostScript ROOM = new HostScript(
            "room",
            "df --output=avail -B1 /run | tail -n 1; sed -n 's/^MemAvailable: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo");
    private static final int PAGE = 4096;

    /** What the arm and CRIU need beside the copy. */
    private static final long MARGIN = 1 << 20;

    static ImageAccess of(SharedFolder folder, ImageDirectory images) {
        return new ImageAccess(folder, images.mappedRoot());
    }

    HostPath images() {
        return folder.onHost();
    }

    /** Whether CRIU may catch page faults: in a user namespace the kernel refuses it userfaultfd. */
    boolean allowsUserfaults() {
        return reader.isEmpty();
    }

    /** What arm.sh has to do for it: nothing, or to "copy" the images for, or "share" them with, a group. */
    String asked() {
        return reader.map(root -> (folder.lent() ? "share " : "copy ") + root.group())
                .orElse("");
    }

    /**
     * Refuses a restore for whose copy there is no room, before anything is stopped for it.
     *
     * @throws Problem that says how much is missing
     */
    void requireRoom(EngineHost host) {
        if (reader.isEmpty() || folder.lent()) {
            return;
        }
        var told = host.run(ROOM, List.of());
        long needed = size() + MARGIN;
        if (told.out().size() != 2) {
            throw Problem.failed("how much room the engine's host has for images cannot be told").evidence(told.err());
        }
        long tmpfs = Long.parseLong(told.out().get(0).strip());
        long memory = Long.parseLong(told.out().get(1)) * 1024;
        if (Math.min(tmpfs, memory) < needed) {
            throw Problem.failed("the engine's host has no room for the images of this checkpoint")
                    .evidence("the container's root is user " + reader.get().user() + " outside, for whom they are copied to"
                            + " /run for the time of the restore: " + new Size(needed))
                    .evidence("free are " + new Size(tmpfs) + " in /run, and " + new Size(memory) + " of memory")
                    .remedy("mount -o remount,size=… /run on the engine's host, or free memory there");
        }
    }

    private long size() {
        try (var files = Files.list(folder.here())) {
            long size = 0;
            for (var file : files.filter(Files::isRegularFile).toList()) {
                size += (Files.size(file) + PAGE - 1) / PAGE * PAGE;
            }
            return size;
        } catch (IOException e) {
            throw Problem.failed("the images cannot be read").evidence(e.toString()).cause(e);
        }
    }
}
