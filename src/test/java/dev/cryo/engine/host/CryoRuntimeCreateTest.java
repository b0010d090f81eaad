package dev.cryo.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a create: the annotation, and a restore where the container is armed. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash --posix"})
class CryoRuntimeCreateTest extends CryoRuntimeHost {
    // ---- the annotation

    @ParameterizedTest
    @ValueSource(strings = {"{\"ociVersion\":\"1\"}", "{\"annotations\":{\"org.criu.config\":\"/mine\"},\"x\":1}\n", "{\"a\":\"\\u007b\nb\"}"})
    void everyCreateGetsTheAnnotation(String json) throws Exception {
        Path config = bundle.resolve("config.json");
        Files.writeString(config, json);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
        create();
        assertEquals(annotated(json), Files.readString(config));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(config)));
        create();
        assertEquals(annotated(json), Files.readString(config), "a second time changes nothing");
        assertEquals(Set.of("config.json"), names(bundle));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n  \"ociVersion\": \"1\"\n}\n", "{}", "", " {\"a\":1}", "[1]", "\u0000\u0001"})
    void otherJsonIsLeftAlone(String json) throws Exception {
        Path config = bundle.resolve("config.json");
        Files.writeString(config, json);
        assertEquals(0, create().exit());
        assertEquals(json, Files.readString(config));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void theBundleInEveryForm(List<String> option) throws Exception {
        environment.put("CWD", bundle.toString());
        List<String> args = join(List.of("create"), option, List.of(ID));
        Path config = option.stream().anyMatch(o -> o.contains("sub")) ? bundle.resolve("sub/config.json") : bundle.resolve("config.json");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{\"a\":1}");
        assertEquals(List.of(args), calls(runtime(args)));
        assertEquals(annotated("{\"a\":1}"), Files.readString(config));
    }

    static Stream<List<String>> bundles() {
        return Stream.of(
                List.of(),
                List.of("--bundle", "."),
                List.of("--bundle=sub"),
                List.of("-b", "sub"),
                List.of("-b=sub", "--pid-file", "-b"),
                List.of("-bundle", "sub", "--preserve-fds", "3", "--no-new-keyring"),
                List.of("--bundle", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "cp", "tail", "mv"})
    void aBundleThatCannotBeWrittenStopsNothing(String tool) throws Exception {
        // As root no mode keeps a file from being written: the tool fails instead, as on a full or read-only disk.
        executable(bin.resolve(tool), "#!/bin/sh\necho disk full >&2\nexit 1\n");
        Outcome outcome = create();
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals("{\"ociVersion\":\"1.2.1\"}", Files.readString(bundle.resolve("config.json")));
        assertEquals(Set.of("config.json"), names(bundle));
    }

    @Test
    void aMissingBundleIsRuncsAffair() throws Exception {
        List<String> args = List.of("create", "--bundle", dir + "/none", ID);
        Outcome outcome = runtime(args);
        assertEquals(new Outcome(0, "", ""), outcome);
        assertEquals(List.of(args), calls(outcome));
    }

    // ---- create of an armed container

    @Test
    void anArmedCreateBecomesARestore() throws Exception {
        Path arm = arm(ID);
        Outcome outcome = runtime(List.of(
                "--root", root.toString(), "--log=" + dir + "/l o g", "--log-format", "json", "--systemd-cgroup", "create",
                "--bundle", bundle.toString(), "--pid-file", dir + "/the pid", "--console-socket=" + dir + "/tty.sock",
                "--no-pivot", "--no-new-keyring", "--preserve-fds", "3", ID));
        assertEquals(0, outcome.exit());
        assertEquals(
                List.of(List.of(
                        "--root", root.toString(), "--log=" + dir + "/l o g", "--log-format", "json", "--systemd-cgroup",
                        "restore", "--detach", "--bundle", bundle.toString(), "--pid-file", dir + "/the pid",
                        "--console-socket", dir + "/tty.sock", "--no-pivot", "--image-path", dir + "/the image",
                        "--work-path", dir + "/the work", ID)),
                calls(outcome));
        assertEquals("leave-stopped\n", Files.readString(folder(ID).resolve("criu.conf")));
        assertEquals("token of " + ID + "\n", Files.readString(folder(ID).resolve("restoring/token")));
        assertFalse(Files.exists(arm));
        assertEquals(Set.of("criu.conf", "restoring"), names(folder(ID)));
        assertEquals(annotated("{\"ociVersion\":\"1.2.1\"}"), Files.readString(bundle.resolve("config.json")));
    }

    @Test
    void theLeastAnArmedCreateCanSay() throws Exception {
        arm(ID);
        environment.put("CWD", bundle.toString());
        assertEquals(
                List.of(List.of("restore", "--detach", "--bundle", ".", "--image-path", dir + "/the image", "--work-path", dir + "/the work", ID)),
                calls(runtime(List.of("create", ID))));
    }

    @Test
    void anArmedCreateThatFailsHasUsedItsArm() throws Exception {
        arm(ID);
        environment.put("FAKE_EXIT", "1");
        assertEquals(1, create().exit());
        forget();
        environment.put("FAKE_EXIT", "0");
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertEquals(Set.of(), names(folder(ID)), "and the next create cleans up after it");
    }

    @Test
    void anotherContainersArmIsNotUsed() throws Exception {
        arm(OTHER_ID);
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertTrue(Files.exists(folder(OTHER_ID).resolve("arm/token")));
    }

    @Test
    void aDeadlineToComeAndALivingHolderAreGood() throws Exception {
        Path arm = arm(ID);
        Process holder = sleeper();
        Files.writeString(arm.resolve("deadline"), (uptime() + 60) + "\n");
        Files.writeString(arm.resolve("holder"), holder.pid() + " " + startTime(holder.pid()));
        assertTrue(calls(create()).getFirst().contains("restore"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deadline passed", "deadline no number", "deadline empty", "holder dead", "holder another", "holder a zombie",
                "holder nonsense", "image missing", "image gone", "work missing", "token missing", "criu.conf missing"
            })
    void aVoidArmIsRemovedAndNotUsed(String fault) throws Exception {
        Path arm = arm(ID);
        switch (fault) {
            case "deadline passed" -> Files.writeString(arm.resolve("deadline"), uptime() + "\n");
            case "deadline no number" -> Files.writeString(arm.resolve("deadline"), "9e99\n");
            case "deadline empty" -> Files.writeString(arm.resolve("deadline"), "");
            case "holder dead" -> {
                Process process = sleeper();
                String name = process.pid() + " " + startTime(process.pid());
                process.destroyForcibly().waitFor();
                Files.writeString(arm.resolve("holder"), name);
            }
            case "holder another" -> {
                Process process = sleeper();
                Files.writeString(arm.resolve("holder"), process.pid() + " " + (startTime(process.pid()) - 1));
            }
            case "holder a zombie" -> {
                long pid = zombie();
                Files.writeString(arm.resolve("holder"), pid + " " + startTime(pid));
            }
            case "holder nonsense" -> Files.writeString(arm.resolve("holder"), "../self 1\n");
            case "image gone" -> Files.delete(dir.resolve("the image"));
            default -> Files.delete(arm.resolve(fault.split(" ", 2)[0]));
        }
        Outcome outcome = create();
        assertEquals(List.of(plainCreate(ID)), calls(outcome));
        assertEquals("", outcome.err());
        assertEquals(Set.of(), names(folder(ID)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void idsThatNoEngineMakesAreNeverArmed(int which) throws Exception {
        String id = List.of(ID.substring(1), ID + "0", ID.replace('a', 'A'), "web", "../" + ID.substring(3)).get(which - 1);
        Path arm = arm(id);
        assertEquals(List.of(plainCreate(id)), calls(runtime(plainCreate(id))));
        assertTrue(Files.exists(arm.resolve("token")));
        assertEquals("{\"ociVersion\":\"1.2.1\"}", Files.readString(bundle.resolve("config.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--unknown", "--unknown=1", "--", "--help"})
    void optionsItDoesNotKnowAreRuncsAffair(String option) throws Exception {
        Path arm = arm(ID);
        List<String> args = List.of("--root", root.toString(), "create", "--bundle", bundle.toString(), option, ID);
        assertEquals(List.of(args), calls(runtime(args)));
        assertTrue(Files.exists(arm.resolve("token")));
    }

    @Test
    void aContainerThatRuncHasAlreadyKeepsItsArm() throws Exception {
        Path arm = arm(ID);
        Files.createDirectory(root.resolve(ID));
        assertEquals(List.of(plainCreate(ID)), calls(create()));
        assertTrue(Files.exists(arm.resolve("token")));
    }

    @Test
    void ofTwentyCreatesOneRestores() throws Exception {
        arm(ID);
        // All are in runc at the same time, so that each has met all the others.
        environment.put("FAKE_CROWD", "20");
        List<Running> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(begin(plainCreate(ID)));
        }
        for (Running one : crowd) {
            assertEquals(0, one.end().exit());
        }
        List<List<String>> calls = recorded("argv.");
        assertEquals(20, calls.size());
        assertEquals(1, calls.stream().filter(call -> call.contains("restore")).count());
        assertEquals(19, calls.stream().filter(plainCreate(ID)::equals).count());
        assertEquals("token of " + ID + "\n", Files.readString(folder(ID).resolve("restoring/token")));
        assertEquals("leave-stopped\n", Files.readString(folder(ID).resolve("criu.conf")));
    }

    @Test
    void createsOfManyContainersDoNotMeet() throws Exception {
        List<Running> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String id = String.format("%064x", i);
            Path own = Files.createDirectory(dir.resolve("bundle" + i));
            Files.writeString(own.resolve("config.json"), "{\"i\":" + i + "}");
            if (i % 2 == 0) {
                arm(id);
            }
            crowd.add(begin(List.of("create", "--bundle", own.toString(), id)));
        }
        for (Running one : crowd) {
            assertEquals(0, one.end().exit());
        }
        for (List<String> call : recorded("argv.")) {
            int i = Integer.parseInt(call.getLast(), 16);
            assertEquals(i % 2 == 0, call.contains("restore"), call.toString());
            assertTrue(call.contains(dir.resolve("bundle" + i).toString()));
        }
    }
}
