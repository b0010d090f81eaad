package dev.cryo.forensics

import dev.cryo.archive.TarReader
import dev.cryo.criu.Fixture
import dev.cryo.criu.TaskState
import dev.cryo.verb.Problem
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

import static dev.cryo.forensics.Questions.known

/** A dump of witness.c answers as /proc did just before it was made. */
class WitnessSpec extends Specification {

    @Shared @TempDir Path shared
    @TempDir Path folder
    @Shared Fixture witness = Fixture.witness()
    @Shared Path images
    @Shared Questions questions

    def setupSpec() {
        images = witness.into(Files.createDirectory(shared.resolve('images')))
        questions = new Questions(shared.resolve('store'))
    }

    def ask(Map given = [:], String verb) {
        questions.ask(given + [evidence: images.toString()], verb)
    }

    def status(int pid, String name) {
        witness.seen(pid, 'status').readLines().find { it.startsWith("$name:") }.split('\t', 2)[1]
    }

    def "processes are those of /proc, with what it said of them"() {
        when:
        def rows = ask('processes')

        then:
        rows*.command() == ['witness', 'sleep']
        rows.every { it.damage().empty }
        rows.each { row ->
            def pid = row.process().get()
            assert row.state().get() == TaskState.ALIVE
            assert row.threads() == status(pid, 'Threads') as int
            assert known(row.user()) == status(pid, 'Uid').split('\t')[1] + ':' + status(pid, 'Gid').split('\t')[1]
            assert known(row.capabilities()).mask() == Long.parseLong(status(pid, 'CapEff'), 16)
            assert known(row.seccomp()) == ['disabled', 'strict', 'filter'][status(pid, 'Seccomp') as int]
            assert known(row.blocked()).mask() == Long.parseLong(status(pid, 'SigBlk'), 16)
            assert known(row.pending()).mask() ==
                    (Long.parseLong(status(pid, 'SigPnd'), 16) | Long.parseLong(status(pid, 'ShdPnd'), 16))
            assert known(row.commandLine()) == witness.seen(pid, 'cmdline').split('\0').join(' ')
        }
        known(rows[0].pending()).toString() == 'USR1,USR2'
        rows[0].shared().bytes() == 4096
    }

    def "the environment is that of /proc, of one process or one variable when asked for"() {
        expect:
        ask('environment', process: [pid]).collectEntries { [it.name(), known(it.value())] } ==
                witness.seen(pid, 'environ').split('\0').collectEntries { it.split('=', 2) as List }

        and:
        ask('environment', name: 'TOKEN', command: 'sleep').collect { known(it.value()) } == ['s3cr3t-t0k3n']

        where:
        pid << pids()
    }

    static pids() {
        Fixture.witness().images().keySet().findAll { it ==~ /mm-\d+\.img/ }.collect { it.find(/\d+/) as int }
    }

    def "files are those of /proc, with position and flags"() {
        given:
        def seen = witness.seen(1, 'fdinfo').split('(?m)^fd: ').findAll { it }.collectEntries {
            [it.readLines()[0], it.readLines().drop(1).collectEntries { line -> line.split(':\\s*', 2) as List }]
        }
        def names = witness.seen(1, 'fd').readLines().findAll { it.contains(' -> ') }.collectEntries {
            [it.find(/(\d+) ->/) { all, number -> number }, it.split(' -> ')[1]]
        }

        when:
        def rows = ask('files', process: [1])
        def byNumber = rows.findAll { it.descriptor().integer }.collectEntries { [it.descriptor(), it] }

        then:
        byNumber.keySet() == names.keySet()
        byNumber.values().findAll { it.type() == 'reg' }.each { row ->
            assert names[row.descriptor()] == row.file() + (row.deleted() ? ' (deleted)' : '')
            assert row.position().get() == seen[row.descriptor()].pos as long
        }
        byNumber['13'].deleted()
        byNumber['14'].flags() == 'rdwr append'
        byNumber['14'].lock() == 'flock write'
        byNumber['15'].lock() == 'posix write 2..4'
        byNumber['15'].size().get().bytes() == 10
        rows.find { it.descriptor() == 'exe' }.file() == '/witness'
        rows.find { it.descriptor() == 'cwd' }.file() == '/'
    }

