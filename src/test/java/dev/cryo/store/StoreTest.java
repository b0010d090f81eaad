package dev.cryo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.CheckpointId;
import dev.cryo.verb.CheckpointRef;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Label;
import dev.cryo.verb.Place;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store promises: a checkpoint is there whole, or not at all. */
class StoreTest {

    private static final TimelineKey WEB = new TimelineKey("ENGINE:1", new ContainerId("a".repeat(64)));
    private static final TimelineKey DB = new TimelineKey("ENGINE:1", new ContainerId("b".repeat(64)));
    private static final Instant TAKEN = Instant.parse("2026-03-01T10:31:00Z");

    @TempDir
    Path folder;

    private Store store() {
        return Store.at(folder.resolve("store"));
    }

    private static Checkpoint facts(Draft draft, TimelineKey key, Optional<Label> label) {
        return new Checkpoint(
                draft.id(),
                key,
                0,
                Checkpoint.Remarks.labelled(label),
                Optional.empty(),
                "web",
                "busybox",
                "sha256:1",
                List.of("sh", "-c", "a \"quoted\" word\n"),
                TAKEN,
                true,
                Optional.of(TAKEN.minusSeconds(60)),
                Optional.of(Duration.ofMillis(130)),
                new Size(4096),
                draft.size(),
                Optional.empty(),
                Optional.of(17L),
                Optional.empty(),
                true,
                List.of("/data"),
                List.of(),
                List.of("file-locks"), Optional.empty());
    }

