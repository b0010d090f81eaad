package dev.cryo.store;

import dev.cryo.verb.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a user may set in {@code settings.json} of a store.
 *
 * @param level of zstd
 * @param unpackedBytes how much may lie unpacked
 */
record Settings(int level, long unpackedBytes) {

    static final String NAME = "settings.json";

    /**
     * @throws Problem when the file is no JSON, or a value is out of bounds
     */
    static Settings in(Path store) {
        var file = store.resolve(NAME);
        if (!Files.exists(file)) {
            return new Settings(1, 4L << 30);
        }
        var json = Manifest.readJson(file);
        var settings = new Settings(json.path("level").asInt(1), json.path("unpackedBytes").asLong(4L << 30));
        if (settings.level < -7 || settings.level > 19 || settings.unpackedBytes < 0) {
            throw Problem.failed("a setting of the store is out of bounds")
                    .evidence(file + ": level " + settings.level + ", unpackedBytes " + settings.unpackedBytes)
                    .remedy("level: -7 to 19; unpackedBytes: 0 or more");
        }
        return settings;
    }
}
