package dev.cryo.store;

import dev.cryo.verb.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a user may set in {@code settings.json} of a store.
 *
 * @param level of zstd
 * @param unpackedBytes how much may lie unpacked in the store's folder
 * @param tmpfs a folder in memory, into which checkpoints are unpacked as long as there is room; empty: none
 * @param tmpfsBytes how much may lie there
 */
record Settings(int level, long unpackedBytes, Optional<Path> tmpfs, long tmpfsBytes) {

    static final String NAME = "settings.json";

    /** Unpacked in two thirds of the time that 1 takes. */
    private static final int LEVEL = -1;
    private static final long BYTES = 4L << 30;

    /**
     * @throws Problem when the file is no JSON, or a value is out of bounds
     */
    static Settings in(Path store) {
        var file = store.resolve(NAME);
        if (!Files.exists(file)) {
            return new Settings(LEVEL, BYTES, Optional.empty(), BYTES);
        }
        var json = Manifest.readJson(file);
        var settings = new Settings(
                json.path("level").asInt(LEVEL),
                json.path("unpackedBytes").asLong(BYTES),
                Optional.of(json.path("tmpfs").asText("")).filter(text -> !text.isEmpty()).map(Path::of),
                json.path("tmpfsBytes").asLong(BYTES));
        if (settings.level < -7 || settings.level > 19 || settings.unpackedBytes < 0 || settings.tmpfsBytes < 0) {
            throw Problem.failed("a setting of the store is out of bounds")
                    .evidence(file + ": level " + settings.level + ", unpackedBytes " + settings.unpackedBytes + ", tmpfsBytes "
                            + settings.tmpfsBytes)
                    .remedy("level: -7 to 19; unpackedBytes, tmpfsBytes: 0 or more");
        }
        return settings;
    }
}
