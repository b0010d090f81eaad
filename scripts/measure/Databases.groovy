package measure

import dev.cryo.verb.Problem

/** A seeded PostgreSQL before a test: taken back to its seeds, as `@Rewind` does it, beside made and seeded anew. */
class Databases {
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
        until docker exec "$1" psql -U postgres -Atc 'select count(*) from pgbench_accounts' 2>/dev/null; do
          tries=$((tries + 1))
          [ $tries -lt 200 ] || exit 1
          sleep 0.02
        done'''

    final Way rewind
    final Way recreate
    private final DockerLab lab

    Databases(Setting setting, DockerLab lab) {
        this.lab = lab
        setting.script.labImage('postgresql', packages: ['postgresql'], name: lab.name)
        make('db')
        def refusal = checkpointed(setting)
        rewind = refusal ? Way.missing('Cryo `rewind` to the seeds, warm', refusal) : new Way(title: 'Cryo `rewind` to the seeds, warm',
                prepare: { lab.host.run('docker', 'exec', 'db', 'psql', '-U', 'postgres', '-c', 'delete from pgbench_accounts where aid > 9') },
                act: { timed { setting.script.rewind('db', 'seeded') } { counted('db') } })
        recreate = new Way(title: '`docker rm -f`, `docker run`, and seeding it anew',
                act: { timed { lab.host.run('sh', '-c', 'docker rm -f suite >/dev/null 2>&1; true'); make('suite') } { counted('suite') } },
                tidy: { lab.host.run('docker', 'rm', '-f', 'suite') })
    }

    List<Way> getWays() {
        [rewind, recreate]
    }

    /** Tells why it cannot be: not every machine lets CRIU read the limits of other users' processes. */
    private static String checkpointed(Setting setting) {
        try {
            setting.script.checkpoint('db', leaveRunning: true, label: 'seeded')
            null
        } catch (Problem e) {
            e.what()
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
        def rows = lab.host.run('sh', '-c', COUNTED, 'counted', name).trim()
        if (rows != "$ACCOUNTS") {
            throw new Failure("$name has $rows accounts instead of $ACCOUNTS")
        }
    }
}
