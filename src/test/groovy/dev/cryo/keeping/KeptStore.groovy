package dev.cryo.keeping

import dev.cryo.catalog.Workspace
import dev.cryo.store.Checkpoint
import dev.cryo.store.Store
import dev.cryo.store.TimelineKey
import dev.cryo.verb.Binder
import dev.cryo.verb.CheckpointId
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Label
import dev.cryo.verb.Place
import dev.cryo.verb.Problem
import dev.cryo.verb.Size
import dev.cryo.verb.ValueTypes
import dev.cryo.verb.Watch

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** A store of real images, made without an engine, and the verbs over it. */
class KeptStore {

    static final WEB = key('a')
    static final DB = key('b')

    final Path folder
    private final Path busybox

    KeptStore(Path folder) {
        this.folder = folder
        this.busybox = unpack('/dev/cryo/criu/busybox.tar.gz', folder.resolve('busybox')).resolve('images')
    }

    static TimelineKey key(String letter) {
        new TimelineKey('ENGINE:1', new ContainerId(letter * 64))
    }

    static Path unpack(String resource, Path into) {
        Files.createDirectories(into)
        def tar = new ProcessBuilder('tar', 'xzf', '-', '-C', into.toString()).start()
        KeptStore.getResourceAsStream(resource).withStream { it.transferTo(tar.outputStream) }
        tar.outputStream.close()
        assert tar.waitFor() == 0: tar.errorStream.text
        into
    }

    Path root() {
        folder.resolve('store')
    }

    Store store() {
        Store.at(root())
    }

    Path timeline(TimelineKey key = WEB) {
        root().resolve('timelines').resolve(key.engine()).resolve(key.container().text())
    }

    Path of(Checkpoint checkpoint) {
        timeline(checkpoint.timeline()).resolve(checkpoint.id().text())
    }

    List<Path> packs() {
        root().resolve('packs').toFile().listFiles().findAll { it.name.endsWith('.pack') }*.toPath().sort()
    }

    /** The images of a checkpoint: those of the busybox, with a page of its own for each number. */
    Map<String, byte[]> images(int own) {
        def images = [:] as TreeMap<String, byte[]>
        busybox.toFile().eachFile { images[it.name] = it.bytes }
        def page = new byte[4096]
        new Random(own).nextBytes(page)
        System.arraycopy(page, 0, images['pages-1.img'], 0, 4096)
        images
    }

    /** Makes a checkpoint; the container stands there then. */
    Checkpoint make(Map about = [:], Store store = this.store()) {
        def key = about.key ?: WEB
        def label = Optional.ofNullable(about.label).map { new Label(it) }
        store.begin(key, label).withCloseable { draft ->
            images(about.own ?: 1).each { name, bytes -> Files.write(draft.images().resolve(name), bytes) }
            Files.writeString(draft.work().resolve('dump.log'), 'the log of CRIU\n')
            Files.writeString(draft.filesystem(), "no archive, but bytes: ${about.own}")
            draft.commit(new Checkpoint(
                    draft.id(), key, 0, Checkpoint.Remarks.labelled(label),
                    about.containsKey('parent')
                            ? Optional.ofNullable(about.parent).map { it.id() }
                            : store.timeline(key).flatMap { it.current() }.map { it.id() },
                    about.name ?: (key == DB ? 'db' : 'web'), 'busybox', 'sha256:1', ['sh'],
                    about.taken ?: Instant.now(), true, Optional.empty(), Optional.of(Duration.ofMillis(130)),
                    new Size(about.memory ?: 348160), draft.size(), Optional.empty(), Optional.empty(),
                    Optional.ofNullable(about.images).map { Place.of(it.toString()) }, true, [], [], [], Optional.empty()))
        }
    }

    Checkpoint make(Store store) {
        make([:], store)
    }

    Workspace workspace() {
        new Workspace({ throw Problem.failed('there is no engine here') }, root())
    }

    Object call(Map given = [:], String verb, Told told = new Told()) {
        workspace().catalog().find(verb).get()
                .call(new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY), given, told)
    }

    Object call(String verb, Told told) {
        call([:], verb, told)
    }

    /** Turns one bit of a file around. */
    static void flip(Path file, long at) {
        def bytes = Files.readAllBytes(file)
        bytes[(int) at] = (byte) (bytes[(int) at] ^ 1)
        Files.write(file, bytes)
    }

    /** What a verb said, and a user who answers. */
    static class Told implements Watch {
        final List<String> notes = []
        final List<String> lines = []
        final boolean agreeing

        Told(boolean agreeing = false) {
            this.agreeing = agreeing
        }

        void step(String what) {}

        void note(String line) { notes << line }

        void done(Watch.Finished piece) { lines << piece.line() }

        void write(Watch.Stream stream, byte[] bytes) {}

        boolean agrees(String question) { agreeing }

        boolean cancelled() { false }
    }
}
