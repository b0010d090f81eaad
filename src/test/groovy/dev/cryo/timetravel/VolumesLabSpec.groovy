package dev.cryo.timetravel

import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Relay
import dev.cryo.verb.CheckpointRef
import dev.cryo.verb.ContainerName
import dev.cryo.verb.Problem
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files

/** Volumes go back with memory and files, or nothing does. */
class VolumesLabSpec extends Specification {

    /** Counts in memory, in two volumes and in its own files; to one of them by a file that it holds open. */
    static final String WRITER = '''
import os, time
ballast = os.urandom(1 << 20) * 32
held = open('/data/held', 'a', buffering=1)
i = 0
while True:
    i += 1
    held.write(f'{i}\\n')
    for name in ['/more/reopened', '/own']:
        with open(name, 'a') as file:
            file.write(f'{i}\\n')
    print(i, flush=True)
    time.sleep(0.05)
'''
    static final FILES = ['/data/held', '/more/reopened', '/own']

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared random = new Random()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def setupSpec() {
        lab.needImage('python', 'python3-minimal')
    }

    def cleanup() {
        lab.removeContainers()
        lab.onHost('docker volume rm -f $(docker volume ls --quiet); umount /mnt/odd; rm -rf /mnt/odd /srv/spec')
    }

    def "memory, files and volumes agree after each of many rewinds"() {
        given:
        start('-v data:/data -v /more')

        when:
        def series = lab.call('capture', container: 'web', every: '300ms', times: 5)

        then:
        checkpoint('web@1').volumes() == ['/data', '/more']

        when:
        def wrong = (1..10).collect { faultOfRewind(series[random.nextInt(5)].number()) }.findAll()

        then:
        wrong == []

        and: 'they can be taken out'
        def out = lab.folder.resolve('out')
        lab.call('export', checkpoint: 'web@1', folder: out, filesystem: true)
        def written = ['tar', '-xOf', out.resolve('volume-0.tar').toString(), './held'].execute().text.readLines()*.toInteger()
        written == (1..written.size()).toList()

        and: 'what the last one took away is kept, and nothing lies on the host'
        def abandoned = store().abandoned(lab.workspace().subjects().find(new ContainerName('web')).key())
        Files.isRegularFile(abandoned.resolve('filesystem.tar'))
        Files.isRegularFile(abandoned.resolve('volumes/0.tar'))
        Files.isRegularFile(abandoned.resolve('volumes/1.tar'))
        left() == []
    }

    def "what stands in a volume comes back as it was: owners, rights, links, holes"() {
        given:
        start('-v data:/data -v /more')
        def odd = '''cd /data && umask 0 && mkdir -m 1777 d && echo x > d/a && ln d/a d/b && ln -s nowhere l && mkfifo -m 640 p
            touch -d "2001-02-03 04:05:06.789" old && truncate -s 64M hole && echo end >> hole
            chown -R 1234:4321 d && chmod 4711 d/a && chmod 750 . && chown 7:8 .'''
        assert lab.onHost('root=$(docker volume inspect -f "{{.Mountpoint}}" data); ' + odd.replace('cd /data', 'cd "$root"')).succeeded()
        def before = listing()
        lab.call('checkpoint', containers: 'web', leaveRunning: true)
        lab.onHost('cd "$(docker volume inspect -f "{{.Mountpoint}}" data)" && rm -rf d l p old hole && chmod 700 . && echo new > new')

        when:
        rewind('web@1')

        then:
        listing() == before
    }

    def "a rewind that fails leaves volumes as they were"() {
        given:
        start('-v data:/data -v /more')
        lab.call('capture', container: 'web', every: '300ms', times: 1)
        soon.eventually { assert lab.counted('web').size() > 40 }

        when:
        lab.call('rewind', lab.workspace(new RewindLabSpec.PlainStarts(engine: lab.engine)), container: 'web', checkpoint: 'web@1')

        then:
        thrown(Problem)
        def kept = lab.onHost('cat "$(docker volume inspect -f "{{.Mountpoint}}" data)/held"').out()*.toInteger()
        kept.size() > 40
        kept.take(40) == (1..40).toList()
        left() == []
    }

