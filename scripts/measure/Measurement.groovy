package measure

/** The whole of it: sets up, measures, writes. */
class Measurement {
    private static final int SMALL = 600_000
    private static final int BIG = 3_600_000

    private final Setting setting
    private final Shell machine = Shell.ofMachine()
    private final String loadBefore = load()

    Measurement(Setting setting) {
        this.setting = setting
    }

    void run(File output) {
        setting.say('setting up')
        def lab = new DockerLab(setting, 'measure')
        def old = new DockerLab(setting, 'm26')
        // Docker's own way has no option for established connections: CRIU's configuration of that host says so.
        old.host.run('sh', '-c', 'mkdir -p /etc/criu && echo tcp-established > /etc/criu/runc.conf')
        def oldRedis = old.redis('redis', 16, SMALL, '--runtime', 'runc')
        def redis = lab.redis('redis', 16, SMALL)
        def (pod, noPodman) = podman(lab)

        def checkpoints = new Checkpoints(setting, lab, redis, old, oldRedis, pod, noPodman)
        Rounds.run(setting, 'checkpoint', checkpoints.ways)
        def restores = new Restores(setting, lab, redis, lab.redis('big', 17, BIG), old, oldRedis, pod, noPodman)
        Rounds.run(setting, 'restore', restores.ways)
        def travels = new Travels(setting, lab, redis, old, oldRedis)
        Rounds.run(setting, 'travel', travels.ways)
        travels.run()
        def clones = new Clones(setting, lab)
        Rounds.run(setting, 'clones', clones.ways)
        def databases = new Databases(setting)
        databases.withCloseable { Rounds.run(setting, 'databases', it.ways) }
        def startup = new Startup(setting, lab, pod, noPodman)
        Rounds.run(setting, 'start-up', startup.ways)

        def completing = new Completing(setting, lab)
        completing.run()

        def series = new Series(setting, lab, redis)
        series.run()
        def evidence = new Evidence(setting, lab, series, pod, noPodman)
        Rounds.run(setting, 'evidence', evidence.ways)

        output.text = report(lab, old, pod, checkpoints, restores, travels, clones, databases, startup, completing, series, evidence)
        setting.say("written: $output")
    }

    private List podman(DockerLab lab) {
        try {
            [new Podman(setting, lab, SMALL), null]
        } catch (Failure e) {
            [null, e.message]
        }
    }

