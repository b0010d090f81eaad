package measure

/** The ways back, each timed until the container answers a client; none has a client at the dump. */
class Restores {
    final Way restore
    final Way rewind
    final Way bigRestore
    final Way bigRewind
    final Way bigLazy
    final Way cold
    final Way docker
    final Way podman
    /** What docker's own way left in its host's /tmp after each restore, in megabytes. */
    final List<Long> left = []
    private final Setting setting
    private final DockerLab lab

    Restores(Setting setting, DockerLab lab, Redis redis, Redis big, DockerLab old, Redis oldRedis, Podman pod,
            String noPodman) {
        this.setting = setting
        this.lab = lab
        [redis, big].each { setting.script.checkpoint(it.name, leaveRunning: true, label: 'base') }
        restore = cryoRestore('Cryo `restore`, warm', redis)
        rewind = cryoRewind('Cryo `rewind` of the running container, warm', redis)
        bigRestore = cryoRestore('Cryo `restore`, 1.5 GB, warm', big)
        bigRewind = cryoRewind('Cryo `rewind`, 1.5 GB, warm', big)
        bigLazy = cryoRewind('the same with `--lazy`: pages come while it answers', big, [lazy: true])
        bigLazy.tidy = { lab.host.run('sh', '-c', 'while ls /run/cryo/*/coming/* >/dev/null 2>&1; do sleep 0.05; done') }
        cold = new Way(title: '`docker start`, a cold start', prepare: { lab.stop(redis) }, act: {
            untilAnswer(redis) { lab.host.timed('docker', 'start', redis.name).began }
        })
        docker = dockers(old, oldRedis)
        podman = pod ? podmans(pod) : Way.missing('`podman container restore --import`', noPodman)
    }

    /** A cold start empties its Redis; the next restore fills it again. */
    List<Way> getWays() {
        [restore, rewind, cold, bigRestore, bigRewind, bigLazy, docker, podman]
    }

    private Way cryoRestore(String title, Redis redis) {
        new Way(title: title, prepare: { lab.stop(redis) }, act: {
            double seconds = untilAnswer(redis) {
                long began = Setting.now()
                setting.script.restore(redis.name)
                began
            }
            redis.check()
            seconds
        })
    }

    private Way cryoRewind(String title, Redis redis, Map<String, Object> options = [:]) {
        new Way(title: title, act: {
            long began = 0
            long answered = redis.client.answeredAgain(redis.address) {
                began = Setting.now()
                setting.script.rewind(options, redis.name, 'base')
            }
            redis.check()
            (answered - began) / 1e9
        })
    }

    private Way dockers(DockerLab old, Redis redis) {
        def way = new Way(
                title: '`docker start --checkpoint`',
                prepare: { old.stop(redis) },
                act: {
                    double seconds = untilAnswer(redis) {
                        old.host.timed('docker', 'start', '--checkpoint', 'base', redis.name).began
                    }
                    redis.check()
                    seconds
                },
                tidy: {
                    left << (old.host.run('du', '-sm', '/tmp').split()[0] as long)
                    old.host.run('sh', '-c', 'rm -rf /tmp/ctrd-checkpoint*')
                })
        try {
            old.host.run('docker', 'checkpoint', 'create', '--leave-running', redis.name, 'base')
        } catch (Failure e) {
            way.giveUp(e.message)
        }
        way
    }

    private Way podmans(Podman pod) {
        new Way(title: '`podman container restore --import`', prepare: pod::remove, act: {
            double seconds = untilAnswer(pod.redis) { pod.restore().began }
            pod.redis.check()
            seconds
        })
    }

    /** @param work tells when it began */
    private static double untilAnswer(Redis redis, Closure<Long> work) {
        long began = 0
        long answered = redis.client.answered(redis.address) { began = work() }
        (answered - began) / 1e9
    }
}
