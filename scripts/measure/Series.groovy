package measure

import dev.cryo.store.Checkpoint
import dev.cryo.store.Store
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ContainerId

import java.nio.file.Files

/**
 * Captures of a Redis that is lightly written to, one after the other: what each costs. Then what the store has added to
 * the first ten, beside restic, which is given the same folders in turns.
 */
class Series {
    static final int WITH_PEERS = 10
    static final int IN_ALL = 200
    /** Of reading: the code for it is compiled while it runs. */
    static final int REHEARSALS = 5
    static final int KEYS_WRITTEN = 6000
    private static final String WRITE = "for i=1,$KEYS_WRITTEN do " +
            "redis.call('setrange', 'key:'..math.random(0, ARGV[1] - 1), math.random(0, 200), ARGV[2]..math.random()) end"

    final Samples verb = new Samples()
    final Samples storing = new Samples()
    final Samples restic = new Samples()
    final Samples reading = new Samples()
    /** What reading would take at 1 GB/s. */
    final Samples readingAtMost = new Samples()
    final List<Double> all = []
    /** What the rehearsal of reading took: tables are read, and nothing is compiled yet. */
    double firstRead
    private List<Checkpoint> own = []
    long raw
    long kept
    long resticKept

    private final Setting setting
    private final DockerLab lab
    private final Redis redis

    Series(Setting setting, DockerLab lab, Redis redis) {
        this.setting = setting
        this.lab = lab
        this.redis = redis
        installRestic()
    }

    private void installRestic() {
        setting.say("installing restic with apt-get in lab '$lab.name', which is removed in the end")
        try {
            lab.install('restic')
            resticCommand('init')
        } catch (Failure e) {
            restic.missing = e.message
        }
    }

    void run() {
        // The restores measured before this have left it as a cold start does: empty.
        lab.client.ask(redis.address, 'debug', 'populate', "$redis.keys", 'key', '300')
        redis.check()
        Shell.ofMachine().run('sync')
        IN_ALL.times { i ->
            lab.client.ask(redis.address, 'eval', WRITE, '0', "$redis.keys", "written in round $i ")
            long began = Setting.now()
            setting.script.checkpoint(redis.name, leaveRunning: true)
            double seconds = (Setting.now() - began) / 1e9
            all << seconds
            if (i >= 1 && i <= WITH_PEERS) {
                verb.add(seconds)
            }
            if (i % 20 == 0) {
                setting.say("series ${i + 1}/$IN_ALL: ${sprintf('%.3f s', seconds)}")
            }
        }
        def store = Store.at(new File(setting.scratch, 'store').toPath())
        own = store.timelines().find { it.name() == redis.name }.checkpoints().takeRight(IN_ALL)
        def again = Store.at(new File(setting.scratch, 'again').toPath())
        own.take(WITH_PEERS + 1).inject(Optional.empty()) { parent, checkpoint ->
            int round = own.indexOf(checkpoint)
            setting.say("series beside restic $round/$WITH_PEERS")
            beside(store, again, checkpoint, parent, round)
        }
        (0..REHEARSALS + setting.runs).each { read(store, it) }
    }

    /** A checkpoint that nothing of lies unpacked, out of the packs into a folder; the first ones are rehearsals. */
    private void read(Store store, int round) {
        def checkpoint = own[own.size() - 2 - 5 * round]
        new File(setting.scratch, "store/unpacked/${checkpoint.id()}").deleteDir()
        // What the captures left to be written would be waited for.
        ready()
        long began = Setting.now()
        store.unpack(checkpoint).withCloseable { kept ->
            double seconds = (Setting.now() - began) / 1e9
            if (round > REHEARSALS) {
                reading.add(seconds)
                readingAtMost.add(checkpoint.size().bytes() / 1e9)
            } else if (!round) {
                firstRead = seconds
            }
        }
    }

    private void ready() {
        Shell.ofMachine().run('sync')
        setting.freeMemory.warm()
    }

    /** Its checkpoints, by their references. */
    List<String> getReferences() {
        own*.reference()
    }

    /** The medians of twenty captures each, the first ones first. */
    List<Double> getByTwenties() {
        all.collate(20).collect { Samples.middle(it) }
    }

    /** One figure as samples, for an aim. */
    static Samples one(long value, String missing) {
        def samples = new Samples()
        samples.missing = missing
        samples.add(value)
        samples
    }

    /** The same folder once more into a store of its own, and into restic's. */
    private Optional beside(Store store, Store again, Checkpoint checkpoint, Optional parent, int round) {
        store.unpack(checkpoint).withCloseable { kept ->
            def images = kept.images().toFile()
            raw += images.listFiles()*.length().sum()
            def stored = keep(again, images, checkpoint, parent, round)
            backup(images, round)
            Optional.of(stored.id())
        }
    }

    private Checkpoint keep(Store again, File images, Checkpoint like, Optional parent, int round) {
        def key = new TimelineKey('MEASURE', new ContainerId('a' * 64))
        again.begin(key, Optional.empty()).withCloseable { draft ->
            images.listFiles().each { Files.copy(it.toPath(), draft.images().resolve(it.name)) }
            def facts = factsOf(draft, key, like, parent)
            ready()
            long began = Setting.now()
            def stored = draft.commit(facts)
            if (round >= 1) {
                storing.add((Setting.now() - began) / 1e9)
            }
            stored
        }.with { stored ->
            kept = size(new File(setting.scratch, 'again/packs')) + size(new File(setting.scratch, 'again/timelines'))
            stored
        }
    }

    private static Checkpoint factsOf(draft, TimelineKey key, Checkpoint like, Optional parent) {
        new Checkpoint(draft.id(), key, 0, like.remarks(), parent, like.containerName(), like.image(), like.imageId(),
                like.command(), like.taken(), true, like.run(), like.freeze(), like.memory(), like.size(),
                Optional.empty(), like.logOffset(), Optional.empty(), false, [], [], [], Optional.empty())
    }

    private void backup(File images, int round) {
        if (restic.missing) {
            return
        }
        try {
            ready()
            double seconds = resticCommand('backup', '--no-scan', "/host$images").seconds
            if (round >= 1) {
                restic.add(seconds)
            }
            resticKept = size(new File(setting.scratch, 'restic'))
        } catch (Failure e) {
            restic.missing = e.message
        }
    }

    private Shell.Ran resticCommand(String... words) {
        lab.host.timed('env', 'RESTIC_PASSWORD=x', 'restic', '-q', '--no-cache', '-r', "/host$setting.scratch/restic", *words)
    }

    private static long size(File folder) {
        long total = 0
        folder.eachFileRecurse { total += it.file ? it.length() : 0 }
        total
    }
}
