package dev.cryo.store;

import dev.cryo.store.disk.Disk;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The folder of a store: makes it, and refuses what is none. */
record StoreFolder(Path root, Disk disk) {

    private static final String FORMAT_FILE = "cryo-store";
    private static final String FORMAT = "2";
    /** Its checkpoints are read as they stand, beside those of this version. */
    private static final String BEFORE = "1";

    /**
     * @throws Problem when the folder holds something else, or a store of a later version
     */
    void open() throws IOException {
        var format = root.resolve(FORMAT_FILE);
        if (!Files.exists(format)) {
            disk.createFolder(root);
            refuseForeign();
            disk.createFolder(root.resolve("timelines"));
            disk.createFolder(root.resolve("packs"));
            writeFormat(format);
        }
        var version = Files.readString(format, StandardCharsets.ISO_8859_1).strip();
        if (version.equals(BEFORE)) {
            disk.createFolder(root.resolve("packs"));
            writeFormat(format);
        } else if (!version.equals(FORMAT)) {
            throw Problem.failed("the store is of another version")
                    .evidence(root + ": version '" + version + "', known are " + BEFORE + " and " + FORMAT)
                    .remedy("use the Cryo that made it, or another folder with --store");
        }
    }

    private void writeFormat(Path format) throws IOException {
        disk.write(format, (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void refuseForeign() throws IOException {
        var ours = Set.of("timelines", "packs", Settings.NAME);
        try (var entries = Files.list(root)) {
            var foreign = entries.map(p -> p.getFileName().toString())
                    .filter(n -> !ours.contains(n) && !n.startsWith("." + FORMAT_FILE))
                    .findFirst();
            if (foreign.isPresent()) {
                throw Problem.failed("the folder is no store of Cryo's")
                        .evidence(root + " holds '" + foreign.get() + "' and no file '" + FORMAT_FILE + "'")
                        .remedy("name an empty folder, or one that is not there yet, with --store");
            }
        }
    }
}
