package dev.cryo.catalog;

import dev.cryo.containers.RmVerb;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSpec;
import dev.cryo.engine.Engine;
import dev.cryo.engine.EngineInfo;
import dev.cryo.lab.Lab;
import dev.cryo.lab.LabName;
import dev.cryo.lab.LabUpVerb;
import dev.cryo.store.Store;
import dev.cryo.timetravel.CheckpointVerb;
import dev.cryo.timetravel.CriuOptions;
import dev.cryo.timetravel.RestoreOptions;
import dev.cryo.timetravel.RestoreVerb;
import dev.cryo.timetravel.RewindOptions;
import dev.cryo.timetravel.RewindVerb;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.ContainerName;
import dev.cryo.verb.ImageName;
import dev.cryo.verb.Label;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code demo}: the proposal's counter, counted, frozen, restored and rewound, with a word on each step. */
public final class DemoVerb implements Verb<DemoVerb.Request, Verb.Text> {

    @Usage(
            name = "demo",
            summary = "See a container counted, frozen, restored and rewound",
            details = "It runs on the Docker of this machine if Cryo's runtime is installed there, else in a lab, which is"
                    + " built the first time (about a minute). It leaves no container behind.",
            examples = "demo",
            group = Usage.Group.CRYO)
    public record Request() {}

    private static final String COUNTER = "i=0; while true; do echo $i; i=$(expr $i + 1); sleep 0.2; done";
    private static final ImageName IMAGE = new ImageName("busybox");

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Text run(Request request, Watch watch) {
        try (var engine = engine(watch)) {
            var folder = Files.createTempDirectory("cryo-demo-");
            try {
                return new Text(new Tour(engine, Store.at(folder.resolve("store")), watch).run());
            } finally {
                remove(folder);
            }
        } catch (IOException e) {
            throw Problem.failed("the demo has no room for its checkpoints").evidence(e.toString()).cause(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }

    private static Engine engine(Watch watch) {
        var local = new Engines(Settings.NONE, Map.of()).local();
        if (local.isPresent()) {
            var engine = local.get().engine();
            if (engine.info().runtimes().contains(EngineInfo.CRYO_RUNTIME)) {
                watch.note("Engine: the Docker of this machine; it has Cryo's runtime.");
                return engine;
            }
            engine.close();
            watch.note("Engine: a lab, for the Docker of this machine does not have Cryo's runtime.");
        } else {
            watch.note("Engine: a lab, for this machine has no Docker.");
        }
        new LabUpVerb().run(LabUpVerb.Request.of(new LabName("default")), watch);
        return Engines.of(Lab.named("default"));
    }

    /** One run of the tour. */
    private static final class Tour {

        private final Engine engine;
        private final Subjects subjects;
        private final Watch watch;
        private final ContainerName name = new ContainerName("cryo-demo-" + ProcessHandle.current().pid());

        Tour(Engine engine, Store store, Watch watch) {
            this.engine = engine;
            this.subjects = new Subjects(() -> engine, () -> store);
            this.watch = watch;
        }

        String run() {
            tell("A container that counts: " + COUNTER, "cryo run -d --runtime cryo --name " + name + " busybox sh -c '…'");
            var id = engine.create(spec());
            try {
                engine.start(id);
                return tour(id);
            } finally {
                new RmVerb(subjects).run(new RmVerb.Request(List.of(name), true), Watch.NOBODY);
            }
        }

        private ContainerSpec spec() {
            try {
                return ContainerSpec.of(IMAGE, name.text(), List.of("sh", "-c", COUNTER)).withRuntime(EngineInfo.CRYO_RUNTIME);
            } catch (Problem e) {
                throw e.remedy("the demo needs an image 'busybox'");
            }
        }

        private String tour(ContainerId id) {
            pause(1500);
            say("it has counted to " + last(id));

            tell("Freeze it into a checkpoint, and let it go on:", "cryo checkpoint --leave-running --label early " + name);
            checkpoint(true, Optional.of(new Label("early")));
            long early = last(id);
            pause(1000);
            say("it was at " + early + ", and goes on: " + last(id));

            tell("Freeze it, and stop it: its status is Checkpointed, and the counter stands still.", "cryo checkpoint " + name);
            checkpoint(false, Optional.empty());
            long frozen = last(id);
            pause(1000);
            say("it stands at " + frozen + "; a second later: " + last(id) + "; status: "
                    + subjects.find(id).status());

            tell("Restore it: it goes on from where it was, not from 0.", "cryo restore " + name);
            var restored = new RestoreVerb(subjects)
                    .run(new RestoreVerb.Request(List.of(name), Optional.empty(), Optional.empty(), false, RestoreOptions.DEFAULT), watch)
                    .getFirst();
            long resumed = next(id, frozen);
            say("the next number is " + resumed + "; proven by " + restored.receipt());

            tell("Rewind it to the earlier checkpoint: it counts again from there.", "cryo rewind " + name + " early");
            int before = lines(id).size();
            new RewindVerb(subjects)
                    .run(new RewindVerb.Request(name, CheckpointRef.of("early"), RewindOptions.DEFAULT), watch);
            pause(800);
            // Until the rewind ends it, the container goes on beyond where it stood.
            var again = lines(id).stream()
                    .skip(before)
                    .dropWhile(line -> Long.parseLong(line) > frozen)
                    .toList();
            say("after the rewind it printed " + String.join(", ", again));
            if (resumed != frozen + 1 || again.isEmpty() || Long.parseLong(again.getFirst()) > early + 2) {
                throw Problem.failed("the demo did not see what it should")
                        .evidence("frozen at " + frozen + ", resumed with " + resumed)
                        .evidence("early checkpoint at " + early + ", after the rewind " + again);
            }
            return "Done. 'cryo help' lists what else there is; 'cryo' alone opens the shell.\n";
        }

        private void checkpoint(boolean leaveRunning, Optional<Label> label) {
            new CheckpointVerb(subjects)
                    .run(
                            new CheckpointVerb.Request(
                                    List.of(name), Optional.empty(), Optional.empty(), leaveRunning, false, false, label, CriuOptions.DEFAULT),
                            watch);
        }

        private long next(ContainerId id, long after) {
            for (int i = 0; i < 100; i++) {
                long now = last(id);
                if (now != after) {
                    return lines(id).stream().mapToLong(Long::parseLong).filter(n -> n > after).findFirst().orElse(now);
                }
                pause(50);
            }
            return after;
        }

        private long last(ContainerId id) {
            var lines = lines(id);
            return lines.isEmpty() ? -1 : Long.parseLong(lines.getLast());
        }

        private List<String> lines(ContainerId id) {
            var text = new StringBuilder();
            engine.logs(id, Engine.Logs.ALL, (_, bytes) -> text.append(
                    new String(bytes, StandardCharsets.UTF_8)));
            return text.toString().lines().toList();
        }

        private void tell(String what, String command) {
            watch.stopIfCancelled();
            watch.note("");
            watch.note(what);
            watch.note("  $ " + command);
        }

        private void say(String line) {
            watch.note("  " + line);
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.interrupted();
            }
        }
    }
}
