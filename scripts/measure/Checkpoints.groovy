package measure

/** The ways to take a checkpoint that leaves the container running. */
class Checkpoints {
    final Way nothing
    final Way bare
    final Way folder
    final Way store
    final Way oneShot
    final Way docker
    final Way podman
    private final Setting setting

    Checkpoints(Setting setting, DockerLab lab, Redis redis, DockerLab old, Redis oldRedis, Podman pod, String noPodman) {
        this.setting = setting
        nothing = new Way(title: 'nothing, for a second', felt: redis, act: { Thread.sleep(1000); 1 })
        bare = new Way(title: '`runc checkpoint`, bare, to tmpfs', felt: redis, act: { runc(lab, redis) }, tidy: this::clear)
        folder = new Way(title: 'Cryo `--image-dir` on tmpfs, warm', felt: redis, tidy: this::clear,
                act: { cryo(redis, imageDir: new File(setting.tmpfs, 'images').path) })
        store = new Way(title: 'Cryo into the store, durable, warm', felt: redis, act: { cryo([:], redis) })
        oneShot = new Way(title: 'the same as a command of its own', felt: redis, act: { command(redis) })
        docker = new Way(title: '`docker checkpoint create`', felt: oldRedis, act: { docker(old, oldRedis) },
                tidy: { old.host.run('sh', '-c', "docker checkpoint rm $oldRedis.name timed || :") })
        podman = pod
                ? new Way(title: '`podman container checkpoint --export`', felt: pod.redis, tidy: pod::tidy,
                        act: { pod.checkpoint(pod.archive).seconds })
                : Way.missing('`podman container checkpoint --export`', noPodman)
    }

    List<Way> getWays() {
        [nothing, bare, folder, store, oneShot, docker, podman]
    }

    List<Way> getShown() {
        ways - nothing
    }

    private void clear() {
        setting.tmpfs.listFiles().each { it.deleteDir() }
    }

    private double runc(DockerLab lab, Redis redis) {
        def images = new File(setting.tmpfs, 'bare')
        images.mkdirs()
        lab.host.timed('runc', '--root', '/run/docker/runtime-runc/moby', 'checkpoint', '--leave-running',
                '--tcp-established', '--image-path', "/host$images", '--work-path', "/host$images", redis.id).seconds
    }

    private double cryo(Map<String, ?> options, Redis redis) {
        long began = Setting.now()
        setting.script.checkpoint(redis.name, leaveRunning: true, *: options)
        (Setting.now() - began) / 1e9
    }

    private double command(Redis redis) {
        Shell.ofMachine().timed(new File(setting.home, 'shell/cryo').path, 'checkpoint', '--leave-running', redis.name).seconds
    }

    private static double docker(DockerLab old, Redis redis) {
        old.host.timed('docker', 'checkpoint', 'create', '--leave-running', redis.name, 'timed').seconds
    }
}
