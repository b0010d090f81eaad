package measure

/** Questions to checkpoints of the series: what a search, a comparison and a core dump take. */
class Evidence {
    static final int MANY = 10
    private static final String TEXT = 'written in round 5 '
    private static final String EXPRESSION = '/written in round [0-9]+ 0\\.[0-9]{4}/'

    final Way literal
    final Way grep
    final Way checkpointctl
    final Way expression
    final Way one
    final Way many
    final Way diff
    final Way core
    /** Of the image directory that is searched. */
    final long pages
    long found
    String foundByCheckpointctl = '—'
    private final Setting setting
    private final DockerLab lab
    private final File folder

    Evidence(Setting setting, DockerLab lab, Series series, Podman pod, String noPodman) {
        this.setting = setting
        this.lab = lab
        folder = new File(setting.tmpfs, 'evidence')
        def references = series.references.subList(1, MANY + 1)
        setting.script.export(references[5], folder)
        pages = folder.listFiles().findAll { it.name.startsWith('pages-') }*.length().sum()
        literal = new Way(title: "`search`, a text, warm", act: {
            timed { found = setting.script.search([folder.path], TEXT, limit: 1_000_000).size() }
        })
        grep = new Way(title: '`grep -a -c` on the pages file', act: {
            Shell.ofMachine().timed('sh', '-c', "grep -a -c '$TEXT' $folder/pages-1.img || true").seconds
        })
        checkpointctl = ctl(pod, noPodman)
        expression = new Way(title: '`search`, a regular expression, warm', act: {
            timed { setting.script.search([folder.path], EXPRESSION, limit: 1_000_000) }
        })
        one = new Way(title: '`search` in one checkpoint of the store, warm', act: {
            timed { setting.script.search([references[5]], TEXT, limit: 1_000_000) }
        })
        many = new Way(title: "`search` in $MANY of them, warm", act: {
            timed { setting.script.search(references, TEXT, limit: 1_000_000) }
        })
        diff = new Way(title: '`diff` of two of them, warm', act: {
            timed { setting.script.diff([references[4], references[5]]) }
        })
        core = new Way(title: '`core` of the image directory, warm', act: {
            timed { setting.script.core(folder.path, 1, to: new File(setting.scratch, 'core')) }
        }, tidy: { new File(setting.scratch, 'core').delete() })
    }

    List<Way> getWays() {
        [literal, grep, checkpointctl, expression, one, many, diff, core]
    }

    /** What a way would take at so many bytes a second. */
    Samples at(double bytesPerSecond) {
        seconds(pages / bytesPerSecond)
    }

    Samples seconds(double each) {
        def samples = new Samples()
        setting.runs.times { samples.add(each) }
        samples
    }

    private Way ctl(Podman pod, String noPodman) {
        def title = "checkpointctl's `memparse --search`, of Podman's Redis"
        if (pod == null) {
            return Way.missing(title, noPodman)
        }
        try {
            setting.say("installing checkpointctl with apt-get in lab '$lab.name', which is removed in the end")
            lab.install('checkpointctl')
        } catch (Failure e) {
            return Way.missing(title, e.message)
        }
        lab.client.ask(pod.redis.address, 'set', 'planted', TEXT)
        pod.checkpoint(pod.archive)
        new Way(title: title, act: {
            def ran = lab.host.timed('checkpointctl', 'memparse', '--pid=1', "--search=$TEXT".toString(), pod.archive)
            foundByCheckpointctl = ran.out.readLines().count { it.contains(TEXT.trim()) && it.contains('0x') } as String
            ran.seconds
        })
    }

    private static double timed(Closure<?> work) {
        long began = System.nanoTime()
        work()
        (System.nanoTime() - began) / 1e9
    }
}