    def "sockets have the addresses and states that /proc/net said, and the bytes that wait in them"() {
        given: 'local and remote address as /proc/net/tcp writes them, and what waits to be read'
        def seen = witness.seen(1, 'tcp').readLines().drop(1).collect { line ->
            def part = line.trim().split(/\s+/)
            [endpoint(part[1]), endpoint(part[2]), Integer.parseInt(part[4].split(':')[1], 16)]
        }

        when:
        def rows = ask('sockets')

        then: 'a listening socket counts waiting connections there'
        rows.findAll { it.type() == 'tcp' }.collect { [it.local(), it.remote(), it.received().bytes() as int] } as Set ==
                seen as Set
        rows.findAll { it.type() == 'tcp' }*.state().sort() == ['established', 'established', 'listen']
        rows.find { it.type() == 'udp' }.local() == '[::1]:7008'
        rows.find { it.type() == 'dgram' && it.local() }.with { [local(), received().bytes()] } == ['@witness-datagrams', 16L]
        rows.find { it.type() == 'stream' && it.received().bytes() == 16 }
        rows[0].holders() == ['1 witness 3', "${pids().max()} sleep 3"]*.toString()
    }

    static endpoint(String hex) {
        def (address, port) = hex.split(':')
        address.toList().collate(2).reverse().collect { Integer.parseInt(it.join(''), 16) }.join('.') + ':' + Integer.parseInt(port, 16)
    }

    def "queued bytes of TCP, pipe and unix sockets are shown"() {
        expect:
        ask('queues').collect { [it.kind(), it.contents().get().toString()] } as Set == [
                ['tcp received', 'unread-over-tcp-7007'],
                ['unix', 'unread-over-unix'],
                ['unix', 'first\\x1b[31m'],
                ['unix', 'second'],
                ['pipe', 'unread-in-a-pipe']] as Set
    }

    def "mappings have the ranges and permissions of /proc"() {
        given: 'CRIU takes the two data areas of the kernel for one'
        def seen = witness.seen(pid, 'maps').readLines()*.split(/ +/, 6).findAll { it[5] != '[vvar_vclock]' }

        when:
        def rows = ask('maps', process: [pid])

        then:
        rows.collect { it.range().split('-')[0] + ' ' + it.permissions() } ==
                seen.collect { it[0].split('-')[0].replaceFirst('^0+', '') + ' ' + it[1] }
        rows.sum { it.resident().bytes() } ==
                ask('processes', process: [pid])[0].with { resident().bytes() + shared().bytes() }

        where:
        pid << pids()
    }

    def "registers hold what the program put there"() {
        when:
        def rows = ask('registers', process: [1], vector: true)
        def holder = rows.findAll { it.command() == 'holder' }.collectEntries { [it.register(), known(it.value())] }

        then:
        rows*.thread()*.get().unique().size() == 3
        holder.r12 == '0x1122334455667788'
        holder.r13 == '0x99aabbccddeeff00'
        holder.r14 == '0x123456789abcdef'
        holder.st0 == '0x4000c90fdaa22168c235'
        (holder.ymm7 ?: holder.xmm7).endsWith('b0b1b2b3b4b5b6b7a0a1a2a3a4a5a6a7')
        rows.find { it.command() == 'holder' && it.register() == 'rip' }.pointsTo() == '/witness r-xp'
    }

