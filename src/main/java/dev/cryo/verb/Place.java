package dev.cryo.verb;

import java.nio.file.Path;

/** A folder that a user named: a plain path lies where Cryo runs, {@code host:PATH} on the engine host. */
public sealed interface Place {

    /** Where Cryo runs; absolute. */
    record Here(Path path) implements Place {
        public Here {
            path = path.toAbsolutePath().normalize();
        }

        @Override
        public Here resolve(String name) {
            return new Here(path.resolve(name));
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** On the engine host. */
    record OnHost(HostPath path) implements Place {
        @Override
        public OnHost resolve(String name) {
            return new OnHost(path.resolve(name));
        }

        @Override
        public String toString() {
            return "host:" + path;
        }
    }

    /** The folder {@code name} below this one. */
    Place resolve(String name);

    /** Reads a folder as typed. */
    static Place of(String text) {
        if (text.isEmpty()) {
            throw Problem.usage("the name of a folder is empty");
        }
        return text.startsWith("host:")
                ? new OnHost(new HostPath(text.substring("host:".length())))
                : new Here(Path.of(text));
    }
}
