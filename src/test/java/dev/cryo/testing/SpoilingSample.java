package dev.cryo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cryo.containers.ExecVerb;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of which each spoils what the next one needs; run by {@code RewindAnnotationLabSpec}. */
@Rewind("db@seeded")
@Rewind(container = "cache", value = "seeded")
class SpoilingSample {

    @AfterEach
    void spoil() {
        for (var container : List.of("db", "cache")) {
            said(container, "echo spoilt > /state; kill -USR1 1");
        }
    }

    @Test
    void first() {
        assertSeeded();
    }

    @Test
    void second() {
        assertSeeded();
    }

    @Test
    void thatFails() {
        fail("as it must");
    }

    @Test
    @Rewind("db@later")
    void later() {
        assertEquals("later", said("db", "cat /state"));
        assertEquals("seeded", said("cache", "cat /state"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void each(int number) {
        assertSeeded();
    }

    static void assertSeeded() {
        assertEquals("seeded", said("db", "cat /state"));
        assertEquals("seeded", said("cache", "cat /state"));
        // What the shell itself remembers, in memory alone.
        assertEquals("0 signals", said("db", "kill -USR2 1; sleep 0.2; cat /told"));
    }

    static String said(String container, String script) {
        try (var cryo = TimeMachine.open()) {
            var outcome = (ExecVerb.Outcome)
                    cryo.call("exec", Map.of("container", container, "command", List.of("sh", "-c", script)));
            return outcome.out().strip();
        }
    }
}
