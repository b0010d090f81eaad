package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Output as it was found good; {@code -Dgolden.update=true} writes what is there now, to be looked at and committed. */
final class Golden {

    private static final Path FOLDER =
            Path.of(System.getProperty("cryo.checkout", "."), "src", "test", "resources", "golden");

    private Golden() {}

    static void assertGolden(String name, String actual) throws IOException {
        assertGolden(FOLDER.resolve(name + ".txt"), actual);
    }

    /** The same for a file that is more than a test's. */
    static void assertGolden(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        try {
            assertEquals(Files.readString(file), actual, () -> file + " (-Dgolden.update=true writes it anew)");
        } catch (NoSuchFileException e) {
            throw new AssertionError(file + " is missing; -Dgolden.update=true writes it", e);
        }
    }
}
