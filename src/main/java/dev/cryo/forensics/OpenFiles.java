package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The open files of a checkpoint by CRIU's numbers: {@code files.img}, whose entries hold one message each, named after
 * the file's type; and {@code remap-fpath.img}, which names those that had no path any more.
 */
final class OpenFiles {

    private static final List<String> TYPES = List.of(
            "reg", "isk", "nsf", "psk", "nlsk", "efd", "epfd", "sgfd", "tunf", "tfd", "ify", "ffy", "ext", "usk", "fifo",
            "pipe", "tty", "memfd", "bpf", "pidfd");

    /** A file, with the name of its message. */
    record Entry(String kind, Fields file) {}

    private final Map<Long, Entry> files = new HashMap<>();
    private final Map<Long, Long> ghosts = new HashMap<>();
    private final Set<Long> deleted = new HashSet<>();

    private OpenFiles() {}

    static OpenFiles of(OpenedEvidence evidence) {
        var table = new OpenFiles();
        for (var entry : evidence.records("files.img")) {
            for (var kind : TYPES) {
                entry.at(kind).ifPresent(file -> table.files.put(entry.number("id", 0), new Entry(kind, file)));
            }
        }
        for (var remap : evidence.records("remap-fpath.img")) {
            var type = remap.text("remap_type").orElse("");
            if (!type.equals("PROCFS")) {
                table.deleted.add(remap.number("orig_id", 0));
            }
            if (type.equals("GHOST")) {
                table.ghosts.put(remap.number("remap_id", 0), remap.number("orig_id", 0));
            }
        }
        return table;
    }

    Optional<Fields> file(long id) {
        return Optional.ofNullable(files.get(id)).map(Entry::file);
    }

    /** Each file by its number. */
    Map<Long, Entry> all() {
        return files;
    }

    /** The path of a regular file; empty where the checkpoint does not know it. */
    String path(long id) {
        return file(id).flatMap(file -> file.text("name")).orElse("");
    }

    /** Whether the file had no name any more. */
    boolean isDeleted(long id) {
        return deleted.contains(id);
    }

    /** The number of the file that a ghost is. */
    Optional<Long> fileOfGhost(long ghost) {
        return Optional.ofNullable(ghosts.get(ghost));
    }
}