    def "mounts are those of mountinfo"() {
        given:
        def seen = witness.seen(1, 'mountinfo').readLines()*.split(' ')

        when:
        def rows = ask('mounts')

        then:
        rows*.mountpoint().sort() == seen.collect { it[4] }.sort()
        rows.find { it.mountpoint() == '/' }.type() == 'overlay'
        rows.find { it.mountpoint() == '/etc/hosts' }.external()
        rows.find { it.mountpoint() == '/sys' }.options().startsWith('ro,')
    }

    def "namespaces are shared, and the hostname is known"() {
        when:
        def rows = ask('namespaces')

        then:
        rows*.kind() == ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']
        rows.every { it.processes() == pids().sort() }
        rows.find { it.kind() == 'uts' }.about() == 'hostname witness'
    }

    def "control groups have the limit that was set"() {
        when:
        def rows = ask('cgroups', process: [1])

        then:
        rows
        def memory = rows.find { it.controllers().contains('memory') || it.properties().containsKey('memory.max') }
        memory.properties().any { name, value -> value == '67108864' }
        memory.processes() == [1]
    }

    def "timers have the time left and the interval that were set"() {
        when:
        def rows = ask('timers')
        def byKind = rows.collectEntries { [it.kind(), it] }

        then:
        byKind.keySet() == ['interval', 'posix 0', 'timerfd'] as Set
        byKind['interval'].interval().get() == Duration.ofSeconds(7000)
        byKind['interval'].notifies() == 'signal ALRM'
        byKind['interval'].remaining().get().seconds > 99_000
        byKind['posix 0'].interval().get() == Duration.ofSeconds(3000)
        byKind['posix 0'].notifies() == 'signal RTMIN'
        byKind['posix 0'].clock() == 'monotonic'
        byKind['timerfd'].clock() == 'boottime'
        byKind['timerfd'].remaining().get().seconds > 199_000
    }

    def "files of a tmpfs are listed and extracted, links are not"() {
        given:
        def to = folder.resolve('found')

        when:
        def rows = ask('tmpfs', to: to)
        def shm = rows.findAll { it.mount() == '/dev/shm' }.collectEntries { [it.path(), it] }

        then:
        shm['secret'].size().get().bytes() == 16
        shm['secret'].mode() == '0600'
        Files.readString(to.resolve('dev/shm/secret')) == 'kept-in-a-tmpfs\n'
        shm['way-out'].type().get() == TarReader.Kind.SYMBOLIC_LINK
        shm['way-out'].link() == '../../../../../tmp/escaped'
        shm['way-out'].extracted() == 'not extracted: no plain file'
        files(to) == ['dev/shm/secret']
    }

    def "a deleted file is shown and extracted"() {
        given:
        def to = folder.resolve('found')

        when:
        def rows = ask('deleted', to: to)

        then:
        rows*.path() == ['/tmp/gone']
        rows[0].mode() == '0640'
        rows[0].contents().get().toString() == 'written-to-a-deleted-file\\n'
        Files.readString(to.resolve('tmp/gone')) == 'written-to-a-deleted-file\n'
        files(to) == ['tmp/gone']
    }

    static files(Path folder) {
        Files.walk(folder).withCloseable { it.filter { Files.isRegularFile(it) }.map { folder.relativize(it).toString() }.sorted().toList() }
    }

    def "what is there already is never overwritten"() {
        given:
        Files.writeString(folder.resolve('mine'), 'mine')

        when:
        ask('tmpfs', to: folder)

        then:
        thrown(Problem)
        files(folder) == ['mine']
    }

    def "search finds #words"() {
        when:
        def rows = questions.ask('search', evidence: [images.toString()], pattern: words, *: options)

        then:
        rows.any { it.match().get().toString() == shown }
        rows.every { it.damage().empty }

        where:
        words                    | options        || shown
        'the-treasure-is-'       | [:]            || 'the-treasure-is-'
        '/is-\\d+-doubloons/'    | [:]            || 'is-4711-doubloons'
        'wide-charact'           | [utf16: true]  || 'wide-charact'.collect { it + '\\x00' }.join('')
        '0x5eed5eed12345678'     | [number: true] || 'xV4\\x12\\xed^\\xed^'
        'hex:78 56 ?? 12 ed 5e'  | [:]            || 'xV4\\x12\\xed^'
        'kept-in-shared-memory'  | [:]            || 'kept-in-shared-memory'
        'kept-in-a-memfd'        | [:]            || 'kept-in-a-memfd'
    }

