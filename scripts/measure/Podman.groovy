package measure

/** Podman beside the Docker of a lab, with a Redis of its own. */
class Podman {
    private static final String FOLDER = '/var/lib/docker/podman'

    final Redis redis
    final String version
    final String archive = "$FOLDER/export.tar.zst"
    private final String base = "$FOLDER/base.tar.zst"
    private final String lab
    private final Shell host

    Podman(Setting setting, DockerLab lab, int keys) {
        setting.say("installing podman with apt-get in lab '$lab.name', which is removed in the end")
        this.lab = lab.name
        install(lab)
        host = inOwnMounts(lab.host)
        version = run('version', '--format', '{{.Client.Version}}').trim()
        lab.host.run('docker', 'save', 'redis', '-o', "$FOLDER/redis.tar")
        run('load', '-i', "$FOLDER/redis.tar")
        start('neighbour', '02:42:00:00:01:01', 'sleep', 'infinity')
        redis = redis(lab, keys)
        checkpoint(base)
    }

    double ps() {
        timed('ps').seconds
    }

    private static void install(DockerLab lab) {
        lab.install('podman', 'netavark')
        lab.host.run('mkdir', '-p', FOLDER)
    }

    /**
     * Podman takes a cgroup v1 host with "unified" for one of v2; taking that away from dockerd would break it. And its
     * locks lie in /dev/shm, which a lab shares with the machine.
     */
    private static Shell inOwnMounts(Shell host) {
        def holder = host.start(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', """
                unified=/sys/fs/cgroup/unified
                if mountpoint -q \$unified; then umount \$unified || exit; fi
                mount -t tmpfs tmpfs /dev/shm && echo \$\$ && exec sleep infinity"""])
        def pid = holder.inputReader().readLine()
        if (pid == null) {
            throw new Failure('podman could not be given mounts of its own')
        }
        new Shell(host.enter + ['nsenter', '-t', pid, '-m', 'env', 'PODMAN_IGNORE_CGROUPSV1_WARNING=1'])
    }

    private Redis redis(DockerLab lab, int keys) {
        def mac = '02:42:00:00:01:02'
        start('redis', mac, *DockerLab.REDIS)
        def address = run('inspect', 'redis', '--format', '{{.NetworkSettings.IPAddress}}').trim()
        new Redis(name: 'redis', address: address, client: lab.client, keys: keys).begin(lab.host, mac, 'podman0')
    }

    private void start(String name, String mac, String... command) {
        // The lab's own group, which goes with the lab.
        run('run', '-d', '--name', name, '--mac-address', mac, '--cgroup-parent', "/cryo-$lab", '--stop-signal', 'KILL',
                'docker.io/library/redis', *command)
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
