package dev.cryo.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A POSIX shell script that runs on engine hosts. It lies as a resource beside the classes of its room. */
public record HostScript(String name, String text) {

    /** Reads {@code name} beside {@code neighbour}. */
    public static HostScript beside(Class<?> neighbour, String name) {
        try (var stream = neighbour.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no script " + name + " beside " + neighbour.getName());
            }
            return new HostScript(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
