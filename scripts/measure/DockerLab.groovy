package measure

/** A lab with a Docker daemon, a client, and the Redises that are measured. */
class DockerLab {
    static final List<String> REDIS =
            ['redis-server', '--save', '', '--protected-mode', 'no', '--enable-debug-command', 'yes']

    final String name
    final long pid
    final Shell host
    final Client client
    /** What it holds: docker, containerd, runc, criu. */
    final String versions

    DockerLab(Setting setting, String name) {
        this.name = name
        def state = setting.script.labStatus().find { it.name() == name }
        pid = state.pid().get()
        versions = "Docker ${state.docker().get()}, containerd ${state.containerd().get()}, " +
                "runc ${state.runc().get()}, CRIU ${state.criu().get()}"
        host = Shell.ofLab(pid)
        setting.script.labImage('redis', packages: ['redis-server', 'python3-minimal'], name: name)
        client = new Client(host, new File(setting.home, 'scripts/measure'))
        // A bridge whose last container stops loses its carrier, and the next one would wait for it.
        host.run('docker', 'run', '-d', '--name', 'neighbour', '--stop-signal', 'KILL', 'redis', 'sleep', 'infinity')
    }

    /** Starts a Redis that holds this many keys of 300 bytes. */
    Redis redis(String name, int number, int keys, String... options) {
        def mac = sprintf('02:42:00:00:00:%02x', number)
        host.run('docker', 'run', '-d', '--name', name, '--mac-address', mac, *options, 'redis', *REDIS)
        def id = host.run('docker', 'inspect', name, '--format', '{{.Id}}').trim()
        def address = host.run('docker', 'inspect', name, '--format', '{{.NetworkSettings.IPAddress}}').trim()
        new Redis(name: name, id: id, address: address, client: client, keys: keys).begin(host, mac, 'docker0')
    }

    /** Takes a Redis away. Its address is free for others, who would not be reached as long as it counts as the Redis's. */
    void remove(Redis redis) {
        host.run('docker', 'rm', '-f', redis.name)
        redis.forget(host, 'docker0')
    }

    /** Packages of Debian, with the machine's network, where a mirror is reached. */
    void install(String... packages) {
        def proxy = Shell.ofMachine().run('sh', '-c', 'eval "$(apt-config shell P Acquire::http::Proxy)"; echo "$P"').trim()
        def apt = ['env', 'DEBIAN_FRONTEND=noninteractive'] + (proxy in ['', 'DIRECT'] ? [] : ["http_proxy=$proxy"])
        Shell.ofLab(pid, true).run(*apt*.toString(), 'sh', '-c',
                "apt-get update -q && apt-get install -y -q --no-install-recommends ${packages.join(' ')}")
    }

    void stop(Redis redis) {
        host.run('docker', 'stop', '-t', '0', redis.name)
    }
}