    private static Checkpoint make(Store store, TimelineKey key, String label) {
        var wanted = label.isEmpty() ? Optional.<Label>empty() : Optional.of(new Label(label));
        try (var draft = store.begin(key, wanted)) {
            write(draft.images().resolve("inventory.img"), "images");
            return draft.commit(facts(draft, key, wanted));
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path timeline(TimelineKey key) {
        return folder.resolve("store/timelines").resolve(key.engine()).resolve(key.container().text());
    }

    private List<String> drafts() throws IOException {
        try (var entries = Files.list(timeline(WEB))) {
            return entries.map(e -> e.getFileName().toString()).filter(n -> n.startsWith(".draft-")).toList();
        }
    }

    @Test
    void whatWasCommittedIsReadAsItWasWritten() {
        var made = make(store(), WEB, "before-deploy");

        var read = store().timeline(WEB).orElseThrow();

        assertEquals(List.of(made), read.checkpoints());
        assertEquals(Optional.of(made.id()), read.position());
        assertEquals("web", read.name());
        assertEquals("web@before-deploy", made.reference());
    }

    @Test
    void aCheckpointHasAFolderOfItsIdOnTheTimelineOfItsContainer() throws IOException {
        var store = store();
        var made = make(store, WEB, "");

        var its = timeline(WEB).resolve(made.id().text());
        assertEquals(Set.of("inventory.img"), store.images(made).orElseThrow().names());
        try (var entries = Files.list(its)) {
            var names = entries.map(entry -> entry.getFileName().toString()).sorted().toList();
            assertEquals(List.of("checkpoint.json", "contents"), names);
        }
    }

    @Test
    void onlyItsOwnerMayEnter() throws IOException {
        store();

        var rights = Files.getPosixFilePermissions(folder.resolve("store"));

        assertEquals("rwx------", PosixFilePermissions.toString(rights));
    }

    @Test
    void aDraftIsNotSeenBeforeItIsCommitted() {
        var store = store();
        try (var draft = store.begin(WEB, Optional.empty())) {
            write(draft.images().resolve("inventory.img"), "half");

            assertEquals(Optional.empty(), store.timeline(WEB));
            assertEquals(List.of(), store.timelines());

            draft.commit(facts(draft, WEB, Optional.empty()));
        }
        assertEquals(1, store.timeline(WEB).orElseThrow().checkpoints().size());
    }

    @Test
    void aDraftThatIsClosedLeavesNothing() throws IOException {
        var store = store();
        try (var draft = store.begin(WEB, Optional.empty())) {
            write(draft.images().resolve("pages-1.img"), "half");
        }
        assertEquals(List.of(), drafts());
        assertEquals(Optional.empty(), store.timeline(WEB));
    }

    @Test
    void whatADeadProcessLeftIsClearedByTheNextDraft() throws IOException {
        var store = store();
        make(store, WEB, "");
        var left = Files.createDirectories(timeline(WEB).resolve(".draft-0123456789abcdef/images"));
        write(left.resolve("pages-1.img"), "half");
        write(left.resolveSibling(".owner"), "");

        try (var _ = store.begin(WEB, Optional.empty())) {
            assertEquals(1, drafts().size());
            assertFalse(Files.exists(left));
        }
        assertEquals(1, store.timeline(WEB).orElseThrow().checkpoints().size());
    }

    @Test
    void aDraftThatSomebodyWorksOnIsNotCleared() {
        var store = store();
        try (var first = store.begin(WEB, Optional.empty())) {
            write(first.images().resolve("inventory.img"), "mine");
            try (var second = store.begin(WEB, Optional.empty())) {
                second.commit(facts(second, WEB, Optional.empty()));
            }
            first.commit(facts(first, WEB, Optional.empty()));
        }
        var numbers = store.timeline(WEB).orElseThrow().checkpoints().stream().map(Checkpoint::number);
        assertEquals(List.of(1, 2), numbers.toList());
    }

    @Test
    void aDraftOfAnotherProcessThatLivesIsNotCleared() throws Exception {
        var store = store();
        make(store, WEB, "");
        try (var other = OtherProcess.holding(folder.resolve("store"), WEB)) {
            assertEquals(1, drafts().size());
            make(store, WEB, "");
            assertEquals(1, drafts().size());

            other.kill();
            make(store, WEB, "");
            assertEquals(List.of(), drafts());
        }
    }

    @Test
    void numbersCountUpOnEachTimeline() {
        var store = store();
        assertEquals(1, make(store, WEB, "").number());
        assertEquals(2, make(store, WEB, "").number());
        assertEquals(1, make(store, DB, "").number());
    }

    @Test
    void aLabelIsUniqueOnItsTimeline() throws IOException {
        var store = store();
        make(store, WEB, "first");

        var refused = assertThrows(Problem.class, () -> store.begin(WEB, Optional.of(new Label("first"))));

        assertEquals("the label 'first' is taken", refused.what());
        assertEquals(List.of(), drafts());
        assertEquals(1, make(store, DB, "first").number());
    }

    @Test
    void aLabelThatWasTakenMeanwhileIsRefusedInTheEnd() {
        var store = store();
        var label = Optional.of(new Label("first"));
        try (var slow = store.begin(WEB, label)) {
            make(store, WEB, "first");

            var refused = assertThrows(Problem.class, () -> slow.commit(facts(slow, WEB, label)));

            assertEquals("the label 'first' is taken", refused.what());
        }
        assertEquals(1, store.timeline(WEB).orElseThrow().checkpoints().size());
    }

    @Test
    void threadsThatCommitAtOnceGetNumbersOfTheirOwn() throws Exception {
        var store = store();
        var numbers = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var go = new CountDownLatch(1);
            var made = IntStream.range(0, 12)
                    .<Future<Checkpoint>>mapToObj(i -> threads.submit(() -> {
                        go.await();
                        return make(store, WEB, "");
                    }))
                    .toList();
            go.countDown();
            for (var one : made) {
                numbers.add(one.get().number());
            }
        }
        numbers.sort(null);
        assertEquals(IntStream.rangeClosed(1, 12).boxed().toList(), numbers);
        assertEquals(12, store.timeline(WEB).orElseThrow().checkpoints().size());
    }

    @Test
    void processesThatCommitAtOnceGetNumbersOfTheirOwn() throws Exception {
        var root = folder.resolve("store");
        store();
        try (var one = OtherProcess.making(root, WEB, 8);
                var two = OtherProcess.making(root, WEB, 8)) {
            one.go();
            two.go();
            one.awaitEnd();
            two.awaitEnd();
        }
        var numbers = store().timeline(WEB).orElseThrow().checkpoints().stream().map(Checkpoint::number).sorted();
        assertEquals(IntStream.rangeClosed(1, 16).boxed().toList(), numbers.toList());
    }

    @Test
    void theContainerStandsAtTheCheckpointItWentBackTo() {
        var store = store();
        var first = make(store, WEB, "");
        var second = make(store, WEB, "");
        assertEquals(Optional.of(second.id()), store.timeline(WEB).orElseThrow().position());

        store.moveTo(first);

        assertEquals(Optional.of(first), store.timeline(WEB).orElseThrow().current());
        assertEquals(Optional.of(second), store.timeline(WEB).orElseThrow().newest());
    }

    @Test
    void thatADumpStoppedTheContainerIsRememberedUntilItRunsAgain() {
        var store = store();
        var made = make(store, WEB, "");
        assertEquals(Optional.empty(), store.timeline(WEB).orElseThrow().stoppedBy());

        store.stoppedBy(made);
        assertEquals(Optional.of(made.id()), store.timeline(WEB).orElseThrow().stoppedBy());

        store.moveTo(made);
        assertEquals(Optional.empty(), store.timeline(WEB).orElseThrow().stoppedBy());
    }

    @Test
    void anIdFindsItsCheckpointOnWhateverTimeline() {
        var store = store();
        make(store, WEB, "");
        var wanted = make(store, DB, "");

        var byId = CheckpointRef.of(wanted.id().text());

        assertEquals(wanted, store.find(byId, Optional.empty()));
    }

    @Test
    void aNameFindsTheTimelineOfTheNewestContainerOfThatName() {
        var store = store();
        make(store, WEB, "old");
        var refused = assertThrows(
                Problem.class, () -> store.find(CheckpointRef.of("nobody@old"), Optional.empty()));

        assertTrue(refused.remedy().orElse("").contains("checkpoints"), refused.toString());
        assertEquals(1, store.find(CheckpointRef.of("web@old"), Optional.empty()).number());
        assertEquals(1, store.find(CheckpointRef.of("old"), Optional.of(WEB)).number());
    }

    @Test
    void anImageDirectoryElsewhereSaysWhatItWasTakenFrom() throws IOException {
        var store = store();
        var images = Files.createDirectory(folder.resolve("elsewhere"));
        assertEquals(Optional.empty(), Store.describedIn(images));
        Checkpoint made;
        try (var draft = store.begin(WEB, Optional.empty())) {
            var facts = facts(draft, WEB, Optional.empty());
            made = draft.commit(new Checkpoint(
                    facts.id(), facts.timeline(), 0, facts.remarks(), facts.parent(), facts.containerName(),
                    facts.image(), facts.imageId(), facts.command(), facts.taken(), facts.leftRunning(), facts.run(),
                    facts.freeze(), facts.memory(), facts.size(), facts.added(), facts.logOffset(),
                    Optional.of(Place.of(images.toString())), false, facts.mounts(), facts.volumes(), facts.options(), Optional.empty()));
        }
        store.settleElsewhere(images, made);

        assertEquals(Optional.of(made), Store.describedIn(images));
        assertEquals(Optional.empty(), store.images(made));
    }

    @Test
    void aManifestOfALaterVersionCostsThatCheckpoint() throws IOException {
        var made = make(store(), WEB, "");
        var other = make(store(), WEB, "other");
        var manifest = timeline(WEB).resolve(made.id().text()).resolve("checkpoint.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("(\"version\" : )2", "$13"));

        var timeline = store().timeline(WEB).orElseThrow();

        assertEquals(List.of(other), timeline.checkpoints());
        assertEquals(
                List.of(made.id() + ": a checkpoint of the store is of another version"), timeline.damaged());
    }

    @Test
    void aDamagedManifestCostsThatCheckpointAndIsNamedWhereItIsMissed() throws IOException {
        var made = make(store(), WEB, "");
        var other = make(store(), WEB, "");
        var manifest = timeline(WEB).resolve(made.id().text()).resolve("checkpoint.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("busybox", "busyboy"));

        assertEquals(List.of(other), store().timeline(WEB).orElseThrow().checkpoints());
        var refused = assertThrows(
                Problem.class, () -> store().find(CheckpointRef.of("web@1"), Optional.empty()));
        assertTrue(refused.evidence().toString().contains(made.id() + ": a file of the store is damaged"));
    }

    @Test
    void aFolderThatHoldsSomethingElseIsNotMadeAStore() throws IOException {
        var foreign = Files.createDirectory(folder.resolve("photos"));
        write(foreign.resolve("beach.jpg"), "");

        var refused = assertThrows(Problem.class, () -> Store.at(foreign));

        assertEquals("the folder is no store of Cryo's", refused.what());
        try (var entries = Files.list(foreign)) {
            assertEquals(List.of(foreign.resolve("beach.jpg")), entries.toList());
        }
    }

    @Test
    void aStoreOfALaterVersionIsRefused() throws IOException {
        store();
        Files.writeString(folder.resolve("store/cryo-store"), "3\n");

        assertEquals(
                "the store is of another version",
                assertThrows(Problem.class, this::store).what());
    }

    @Test
    void aFolderInWhichMakingAStoreWasCutShortBecomesOne() throws IOException {
        Files.createDirectories(folder.resolve("store/timelines"));

        assertEquals(1, make(store(), WEB, "").number());
    }

    @Test
    void anEngineCannotLeadOutOfTheStoreByItsId() {
        assertThrows(Problem.class, () -> new TimelineKey("../..", WEB.container()));
    }

    @Test
    void idsAreNotGivenTwice() {
        var store = store();
        var ids = IntStream.range(0, 50)
                .mapToObj(i -> make(store, WEB, "").id())
                .map(CheckpointId::text)
                .distinct();
        assertEquals(50, ids.count());
    }
}