    def "search goes by process, mapping, permissions and range"() {
        given:
        def search = { Map options -> questions.ask([evidence: [images.toString()], pattern: 'TOKEN='] + options, 'search') }
        def all = search([:])
        def one = all[0]
        def address = Long.parseLong(one.address().substring(2), 16)

        expect:
        all*.process()*.get().unique().sort() == pids().sort()
        search(process: [1])*.process()*.get().unique() == [1]
        search(command: 'sleep')*.command().unique() == ['sleep']
        search(mapping: 'stack').every { it.mapping() == 'stack rw-p' }
        search(permissions: 'x') == []
        search(range: "${Long.toHexString(address)}-${Long.toHexString(address + 1)}".toString(), process: [1]) == [one]
        search(limit: 1).size() == 1
    }

    def "memory reads what search found, as bytes and as numbers"() {
        given:
        def found = questions.ask('search', evidence: [images.toString()], pattern: '0x5eed5eed12345678', number: true,
                process: [1], mapping: 'witness')

        when:
        def number = ask('memory', process: 1, address: found[0].address(), length: 8, as: 'u64')
        def line = ask('memory', process: 1, address: found[0].address(), length: 8)

        then:
        known(number[0].value()) == Long.toString(0x5eed5eed12345678L)
        known(line[0].value()) == '78 56 34 12 ed 5e ed 5e'
        line[0].text() == 'xV4..^.^'

        and: 'a register names an address, and what is not in the checkpoint says why'
        known(ask('memory', process: 1, address: 'rsp', length: 8, as: 'pointer')[0].value()).startsWith('0x')
        ask('memory', process: 1, address: '0x400000', length: 8)[0].value().why().contains('unchanged one of /witness')
    }

    def "strings are found with their addresses"() {
        expect:
        ask('strings', mapping: 'heap', process: [1], min: 16)*.text().contains('the-treasure-is-4711-doubloons')
        ask('strings', process: [1], utf16: true)*.text().any { it.startsWith('wide-characters') }
    }

    def "CRIU's figures are told"() {
        expect:
        ask('stats').find { it.figure() == 'pages written' }.count().get() > 30
        ask('stats').find { it.figure() == 'frozen time' }.time().get() > Duration.ZERO
    }

    def "a file of the evidence stands for it, and is decoded by itself"() {
        expect:
        questions.ask('processes', evidence: images.resolve('core-1.img').toString())*.command() == ['witness', 'sleep']
        questions.ask('decode', evidence: images.resolve('utsns-12.img').toString()).tree().entries.first().nodename == 'witness'
        ask('decode', name: 'pstree.img').tree().magic == 'PSTREE'
    }

    def "decode without a name tells the names"() {
        when:
        ask('decode')

        then:
        def problem = thrown(Problem)
        problem.remedy().get().contains('pstree.img')
    }

    def "encode makes the file again that decode showed"() {
        given:
        def json = folder.resolve('core.json')
        Files.writeString(json, groovy.json.JsonOutput.toJson(ask('decode', name: 'core-1.img').tree().with {
            [magic: magic, entries: entries.collect { it }]
        }))

        when:
        questions.ask('encode', json: json, image: folder.resolve('core.img'))

        then:
        Files.readAllBytes(folder.resolve('core.img')) == witness.images()['core-1.img']

        when: 'again'
        questions.ask('encode', json: json, image: folder.resolve('core.img'))

        then:
        thrown(Problem)
        files(folder) == ['core.img', 'core.json']
    }
}
