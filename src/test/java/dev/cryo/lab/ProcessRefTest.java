package dev.cryo.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRefTest {

    private final ProcessRef self =
            ProcessRef.of(ProcessHandle.current().pid()).orElseThrow();

    @Test
    void aRunningProcessIsAliveEvenForAnInterruptedThread() {
        assertTrue(self.alive());
        Thread.currentThread().interrupt();
        assertTrue(self.alive());
        assertTrue(Thread.interrupted());
    }

    @Test
    void aRecycledPidIsNotMistakenForTheProcess() {
        assertFalse(new ProcessRef(self.pid(), self.started() + 1, self.boot()).alive());
        assertFalse(new ProcessRef(self.pid(), self.started(), self.boot().replace('a', 'b').replace('1', '2')).alive());
    }

    @Test
    void aProcessThatEndedIsNotAliveEvenBeforeItWasWaitedFor() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var ref = ProcessRef.of(process.pid()).orElseThrow();
        assertTrue(ref.alive());
        assertEquals("sleep", ref.command());
        assertEquals(Optional.of(self), ref.parent());
        ref.kill();
        process.waitFor();
        assertFalse(ref.alive());
    }

    @Test
    void whatIsWrittenIsReadAgainAndDamageIsNoProcess(@TempDir Path folder) throws IOException {
        var file = folder.resolve("init");
        assertEquals(Optional.empty(), ProcessRef.read(file));
        Files.writeString(file, self + "\n");
        assertEquals(Optional.of(self), ProcessRef.read(file));
        for (var damage : new String[] {"", "12", "x y z", self.pid() + " " + self.started(), "1 2 3\0"}) {
            Files.writeString(file, damage);
            assertEquals(Optional.empty(), ProcessRef.read(file), damage);
        }
    }
}
