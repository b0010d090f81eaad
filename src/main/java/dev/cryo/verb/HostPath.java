package dev.cryo.verb;

/**
 * An absolute path on the engine host; a {@link java.nio.file.Path} lies where Cryo runs. The two never mix.
 */
public record HostPath(String text) {

    public HostPath {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw Problem.usage("'" + text + "' is not an absolute path on the engine host");
        }
    }

    /** The path of {@code name} below this one. */
    public HostPath resolve(String name) {
        return new HostPath(text.endsWith("/") ? text + name : text + "/" + name);
    }

    @Override
    public String toString() {
        return text;
    }
}