    private String report(
            DockerLab lab, DockerLab old, Podman pod, Checkpoints c, Restores r, Travels t, Clones clones,
            Databases databases, Startup s, Completing completing, Series series, Evidence e) {
        def report = new Report()
        report.paragraph('# Measurements')
        report.paragraph("""\
            Made by `shell/measure --runs $setting.runs` on ${java.time.LocalDate.now()}; nothing here was written by
            hand. Each figure is the median of $setting.runs runs with the smallest and largest in brackets. All ways are
            measured in turns, after one rehearsal that is not counted. "Warm" is a verb called in a shell that is open;
            peers are timed on their own host, so that entering it costs them nothing.""")
        report.paragraph("""\
            A virtual machine gives free memory back to its host, and fetching it again can cost more than what is measured. So before
            each way, whose ever it is, a file of $FreeMemory.FILE_MB MB and a process of $FreeMemory.PROCESS_MB MB have used some,
            and are gone.""")
        report.paragraph(machineLine())
        report.paragraph("""\
            Lab `measure`: $lab.versions, Podman ${pod ? pod.version : 'missing'}; lab `m26`: $old.versions.
            Cryo ${cryoVersion()} on Java ${System.getProperty('java.version')}.""")

        report.heading('Aims')
        report.aims(aims(c, r) + aims(c, series) + aims(e) + aims(r, t, clones, databases) + s.aims + completing.aims)

        report.heading('Checkpoint of a Redis of 250 MB that goes on')
        report.paragraph('''\
            `debug populate 600000 key 300`. Freeze: the longest time between two answers to a client that pings every
            millisecond over one established connection, in a container on the network of the lab's host.''')
        report.ways(c.shown, c.bare, 'wall time', true)
        report.paragraph("""\
            The same client, while nothing happens for a second, waits at most ${c.nothing.freeze.show()}.
            Docker's own way runs in lab `m26`, whose `/etc/criu/runc.conf` says `tcp-established`, for it has no option
            of that name; runc and Podman have one, and got it. Podman's archive lies on the disk and is compressed as
            Podman does unasked; neither it nor docker's checkpoint is synchronised with the disk, the store's is.""")

        report.heading('Restore, until the container answers')
        report.paragraph('''\
            From the call until a client, which tries every few milliseconds, gets its first answer; then the number of
            keys is compared. The image files are in the page cache. A rewind kills the running container first. With `--lazy` the
            client need not wait for pages that it does not touch.''')
        report.ways(r.ways, r.cold, 'until PONG', false)
        report.paragraph("Docker's own way left ${r.left ? Samples.middle(r.left*.doubleValue()).round() : 0} MB in " +
                'its host\'s `/tmp` each time.')

        report.heading('Back and forth')
        report.paragraph("""\
            A rewind from its call until a client that was connected has an answer again, all memory in; beside what people do
            without it: docker's own way back, an empty container, and one that is made and filled anew, as test suites do.""")
        report.ways(t.ways, t.killAndStart, 'until PONG', false)
        report.paragraph("""\
            ${Travels.IN_A_ROW} rewinds in a row, the verb alone: the first ten ${t.firstTen.show()}, the last ten ${t.lastTen.show()}.""")
        report.paragraph("""\
            A JVM that serves files, 64 MB of heap: until the last of ${Clones.COUNT} answers.""")
        report.ways(clones.ways, clones.cold, 'until all answer', false)

        report.paragraph("""\
            A PostgreSQL seeded by `pgbench -i` (${Databases.ACCOUNTS} accounts), as it stands before each test of a suite: from the
            call, by which all but nine of the accounts are gone, until all are counted. In lab `$Databases.LAB`, whose containers
            have user namespaces.""")
        report.ways(databases.ways, databases.recreate, 'until counted', false)

        report.heading('A series of captures of that Redis, lightly written to')
        report.paragraph("""\
            Between two captures ${Series.KEYS_WRITTEN} of its keys are written to; the verb is that of the second to the eleventh.
            Afterwards a new store and restic are given the files of those in turns: what the store adds to a dump, durable.
            One that nothing of lies unpacked is read out of the packs of ${Series.IN_ALL} captures into a folder, after ${Series.REHEARSALS + 1} others.""")
        report.table(['', 'time', 'beside restic'], [
                ['the verb, warm', series.verb.show(), ''],
                ['what the store adds', series.storing.show(), ratio(series.storing, series.restic)],
                ['`restic backup`', series.restic.show(), '1.00 ×'],
                ['reading a checkpoint back, warm', series.reading.show(), ''],
                ['the first time in a process', sprintf('%.3f s', series.firstRead), ''],
        ])
        report.paragraph("""\
            ${mega(series.raw)} MB of image files in ${Series.WITH_PEERS + 1} captures became ${mega(series.kept)} MB in the store,
            ${series.restic.missing ? 'restic could not be measured: ' + series.restic.missing : mega(series.resticKept) + ' MB in restic\'s repository'}.""")
        report.table(['captures'] + (0..<series.byTwenties.size()).collect { "${it * 20 + 1}–${it * 20 + 20}" },
                [['median of the verb'] + series.byTwenties.collect { sprintf('%.3f s', it) }])

        report.heading('Questions to checkpoints')
        report.paragraph("""\
            An image directory of the series in memory, ${mega(e.pages)} MB of pages; then checkpoints of the store that
            nothing of lies unpacked. ${e.found} places hold the text that is looked for; checkpointctl shows ${e.foundByCheckpointctl}
            in Podman's, where it was planted once.""")
        report.ways(e.ways, e.grep, 'time', false)

        report.heading('Start-up')
        report.paragraph('''\
            Whole processes, from their start to their end; those of Docker and Podman on the lab's host. The prompt runs on
            a terminal of its own, made by script(1): from the start of that until "cryo> " was drawn, a key typed, and the
            key shown. The busybox is in the store afterwards, durable. groovysh comes from Maven Central, and runs on the
            same Java as jshell.''')
        report.ways(s.ways, s.dockerPs, 'wall time', false)
        report.paragraph("""\
            At a prompt with $Completing.CONTAINERS containers and $Completing.CHECKPOINTS checkpoints: from Tab until the menu shows
            the last one that fits what was typed. The line is typed at ten keys a second and Tab is the next one; the first
            time it is begun at the moment that the prompt stands, and nothing was asked before.""")
        report.ways(completing.ways, completing.containers, 'until shown', false)
        report.toString()
    }

