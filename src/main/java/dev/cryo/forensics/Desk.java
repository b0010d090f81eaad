package dev.cryo.forensics;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder of our own, for what another program shall read; gone when it is closed. */
record Desk(Path folder) implements AutoCloseable {

    static Desk make() {
        try {
            return new Desk(Files.createTempDirectory("cryo-"));
        } catch (IOException e) {
            throw Problem.failed("no temporary folder can be made").evidence(String.valueOf(e)).cause(e);
        }
    }

    @Override
    public void close() {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw Problem.failed("'" + folder + "' could not be removed").evidence(String.valueOf(e)).cause(e);
        }
    }
}
