package dev.cryo.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shell scripts of this room; each says in its first lines what it does and takes. */
enum Script {
    BASE_TREE("base-tree.sh"),
    INSTALL("install.sh"),
    LAB_TREE("lab-tree.sh"),
    IMAGE("image.sh"),
    INIT("lab-init.sh");

    private final String file;

    Script(String file) {
        this.file = file;
    }

    String text() {
        try (var in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + file + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts it into a folder, to be run by {@code sh}. */
    Path writeTo(Path folder) throws IOException {
        return Files.writeString(folder.resolve(file), text());
    }
}
