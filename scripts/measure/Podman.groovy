package measure

/** Podman beside the Docker of a lab, with a Redis of its own. */
class Podman {
    private static final String FOLDER = '/var/lib/docker/podman'
    private static final String INSTALL =
            'apt-get update -q && apt-get install -y -q --no-install-recommends podman netavark'

    final Redis redis
    final String version
    final String archive = "$FOLDER/export.tar.zst"
    private final String base = "$FOLDER/base.tar.zst"
    private final Shell host

    Podman(Setting setting, DockerLab lab, int keys) {
        setting.say("installing podman with apt-get in lab '$lab.name', which is removed in the end")
        install(lab)
        host = inOwnMounts(lab.host)
        version = run('version', '--format', '{{.Client.Version}}').trim()
        lab.host.run('docker', 'save', 'redis', '-o', "$FOLDER/redis.tar")
        run('load', '-i', "$FOLDER/redis.tar")
        start('neighbour', '02:42:00:00:01:01', 'sleep', 'infinity')
        redis = redis(lab, keys)
        checkpoint(base)
    }

    private static void install(DockerLab lab) {
        def proxy = Shell.ofMachine().run('sh', '-c', 'eval "$(apt-config shell P Acquire::http::Proxy)"; echo "$P"').trim()
        def apt = ['env', 'DEBIAN_FRONTEND=noninteractive'] + (proxy in ['', 'DIRECT'] ? [] : ["http_proxy=$proxy"])
        Shell.ofLab(lab.pid, true).run(*apt*.toString(), 'sh', '-c', INSTALL)
        lab.host.run('mkdir', '-p', FOLDER)
    }

    /** Podman takes a cgroup v1 host with "unified" for one of v2; taking that away from dockerd would break it. */
    private static Shell inOwnMounts(Shell host) {
        def holder = host.run('sh', '-c',
                'unshare --mount --propagation private sleep infinity >/dev/null 2>&1 & echo $!').trim()
        def words = ['nsenter', '-t', holder, '-m', 'env', 'PODMAN_IGNORE_CGROUPSV1_WARNING=1']
        def inside = new Shell(host.enter + words)
        inside.run('sh', '-c', 'until umount /sys/fs/cgroup/unified || ! mountpoint -q /sys/fs/cgroup/unified; do :; done')
        inside
    }

    private Redis redis(DockerLab lab, int keys) {
        def mac = '02:42:00:00:01:02'
        start('redis', mac, *DockerLab.REDIS)
        def address = run('inspect', 'redis', '--format', '{{.NetworkSettings.IPAddress}}').trim()
        new Redis(name: 'redis', address: address, client: lab.client, keys: keys).begin(lab.host, mac, 'podman0')
    }

    private void start(String name, String mac, String... command) {
        run('run', '-d', '--name', name, '--mac-address', mac, 'docker.io/library/redis', *command)
    }

    Shell.Ran checkpoint(String file) {
        timed('container', 'checkpoint', '--leave-running', '--tcp-established', '--export', file, 'redis')
    }

    /** An import makes the container anew: the old one must be gone. */
    void remove() {
        run('rm', '-f', '-t', '0', 'redis')
    }

    Shell.Ran restore() {
        timed('container', 'restore', '--import', base)
    }

    void tidy() {
        host.run('rm', '-f', archive)
    }

    private String run(String... words) {
        timed(words).out
    }

    private Shell.Ran timed(String... words) {
        host.timed('podman', '--root', FOLDER, '--runroot', '/run/podman', '--cgroup-manager', 'cgroupfs',
                '--runtime', 'runc', '--events-backend', 'none', *words)
    }
}
