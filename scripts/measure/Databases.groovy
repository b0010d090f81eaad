package measure

/**
 * A seeded PostgreSQL before a test: taken back to its seeds, as `@Rewind` does it, beside made and seeded anew. In a lab with
 * user namespaces of its own: in others not every machine lets CRIU read the limits of other users' processes.
 */
class Databases implements Closeable {
    static final String LAB = 'musers'
    static final int ACCOUNTS = 100_000
    private static final String SERVER = '''
        PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)
        mkdir -p /db /run/postgresql
        chown postgres /db /run/postgresql
        as_postgres='setpriv --reuid=postgres --regid=postgres --init-groups'
        $as_postgres initdb -D /db -A trust > /dev/null
        exec $as_postgres postgres -D /db'''
    private static final String SEEDED = '''
        until docker exec "$1" psql -U postgres -Atc 'select 1' >/dev/null 2>&1; do sleep 0.02; done
        docker exec "$1" sh -c 'exec $(echo /usr/lib/postgresql/*/bin)/pgbench -U postgres -q -i -s 1 postgres' 2>/dev/null'''
    private static final String COUNTED = '''
        tries=0
        until [ "$(docker exec "$1" psql -U postgres -Atc 'select count(*) from pgbench_accounts' 2>/dev/null)" = "$2" ]; do
          tries=$((tries + 1))
          [ $tries -lt 200 ] || exit 1
          sleep 0.02
        done'''

    final Way rewind
    final Way recreate
    private final DockerLab lab
    private Terminal prompt

    Databases(Setting setting) {
        lab = new DockerLab(setting, LAB)
        setting.script.labImage('postgresql', packages: ['postgresql'], name: LAB)
        make('db')
        def refusal = checkpointed(setting)
        rewind = refusal ? Way.missing('Cryo `rewind` to the seeds, warm', refusal) : new Way(title: 'Cryo `rewind` to the seeds, warm',
                prepare: { lab.host.run('docker', 'exec', 'db', 'psql', '-U', 'postgres', '-c', 'delete from pgbench_accounts where aid > 9') },
                act: { timed { prompt.type('rewind db seeded\r') } { counted('db') } },
                // It ends with the container's id.
                tidy: { prompt.await(lab.host.run('docker', 'inspect', 'db', '--format', '{{.Id}}').take(12)).await(Terminal.PROMPT) })
        recreate = new Way(title: '`docker rm -f`, `docker run`, and seeding it anew',
                act: { timed { lab.host.run('sh', '-c', 'docker rm -f suite >/dev/null 2>&1; true'); make('suite') } { counted('suite') } },
                tidy: { lab.host.run('docker', 'rm', '-f', 'suite') })
    }

    List<Way> getWays() {
        [rewind, recreate]
    }

    @Override
    void close() {
        prompt?.close()
    }

    /** This process's verbs are about another lab: a prompt is opened for the rewinds. Tells why it cannot be. */
    private String checkpointed(Setting setting) {
        def cryo = new File(setting.home, 'shell/cryo')
        def socket = setting.script.labStatus().find { it.name() == LAB }.socket()
        def environment = [DOCKER_HOST: "unix://$socket".toString(), CRYO_STORE: "$setting.scratch/$LAB".toString(),
                           XDG_STATE_HOME: "$setting.scratch/state".toString(), NO_COLOR: '1']
        try {
            Shell.ofMachine().run('env', *environment.collect { "$it.key=$it.value".toString() },
                    cryo.path, 'checkpoint', '--leave-running', '--label', 'seeded', 'db')
            prompt = new Terminal(cryo, environment)
            null
        } catch (Failure e) {
            e.message
        }
    }

    private void make(String name) {
        lab.host.run('docker', 'run', '-d', '--name', name, 'postgresql', 'sh', '-c', SERVER)
        lab.host.run('sh', '-c', SEEDED, 'seeded', name)
    }

    private static double timed(Closure<?> work, Closure<?> answered) {
        long began = System.nanoTime()
        work()
        answered()
        (System.nanoTime() - began) / 1e9
    }

    private void counted(String name) {
        lab.host.run('sh', '-c', COUNTED, 'counted', name, "$ACCOUNTS")
    }
}