    private static List<Aim> aims(Checkpoints c, Restores r) {
        [
                aim('checkpoint, image directory on tmpfs, beside the bare call', c.folder.time, c.bare.time, 1.3),
                aim("checkpoint, store, beside docker's", c.store.time, c.docker.time, 1 / 5),
                aim("freeze, image directory, beside docker's", c.folder.freeze, c.docker.freeze, 1 / 3),
                aim("freeze, store, beside docker's", c.store.freeze, c.docker.freeze, 1 / 3),
                aim('freeze, image directory, beside the bare call', c.folder.freeze, c.bare.freeze, 1.2),
                aim('freeze, store, beside the bare call', c.store.freeze, c.bare.freeze, 1.2),
                aim("restore beside docker's", r.restore.time, r.docker.time, 1 / 8),
                aim("restore beside Podman's `restore --import`", r.restore.time, r.podman.time, 1 / 2),
                aim('restore beside a plain `docker start`', r.restore.time, r.cold.time, 2),
                aim('restore of 1.5 GB beside 250 MB', r.bigRestore.time, r.restore.time, 2.5),
        ]
    }

    private static List<Aim> aims(Checkpoints c, Series s) {
        [
                aim('freeze, store, beside the bare call: + 10 %', c.store.freeze, c.bare.freeze, 1.1),
                aim("what the store adds to a capture beside restic's time", s.storing, s.restic, 1 / 5),
                aim("capture in a series, the whole verb, beside docker's", s.verb, c.docker.time, 1 / 8),
                aim("size of the series beside restic's", Series.one(s.kept, null), Series.one(s.resticKept, s.restic.missing), 1.25),
                aim('reading a checkpoint back beside 1 GB/s', s.reading, s.readingAtMost, 1),
        ]
    }

    private static List<Aim> aims(Evidence e) {
        [
                aim('search for a text beside `grep -a -c`', e.literal.time, e.grep.time, 2),
                aim('search by a regular expression beside 300 MB/s', e.expression.time, e.at(300e6), 1),
                aim("search in $Evidence.MANY checkpoints beside one", e.many.time, e.one.time, 2.5),
                aim('`diff` beside 1.5 s', e.diff.time, e.seconds(1.5), 1),
                aim('`core` beside 500 MB/s', e.core.time, e.at(500e6), 1),
        ]
    }

    private static List<Aim> aims(Restores r, Travels t, Clones clones, Databases d) {
        [
                aim('rewind beside `docker kill` and `docker start`', t.rewind.time, t.killAndStart.time, 1.5),
                aim('rewind of 1.5 GB beside 250 MB', r.bigRewind.time, t.rewind.time, 2),
                aim("rewind beside docker's own way back", t.rewind.time, t.dockersBack.time, 1 / 10),
                aim("${Travels.IN_A_ROW} rewinds in a row: the last ten beside the first ten", t.lastTen, t.firstTen, 1.1),
                aim('rewind beside a container made and filled anew', t.rewind.time, t.recreate.time, 1),
                aim('rewind of a seeded PostgreSQL beside one made and seeded anew', d.rewind.time, d.recreate.time, 1),
                aim("$Clones.COUNT clones of a JVM beside as many cold starts", clones.cloned.time, clones.cold.time, 1),
        ]
    }

    private static String ratio(Samples one, Samples other) {
        one.there && other.there ? sprintf('%.2f ×', one.over(other)) : '—'
    }

    private static long mega(long bytes) {
        Math.round(bytes / 1e6d)
    }

    private static Aim aim(String what, Samples figure, Samples against, Number limit) {
        new Aim(what: what, figure: figure, against: against, limit: limit)
    }

    private String machineLine() {
        def processor = new File('/proc/cpuinfo').readLines().find { it.startsWith('model name') }?.split(':', 2)?.last()
        def memory = (new File('/proc/meminfo').readLines().first() =~ /\d+/)[0] as long
        "Machine: Linux ${machine.run('uname', '-r').trim()}, ${machine.run('nproc').trim()} cores" +
                (processor ? " (${processor.trim()})" : '') + ", ${Math.round(memory / 1048576d)} GB; " +
                "load average $loadBefore when it began, ${load()} in the end."
    }

    private static String load() {
        new File('/proc/loadavg').text.split(' ').first()
    }

    private String cryoVersion() {
        def version = machine.run(new File(setting.home, 'shell/cryo').path, '--version').readLines().first().split().last()
        try {
            version + ' (' + machine.run('git', '-C', setting.home.path, 'rev-parse', '--short', 'HEAD').trim() + ')'
        } catch (Failure ignored) {
            version
        }
    }
}
