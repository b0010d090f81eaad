package dev.cryo.timetravel

import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.Engine
import dev.cryo.engine.HostScript
import dev.cryo.engine.docker.DockerEngine
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.testlab.RoundTrip
import dev.cryo.verb.ContainerId
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.util.concurrent.TimeUnit

/**
 * An engine whose containers have a user namespace: root inside is an ordinary user outside, and programs that change
 * users can be dumped though CAP_SYS_RESOURCE is missing. They come back as on any other host.
 */
class UsernsLabSpec extends Specification {

    static final COUNTER = 'i=0; while true; do i=$((i+1)); echo $i >> /count; echo $i; sleep 0.05; done'
    /** -Dcryo.rounds=20 for the whole of it. */
    static final REWINDS = Integer.getInteger('cryo.rounds', 5)
    static final KILLS = 3

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWithUserNamespaces()
    @Shared CommandLine console = lab.commandLine()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
    }

    def "doctor says what user namespaces mean here"() {
        when:
        def findings = new JsonSlurper().parseText('[' + console.type('cryo --json doctor').out().join(',') + ']')

        then:
        findings.find { it.about == 'user namespace' }.detail.contains('copied to /run')
        findings.find { it.about == 'userfaultfd' }.detail.contains('refused')
        findings.find { it.about == 'capabilities' }.verdict == 'fine'
    }

    def "a container comes back and is taken back, again and again, and leaves the host as it was"() {
        given: 'a container that was restored once'
        count()
        checkpoint('web', label: 'first')
        restore('web')
        def before = lab.hostState()

        expect: 'memory and files go on where they were'
        3.times {
            def stoodAt = lab.counted('web').last()
            checkpoint('web')
            assert restore('web').holds()
            soon.eventually { assert lab.counted('web').last() > stoodAt + 2 }
            assert fileAgrees()
        }
        withoutGap(lab.counted('web'))

        and: 'or back where they were'
        3.times {
            def before1 = lab.counted('web').size()
            assert rewind('web@first').holds()
            soon.eventually { assert lab.counted('web').drop(before1).any { it < lab.counted('web')[before1 - 1] } }
            assert fileAgrees()
        }

        and:
        lab.hostState() == before
        before.cryo() == []
        before.tmp() == []
    }

    /** The file that the counter writes has every number up to that of its memory, and none beyond. */
    private boolean fileAgrees() {
        def numbers = lab.inside('web', 'cat', '/count').readLines()*.toInteger()
        withoutGap(numbers) && Math.abs(numbers.size() - lab.counted('web').last()) <= 2
    }

    def "for a restore the root inside gets a copy of the images, which nobody else can reach"() {
        given:
        count()
        checkpoint('web')
        def watched = new Watched(engine: lab.engine)

        when:
        def restored = lab.call('restore', lab.workspace(watched), containers: 'web')[0]

        then:
        restored.receipt().holds()

        and: 'root and the root inside read it, and only root passes the folder above'
        def folder = "/run/cryo/${lab.container('web').id()}"
        watched.seen["$folder"] == '700 0:0'
        watched.seen["$folder/images"] == "750 0:${rootInside()}"
        watched.seen["$folder/images/inventory.img"] == "640 0:${rootInside()}"
        watched.seen["$folder/images/pages-1.img"] == "640 0:${rootInside()}"

        and: 'what the store holds is as it was'
        lab.store().toFile().traverse { assert java.nio.file.Files.getAttribute(it.toPath(), 'unix:gid') == 0 }
        lab.hostState().cryo() == []
    }

    def "what was carried over to a far host is read there, and not copied once more"() {
        given: 'the same host, reached through its API alone'
        count()
        def far = DockerEngine.throughItsApi("unix://${lab.lab.socket()}".toString(), Optional.empty())
        def watched = new Watched(engine: far)

        when:
        lab.call('checkpoint', lab.workspace(far), containers: 'web', label: 'first')
        def restored = lab.call('restore', lab.workspace(watched), containers: 'web')[0]

        then:
        restored.receipt().holds()
        def images = watched.seen.keySet().findAll { it.endsWith('/inventory.img') }
        images.size() == 1
        images[0].startsWith('/var/lib/cryo/exchange/')
        watched.seen[images[0]] == "640 0:${rootInside()}"

        and:
        lab.call('rewind', lab.workspace(far), container: 'web', checkpoint: 'web@first').receipt().holds()
        lab.hostState().cryo() == []
        lab.onHost('ls /var/lib/cryo 2>/dev/null').out() == []

        cleanup:
        far?.close()
    }

    def "without room for the copy nothing is stopped"() {
        given:
        count()
        lab.call('checkpoint', containers: 'web', leaveRunning: true)
        def pid = lab.container('web').state().pid()
        assert lab.onHost('mount -o "remount,size=$(($(df --output=used -B1k /run | tail -n 1) + 512))k" /run').succeeded()

        when:
        rewind('web@1')

        then:
        def problem = thrown(Problem)
        problem.what() == "the engine's host has no room for the images of this checkpoint"
        problem.evidence().any { it.contains('in /run') }
        problem.remedy().present
        lab.container('web').state().pid() == pid
        withoutGap(lab.counted('web'))
        lab.onHost("ls -d ${lab.container('web').upper().get()}.cryo-*").out() == []

        cleanup:
        lab.onHost('mount -o remount,size=50% /run')
    }

    def "Cryo killed in the middle of a restore leaves no copy"() {
        given: 'one with some memory, so that there is a middle'
        lab.needImage('python', 'python3-minimal')
        def id = lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.COUNTER]))
        counts()

        expect:
        KILLS.times { round ->
            checkpoint('web')
            def stoodAt = lab.counted('web').last()
            def cryo = console.cryo('restore', 'web')
            def seen = lab.onHost(AWAIT_COPY, id.text()).out()
            Thread.sleep(round * random.nextInt(60))
            cryo.destroyForcibly()
            assert cryo.waitFor(60, TimeUnit.SECONDS)
            assert seen == ['there']
            soon.eventually { assert lab.hostState().cryo() == [] }
            if (!lab.container('web').alive()) {
                assert restore('web').holds()
            }
            soon.eventually { assert lab.counted('web').last() > stoodAt + 2 }
            assert withoutGap(lab.counted('web'))
        }
    }

    static final AWAIT_COPY = '''
        tries=0
        until [ -d "/run/cryo/$1/images" ]; do
          tries=$((tries + 1))
          [ $tries -lt 6000 ] || exit
          sleep 0.005
        done
        echo there'''

    def "a copy whose keeper was killed goes with it"() {
        given:
        count()
        lab.run('other', COUNTER)
        soon.eventually { assert lab.counted('other').size() > 5 }
        checkpoint('web')
        checkpoint('other')

        when: 'the script that holds the arm is killed before the start'
        lab.call('restore', lab.workspace(new Orphaned(engine: lab.engine)), containers: 'other')

        then: 'the arm is void'
        thrown(Problem)
        !lab.container('other').alive()
        soon.eventually { assert lab.onHost('ls -d /run/cryo/*/images').out() == [] }

        expect:
        restore('web').holds()
        restore('other').holds()
        lab.hostState().cryo() == []
    }

    def "PostgreSQL under load, its data #where, is checkpointed, restored and rewound, and all its sums agree"() {
        given: 'a server, and clients in another container, who come back whenever they lose their connections'
        lab.needImage('postgresql', 'postgresql')
        def made = lab.onHost("docker run -d --name db $options postgresql sh -c \"\$1\"", "$PATH\n$POSTGRES".toString())
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert query('select 1') == '1' }
        assert inside('db', 'pgbench -U postgres -q -i -s 1 postgres && echo ready').readLines().contains('ready')
        def started = query('select pg_postmaster_start_time()')
        runImage('postgresql', 'load', 'while true; do pgbench -n -c 4 -T 600 -U postgres -h "$0" postgres; sleep 0.1; done',
                address('db'))
        transactionsGoOn()

        when: 'it goes on after a checkpoint'
        checkpoint('db', leaveRunning: true, label: 'busy')

        then:
        transactionsGoOn()
        sumsAgree()

        when: 'it is stopped by one, and restored'
        checkpoint('db')
        def receipt = restore('db')

        then:
        receipt.holds()
        transactionsGoOn()
        sumsAgree()

        when: 'it is taken back and back'
        def receipts = (1..REWINDS).collect {
            def receipt1 = rewind('db@busy')
            transactionsGoOn()
            assert sumsAgree()
            receipt1
        }

        then:
        receipts*.holds().every()

        when: 'the clients go, and it is taken back to a moment in which nobody wrote'
        lab.remove('load')
        soon.eventually { assert query("select count(*) from pg_stat_activity where backend_type = 'client backend'") == '1' }
        checkpoint('db', leaveRunning: true, label: 'idle')
        def atIdle = transactions()
        def seen = (1..REWINDS).collect {
            inside('db', 'pgbench -n -c 4 -t 50 -U postgres postgres')
            def later = transactions()
            def back = rewind('db@idle')
            [later - atIdle, back.holds(), transactions() - atIdle, sumsAgree()]
        }

        then: 'each time it has exactly the rows of that moment again'
        seen == [[200, true, 0, true]] * REWINDS

        and: 'it is the same server all the time, and all its tables and indexes are sound'
        query('select pg_postmaster_start_time()') == started
        inside('db', 'pg_amcheck -U postgres --install-missing --heapallindexed postgres && echo sound').readLines().last() == 'sound'

        and: 'what the store makes of it is what was dumped'
        RoundTrip.differences(lab, 'db') == []

        cleanup:
        lab.removeContainers()
        lab.onHost('docker volume rm -f data')

        where:
        where              | options
        'in its own files' | ''
        'in a volume'      | '-v data:/db'
    }

    static final POSTGRES = '''
        mkdir -p /db /run/postgresql
        chown postgres /db /run/postgresql
        as_postgres='setpriv --reuid=postgres --regid=postgres --init-groups'
        $as_postgres initdb -D /db -A trust --no-sync --wal-segsize=1 > /dev/null
        echo 'host all all all trust' >> /db/pg_hba.conf
        exec $as_postgres postgres -D /db -c 'listen_addresses=*' -c max_wal_size=16MB'''

    private int transactions() {
        query('select count(*) from pgbench_history').toInteger()
    }

    private void transactionsGoOn() {
        def before = transactions()
        soon.eventually { assert transactions() > before + 20 }
    }

    /** Each transaction adds one number to four tables; one statement sees all four at one moment. */
    private boolean sumsAgree() {
        def sums = query('select (select sum(abalance) from pgbench_accounts), (select sum(tbalance) from pgbench_tellers), '
                + '(select sum(bbalance) from pgbench_branches), (select sum(delta) from pgbench_history)').split(/\|/)
        sums.size() == 4 && sums.every { it == sums[0] && it ==~ /-?\d+/ }
    }

    private String query(String statement) {
        lab.inside('db', 'psql', '-U', 'postgres', '-Atc', statement).trim()
    }

    def "nginx under load is checkpointed, restored and rewound, and answers what it stood for then"() {
        given: 'a server whose workers are another user, and clients in another container'
        lab.needImage('nginx', 'nginx-light', 'apache2-utils')
        runImage('nginx', 'web', 'echo one > /var/www/html/version; exec nginx -g "daemon off;"')
        soon.eventually { assert page('version') == 'one' }
        def welcome = page('')
        assert welcome.contains('nginx')
        def users = inside('web', 'stat -c %U /proc/[0-9]*').readLines()
        runImage('nginx', 'load', 'while true; do ab -q -r -c 4 -n 400 "http://$0/version"; sleep 0.05; done', address('web'))
        requestsGoOn()

        expect:
        users.contains('www-data')

        when: 'it goes on after a checkpoint'
        checkpoint('web', leaveRunning: true, label: 'one', skipInFlight: true)

        then:
        requestsGoOn()

        when: 'it is stopped by one, and restored'
        checkpoint('web', skipInFlight: true)
        def receipt = restore('web')

        then:
        receipt.holds()
        requestsGoOn()
        page('version') == 'one'

        when: 'a page is changed, and the server taken back'
        inside('web', 'echo two > /var/www/html/version; rm /var/www/html/index.nginx-debian.html')
        def changed = page('version')
        def back = rewind('web@one')

        then:
        changed == 'two'
        back.holds()
        page('version') == 'one'
        page('') == welcome
        requestsGoOn()

        and: 'the workers are who they were'
        inside('web', 'stat -c %U /proc/[0-9]*').readLines().count('www-data') == users.count('www-data')
    }

    private String page(String path) {
        lab.onHost('busybox wget -q -O - "$1"', "http://${address('web')}/$path").out().join('\n')
    }

    private void requestsGoOn() {
        def served = { inside('web', 'wc -l < /var/log/nginx/access.log').trim().toInteger() }
        def before = served()
        soon.eventually { assert served() > before + 500 }
    }

    /** Counts in busybox. */
    private void count() {
        lab.run('web', COUNTER)
        counts()
    }

    private static boolean withoutGap(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }

    private void counts() {
        soon.eventually { assert lab.counted('web').size() > 5 }
    }

    private void runImage(String image, String name, String script, String... arguments) {
        lab.run(ContainerSpec.of(new ImageName(image), name, ['sh', '-c', "$PATH\n$script".toString(), *arguments]))
    }

    /** What a shell script inside a container prints. */
    private String inside(String name, String script) {
        lab.inside(name, 'sh', '-c', "$PATH\n$script".toString())
    }

    /** Debian keeps some of PostgreSQL's programs apart. */
    static final PATH = 'PATH=$PATH:$(echo /usr/lib/postgresql/*/bin)'

    private String address(String name) {
        lab.container(name).addresses().values().first()
    }

    /** The group, on the host, of those who are root inside: dockerd names its folder by it. */
    private String rootInside() {
        lab.engine.info().dataRoot().text().tokenize('.').last()
    }

    private void checkpoint(Map options = [:], String name) {
        lab.call(options + [containers: name], 'checkpoint')
    }

    private Receipt restore(String name) {
        lab.call('restore', containers: name)[0].receipt()
    }

    private Receipt rewind(String reference) {
        lab.call('rewind', container: reference.tokenize('@')[0], checkpoint: reference).receipt()
    }

    /** An engine before whose starts the arm loses its holder. */
    static class Orphaned implements Engine {
        @Delegate Engine engine

        @Override
        void start(ContainerId id) {
            assert engine.host().run(new HostScript('kill', 'kill -9 "$(cut -d " " -f 1 "/run/cryo/$1/holder")"'), [id.text()]).succeeded()
            engine.start(id)
        }
    }

    /** An engine whose host is looked at just before a start: path → mode and owner of all that lies there for it. */
    static class Watched implements Engine {
        @Delegate Engine engine
        Map<String, String> seen = [:]

        @Override
        void start(ContainerId id) {
            engine.host().run(new HostScript('look', LOOK), [id.text()]).out().each {
                def (mode, owner, path) = it.split(' ', 3)
                seen[path] = "$mode $owner".toString()
            }
            engine.start(id)
        }

        private static final String LOOK = 'find "/run/cryo/$1" /var/lib/cryo/exchange -printf "%m %U:%G %p\\n" 2>/dev/null'
    }
}
