package measure

/** Ten clones of a JVM that has started, beside ten that start: until the tenth answers. */
class Clones {
    static final int COUNT = 10
    private static final List<String> SERVER = ['java', '-Xmx64m', '-m', 'jdk.httpserver', '-b', '0.0.0.0', '-p', '8000', '-d', '/etc']
    private static final String UNTIL_ALL = '''
        for name in $(docker ps --format '{{.Names}}' | grep '^twin-'); do
          address=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' "$name")
          tries=0
          until busybox wget -q -T 2 -O - "http://$address:8000/hostname" >/dev/null 2>&1; do
            tries=$((tries + 1))
            [ $tries -lt 600 ] || exit 1
            sleep 0.02
          done
        done'''

    final Way cloned
    final Way cold
    private final Setting setting
    private final DockerLab lab

    Clones(Setting setting, DockerLab lab) {
        this.setting = setting
        this.lab = lab
        setting.script.labImage('jvm', packages: ['openjdk-21-jre-headless'], name: lab.name)
        lab.host.run('docker', 'run', '-d', '--name', 'jvm', 'jvm', *SERVER)
        lab.host.run('docker', 'rename', 'jvm', 'twin-0')
        answered()
        lab.host.run('docker', 'rename', 'twin-0', 'jvm')
        setting.script.checkpoint('jvm', leaveRunning: true, label: 'started')
        cloned = new Way(title: "$COUNT clones of a started JVM, warm", act: {
            timed { setting.script.clone('jvm@started', name: 'twin', count: COUNT) }
        }, tidy: this::remove)
        cold = new Way(title: "$COUNT `docker run` of it", act: {
            timed { (1..COUNT).each { lab.host.run('docker', 'run', '-d', '--name', "twin-$it".toString(), 'jvm', *SERVER) } }
        }, tidy: this::remove)
    }

    List<Way> getWays() {
        [cloned, cold]
    }

    private double timed(Closure<?> work) {
        long began = System.nanoTime()
        work()
        answered()
        (System.nanoTime() - began) / 1e9
    }

    private void answered() {
        lab.host.run('sh', '-c', UNTIL_ALL)
    }

    private void remove() {
        lab.host.run('sh', '-c', "docker ps -aq --filter name=twin- | xargs -r docker rm -f")
    }
}
