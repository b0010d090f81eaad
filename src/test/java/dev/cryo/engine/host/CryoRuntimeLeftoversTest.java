package dev.cryo.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash leaves, and restores that do not end by themselves. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash --posix"})
class CryoRuntimeLeftoversTest extends CryoRuntimeHost {
    // ---- what a crash leaves

    @Test
    void leftoversDoNotOutliveAPlainCreate() throws Exception {
        Path folder = Files.createDirectories(folder(ID));
        Files.writeString(folder.resolve("criu.conf"), "lazy-pages\n");
        Files.writeString(folder.resolve("criu.conf.77"), "");
        Files.createDirectories(folder.resolve("restoring"));
        Files.writeString(folder.resolve("restoring/owner"), ProcessHandle.current().pid() + " 1\n");
        Files.createDirectories(folder.resolve("taken.77.1"));
        Files.createDirectories(folder.resolve("restored"));
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertEquals(Set.of("restored"), names(folder));
    }

    @Test
    void aRestoreThatIsGoingOnIsNoLeftover() throws Exception {
        Process owner = sleeper();
        Path restoring = Files.createDirectories(folder(ID).resolve("restoring"));
        Files.writeString(folder(ID).resolve("criu.conf"), "leave-stopped\n");
        Files.writeString(restoring.resolve("owner"), owner.pid() + " " + startTime(owner.pid()) + "\n");
        create();
        assertEquals(Set.of("criu.conf", "restoring"), names(folder(ID)));
        owner.destroyForcibly().waitFor();
        create();
        assertEquals(Set.of(), names(folder(ID)));
    }

    @Test
    void anArmMeetsTheLeftoversOfAnother() throws Exception {
        arm(ID);
        Files.createDirectories(folder(ID).resolve("restoring/old"));
        assertTrue(calls(create()).getFirst().contains("restore"));
        assertFalse(Files.exists(folder(ID).resolve("restoring/old")));
        assertTrue(Files.exists(folder(ID).resolve("restoring/token")));
    }

    @Test
    void aPlainlyCreatedContainerIsStartedPlainly() throws Exception {
        Files.createDirectories(folder(ID).resolve("restoring"));
        Files.createDirectories(root.resolve(ID));
        Files.createFile(root.resolve(ID).resolve("exec.fifo"));
        List<String> args = List.of("--root", root.toString(), "start", ID);
        assertEquals(List.of(args), calls(runtime(args)));
        assertFalse(Files.exists(folder(ID).resolve("restoring")));
    }

    // ---- a restore that does not end by itself

    @Test
    void aRestoreWhosePageProcessIsGoneIsEnded() throws Exception {
        Path arm = arm(ID);
        Process pages = sleeper();
        Files.writeString(arm.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        environment.put("FAKE_HANGS", "child");
        environment.put("FAKE_EXIT", "3");
        Running running = begin(plainCreate(ID));
        until(() -> Files.exists(fake.resolve("argv." + running.process().pid())));
        assertTrue(running.process().isAlive());
        pages.destroyForcibly().waitFor();
        assertEquals(3, running.end().exit(), "runc saw its child die and said what it had to say");
    }

    @Test
    void aRestoreWhoseCriuIsDeadIsEnded() throws Exception {
        arm(ID);
        environment.put("FAKE_HANGS", "zombie");
        begin(plainCreate(ID));
        Path first = fake.resolve("first");
        until(() -> Files.exists(first) && text(first).endsWith("\n"));
        long task = Long.parseLong(Files.readString(first).strip());
        assertNotEquals("Z", stat(task)[0]);
        until(() -> stat(task)[0].equals("Z"));
    }

    @Test
    void whatAKilledCriuLeftIsTakenAway() throws Exception {
        String name = String.format("%06d", System.nanoTime() % 1_000_000);
        Path root = Files.createDirectory(Path.of("/tmp/.criu.mntns." + name));
        Path work = Files.createDirectory(dir.resolve("work"));
        Files.writeString(work.resolve("restore.log"), "(00.1)      1: mnt: Move the root to " + root + "/13-0000000000\n");
        Files.writeString(arm(ID).resolve("work"), work + "\n");
        try {
            assertEquals(0, create().exit());
            until(() -> !Files.exists(root));
        } finally {
            Files.deleteIfExists(root);
        }
    }

    @Test
    void aRestoreThatTakesTooLongIsEnded() throws Exception {
        Files.writeString(arm(ID).resolve("patience"), "1\n");
        environment.put("FAKE_HANGS", "child");
        environment.put("FAKE_EXIT", "4");
        assertEquals(4, create().exit());
    }
}
