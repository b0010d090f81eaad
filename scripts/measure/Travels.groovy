package measure

/** Going back and forth with one Redis: beside killing and starting it, over and over, and before each test of a suite. */
class Travels {
    static final int IN_A_ROW = 100

    final Way rewind
    final Way killAndStart
    final Way dockersBack
    final Way recreate
    /** Seconds of each of so many rewinds in a row. */
    final List<Double> row = []
    private final Setting setting
    private final DockerLab lab
    private final Redis redis
    /** Made anew each time. */
    private Redis suite

    Travels(Setting setting, DockerLab lab, Redis redis, DockerLab old, Redis oldRedis) {
        this.setting = setting
        this.lab = lab
        this.redis = redis
        rewind = new Way(title: 'Cryo `rewind` of the running container, warm', act: this::rewound)
        killAndStart = new Way(title: '`docker kill` and `docker start`: empty', act: {
            again(redis) {
                def began = lab.host.timed('docker', 'kill', redis.name).began
                lab.host.run('docker', 'start', redis.name)
                began
            }
        })
        dockersBack = new Way(title: '`docker kill` and `docker start --checkpoint`', act: {
            again(oldRedis) {
                def began = old.host.timed('docker', 'kill', oldRedis.name).began
                old.host.run('docker', 'start', '--checkpoint', 'base', oldRedis.name)
                began
            }
        }, tidy: { old.host.run('sh', '-c', 'rm -rf /tmp/ctrd-checkpoint*') })
        recreate = new Way(title: '`docker rm -f`, `docker run`, and filling it anew', act: {
            long began = Setting.now()
            if (suite) {
                lab.remove(suite)
            }
            suite = lab.redis('suite', 19, redis.keys)
            (Setting.now() - began) / 1e9
        })
    }

    List<Way> getWays() {
        [rewind, killAndStart, dockersBack, recreate]
    }

    void run() {
        suite?.with { lab.remove(it) }
        rewound() // full again, whatever the ways before it have left
        IN_A_ROW.times {
            long began = System.nanoTime()
            setting.script.rewind(redis.name, 'base')
            row << (System.nanoTime() - began) / 1e9
        }
        redis.check()
        setting.say("$IN_A_ROW rewinds in a row: first ten ${firstTen.show()}, last ten ${lastTen.show()}")
    }

    Samples getFirstTen() {
        samples(row.take(10))
    }

    Samples getLastTen() {
        samples(row.takeRight(10))
    }

    private static Samples samples(List<Double> seconds) {
        def samples = new Samples()
        seconds.each { samples.add(it) }
        samples
    }

    private double rewound() {
        def seconds = again(redis) {
            long began = Setting.now()
            setting.script.rewind(redis.name, 'base')
            began
        }
        redis.check()
        seconds
    }

    /** @param work tells when it began, on the clock of the client */
    private static double again(Redis redis, Closure<Long> work) {
        long began = 0
        long answered = redis.client.answeredAgain(redis.address) { began = work() }
        (answered - began) / 1e9
    }
}