    def "#what is not held, and a rewind says so before it touches anything"() {
        given:
        lab.onHost('mkdir -p /srv/spec')
        start("-v data:/data -v more:/more $options")
        other.each { assert lab.onHost("docker run -d --name other $it busybox sleep 1000").succeeded() }
        lab.call('checkpoint', containers: 'web', leaveRunning: true, withoutVolumes: without)
        def pid = lab.container('web').state().pid()

        expect:
        checkpoint('web@1').volumes() == held

        when:
        rewind('web@1')

        then:
        def problem = thrown(Problem)
        problem.what() == "'web' can write to what would not go back with it"
        problem.evidence().any { it.contains(said) }
        problem.remedy().get().contains('--without-volumes')
        lab.container('web').state().pid() == pid

        when: 'the user insists'
        def restored = rewind('web@1', true)

        then:
        restored.receipt().holds()
        lab.container('web').alive()

        where:
        what                         | options             | other            | without | held               || said
        'a folder of the host'       | '-v /srv/spec:/srv' | []               | false   | ['/data', '/more'] || "/srv is a folder of the engine's host"
        'a volume of others'         | ''                  | ['-v data:/x']   | false   | ['/more']          || "/data is a volume that 'other' has, too, which runs"
        'a volume that was left out' | ''                  | []               | true    | []                 || "/more is a volume that 'web@1' does not hold"
    }

    def "a volume that is a filesystem of its own is not taken for the empty folder below it"() {
        given:
        assert lab.onHost('docker volume create --driver local --opt type=tmpfs --opt device=tmpfs odd').succeeded()
        start('-v odd:/data -v more:/more')

        when:
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        then:
        checkpoint('web@1').volumes() == ['/more']

        when:
        rewind('web@1')

        then:
        def problem = thrown(Problem)
        problem.evidence().any { it == '/data is a volume with a filesystem of its own' }
    }

    def "a volume that is mounted at two places goes back once, for both"() {
        given:
        start('-v data:/data -v data:/more')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        expect:
        checkpoint('web@1').volumes() == ['/data']
        faultOfRewind(1) == null
        left() == []
    }

    def "what is mounted as memory is in the images, and no volume"() {
        given:
        start('--mount type=tmpfs,dst=/data -v more:/more')
        lab.call('checkpoint', containers: 'web', leaveRunning: true)

        expect:
        faultOfRewind(1) == null
    }

    def "volumes go back through an engine that shares no files with Cryo"() {
        given:
        start('-v data:/data -v /more')
        def relay = new Relay(lab.lab.socket())
        def console = lab.commandLine([DOCKER_HOST: "tcp://127.0.0.1:${relay.port()}".toString()])

        when:
        def made = console.type('cryo checkpoint --leave-running web')

        then:
        made.status() == 0
        checkpoint('web@1').volumes() == ['/data', '/more']

        when:
        soon.eventually { assert lab.counted('web').size() > 40 }
        def back = console.type('cryo rewind web web@1')

        then:
        back.status() == 0
        FILES.every { countsOn(it) }
        left() == []

        cleanup:
        relay.close()
    }

    private void start(String options) {
        def made = lab.onHost("script=\$1; docker run -d --name web $options python python3 -c \"\$script\"", WRITER)
        assert made.succeeded(): made.err().join('\n')
        soon.eventually { assert lab.counted('web').size() >= 3 }
    }

    /** Rewinds; what does not agree then, or null. */
    private String faultOfRewind(int number) {
        def restored = rewind("web@$number")
        if (!restored.receipt().holds()) {
            return "rewind to $number: ${restored.receipt()}"
        }
        def last = lab.counted('web').last()
        soon.eventually { assert lab.counted('web').last() != last }
        def wrong = FILES.findAll { !countsOn(it) }
        wrong ? "rewind to $number: $wrong did not go on where memory did" : null
    }

    private boolean countsOn(String file) {
        def numbers = lab.inside('web', 'cat', file).readLines()*.toInteger()
        numbers == (1..numbers.size()).toList()
    }

    private Restored rewind(String reference, boolean without = false) {
        lab.call('rewind', container: 'web', checkpoint: reference, withoutVolumes: without)
    }

    private store() {
        lab.workspace().subjects().store()
    }

    private checkpoint(String reference) {
        store().find(CheckpointRef.of(reference), Optional.empty())
    }

    private List<String> listing() {
        lab.onHost('''cd "$(docker volume inspect -f "{{.Mountpoint}}" data)" &&
            find . ! -name held -printf "%p %y %m %U:%G %s %b %n %l %TY-%Tm-%Td %TT\\n" | grep -v "^\\. d.* [0-9]*-" | sort; stat -c "%a %u:%g" .
            sha256sum hole; stat -c %b hole''').out()
    }

    private List<String> left() {
        lab.onHost('find /var/lib/docker -maxdepth 4 -name "*.cryo-*"').out()
    }
}
