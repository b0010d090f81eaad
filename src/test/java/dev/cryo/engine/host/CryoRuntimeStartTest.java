package dev.cryo.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a start: the memory is waited for, then the tasks go on. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash --posix"})
class CryoRuntimeStartTest extends CryoRuntimeHost {
    @Test
    void aStartWithoutARestoreIsRuncs() throws Exception {
        Files.createDirectories(folder(ID).resolve("restored"));
        List<String> args = List.of("--root", root.toString(), "start", ID);
        assertEquals(List.of(args), calls(runtime(args)));
    }

    @Test
    void tasksGoOnExceptThoseThatStoodStillBefore() throws Exception {
        Process first = stopped();
        Process second = stopped();
        Process stays = stopped();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("stopped"), "1\n" + innerPid(stays) + "\n99999999\n");
        Files.createDirectories(folder(ID).resolve("restored/older"));
        Files.writeString(folder(ID).resolve("criu.conf"), "leave-stopped\n");
        tasks(first, stays, second);
        Outcome outcome = start();
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals(List.of(join(startGlobals(), List.of("ps", "-f", "json", ID))), calls(outcome));
        until(() -> state(first) == 'S' && state(second) == 'S');
        assertEquals('T', state(stays));
        assertEquals(Set.of("restored"), names(folder(ID)));
        assertEquals(Set.of("token", "work", "stopped", "tasks"), names(folder(ID).resolve("restored")));
        assertEquals(
                Set.of(innerPid(first), innerPid(second), innerPid(stays)),
                Set.copyOf(Files.readAllLines(folder(ID).resolve("restored/tasks"))));
    }

    @Test
    void aTaskThatIsGoneDoesNotKeepTheOthersFromGoingOn() throws Exception {
        Process gone = stopped();
        Process goesOn = stopped();
        restoring();
        tasks(gone, goesOn);
        gone.destroyForcibly().waitFor();
        assertEquals(0, start().exit());
        until(() -> state(goesOn) == 'S');
    }

    @Test
    void startWaitsForThePagesOfAllTasks() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        Files.writeString(folder(ID).resolve("criu.conf"), "lazy-pages\n");
        tasks(task);
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        until(() -> !Files.exists(folder(ID).resolve("criu.conf")));
        StringBuilder log = new StringBuilder();
        for (String line : List.of(
                "(00.1) uffd: Received PID: 1, uffd: 8\n",
                "(00.1) uffd: Zombie PID: -7\n",
                "(00.1) uffd: Received PID: 22, uffd: 9\n",
                "(00.1) uffd: Received PID: 23, uffd: 10\n",
                "(00.2) uffd: 22-9: uffd_copy: 0x7f5cdb5fa000/4096\n",
                "(00.2) uffd: 22-9: UFFD transferred pages: (0/0)\n",
                "(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n",
                "(00.4) uffd: 23-10: UFFD transferred pages: (12",
                "/12")) {
            log.append(line);
            Files.writeString(dir.resolve("the work/lazy.log"), log);
            Thread.sleep(30);
            assertTrue(running.process().isAlive(), log.toString());
            assertEquals('T', state(task), log.toString());
        }
        Files.writeString(dir.resolve("the work/lazy.log"), log + ")\n");
        assertEquals(new Outcome(0, "", ""), running.end());
        until(() -> state(task) == 'S');
    }

    @Test
    void aPageProcessThatEndedWellMayBeGone() throws Exception {
        Process task = stopped();
        lazyAndGone();
        Files.writeString(
                dir.resolve("the work/lazy.log"),
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n");
        tasks(task);
        assertEquals(0, start().exit());
        until(() -> state(task) == 'S');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(00.1) uffd: Received PID: 1, uffd: 8\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (8/9)\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/99)\n",
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.1) uffd: Received PID: 2, uffd: 9\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n"
            })
    void aPageProcessThatDiesIsTheEndOfTheContainer(String log) throws Exception {
        Process task = stopped();
        lazyAndGone();
        Files.writeString(dir.resolve("the work/lazy.log"), log);
        tasks(task);
        gaveUp(start(), "the page process ended before the memory of the restored container was complete");
        assertEquals('T', state(task), "runc kills it; nobody lets it run");
    }

    @Test
    void anEarlyStartWaitsForTheGuardsAnswerOnly() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        early(task);
        Files.writeString(folder(ID).resolve("restoring/lazy"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        Path asked = folder(ID).resolve("restoring/asked");
        until(() -> Files.exists(asked));
        assertEquals(task.pid() + " " + startTime(task.pid()) + "\n", Files.readString(asked));
        Files.createDirectories(folder(ID).resolve("coming"));
        Files.writeString(folder(ID).resolve("coming/another"), "");
        Thread.sleep(50);
        assertTrue(running.process().isAlive());
        assertEquals('T', state(task));
        Files.writeString(folder(ID).resolve("coming/token"), "");
        assertEquals(new Outcome(0, "", ""), running.end());
        until(() -> state(task) == 'S');
    }

    @Test
    void anEarlyStartWhosePagesHaveAllComeNeedsNoGuard() throws Exception {
        Process task = stopped();
        lazyAndGone();
        early(task);
        Files.writeString(
                dir.resolve("the work/lazy.log"),
                "(00.1) uffd: Received PID: 1, uffd: 8\n(00.3) uffd: 1-8: UFFD transferred pages: (9/9)\n");
        assertEquals(0, start().exit());
        until(() -> state(task) == 'S');
    }

    @Test
    void anEarlyStartThatIsNotGuardedIsTheEndOfTheContainer() throws Exception {
        Process task = stopped();
        lazyAndGone();
        early(task);
        gaveUp(start(), "the memory of the restored container is not guarded");
        assertEquals('T', state(task), "runc kills it; nobody lets it run");
        assertFalse(Files.exists(folder(ID).resolve("restoring/asked")), "nobody is to answer any more");
    }

    @Test
    void aDumpIsRefusedWhilePagesCome() throws Exception {
        Process pages = sleeper();
        Files.createDirectories(folder(ID).resolve("coming"));
        Files.writeString(folder(ID).resolve("coming/ended"), "1764000000\nwhy\n");
        Files.writeString(folder(ID).resolve("coming/token"), pages.pid() + " " + startTime(pages.pid()) + "\n");
        List<String> dump = join(startGlobals(), List.of("checkpoint", "--leave-running", "--image-path", "/x", ID));
        assertEquals(
                new Outcome(
                        1,
                        "",
                        "cryo-runtime: the memory of the container still comes: what is missing would be dumped as zeros\n"),
                runtime(dump));
        assertEquals(List.of(), recorded("argv."));
        pages.destroyForcibly().waitFor();
        assertEquals(List.of(dump), calls(runtime(dump)));
    }

    @Test
    void aPageProcessThatIsAZombieIsGone() throws Exception {
        Process task = stopped();
        long zombie = zombie();
        Files.writeString(restoring().resolve("lazy"), zombie + " " + startTime(zombie));
        tasks(task);
        gaveUp(start(), "the page process ended before the memory of the restored container was complete");
    }

    @Test
    void patienceEnds() throws Exception {
        Process task = stopped();
        Process pages = sleeper();
        Path restoring = restoring();
        Files.writeString(restoring.resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        Files.writeString(restoring.resolve("patience"), "1\n");
        tasks(task);
        gaveUp(start(), "the memory of the restored container did not come in time");
        assertEquals('T', state(task));
    }

    @Test
    void anInterruptedWaitLeavesNothingStandingStill() throws Exception {
        Process pages = sleeper();
        Files.writeString(restoring().resolve("lazy"), pages.pid() + " " + startTime(pages.pid()));
        Files.writeString(folder(ID).resolve("criu.conf"), "");
        tasks(stopped());
        Running running = begin(join(startGlobals(), List.of("start", ID)));
        until(() -> !Files.exists(folder(ID).resolve("criu.conf")));
        Thread.sleep(50);
        running.process().destroy();
        gaveUp(running.end(), "interrupted while the restored container stood still");
    }

    @Test
    void tasksThatCannotBeListedAreNotLeftStanding() throws Exception {
        restoring();
        environment.put("FAKE_PS_EXIT", "1");
        gaveUp(start(), "the tasks of the restored container could not be listed");
    }

    @Test
    void aContainerWithoutTasksIsAnError() throws Exception {
        restoring();
        Files.writeString(fake.resolve("pids"), "null\n");
        gaveUp(start(), "the restored container has no tasks");
    }
}
