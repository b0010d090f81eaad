package dev.cryo.timetravel

import spock.lang.Specification

/** What examine.sh tells is read, and judged; whatever a container calls itself. */
class CheckupSpec extends Specification {

    static final ROOT = ['/proc/self/status:CapEff:\t000001ffffffffff', 'link /proc/self/ns/user user:[1]', 'process 7',
                         '/proc/7/status:Name:\tweb', '/proc/7/status:Uid:\t0\t0\t0\t0', 'link /proc/7/ns/user user:[1]']

    def "a container's words are no facts"() {
        given: 'a deleted file whose name looks like lines of the script, a newline being told as \\001'
        def evil = "/x\u0001process 99\u0001/proc/self/status:CapEff:\t0 (deleted)"

        when:
        def facts = read(ROOT + ["link /proc/7/fd/3 $evil", 'file /proc/7/fd/3 81a4 0:0 0 8 45 12'])

        then:
        facts.tasks()*.pid() == [7L]
        facts.mayReadAllLimits()
        facts.first().files()[0].target() == evil
        new FileCheck(facts, CriuOptions.DEFAULT).findings()*.verdict() == [Verdict.FINE]
    }

    def "a line that makes no sense is passed over: #line"() {
        expect:
        read(ROOT + [line]) == read(ROOT)

        where:
        line << ['', 'process', 'process x', 'process 99999999999999999999', 'file /proc/7/fd/3 zz', 'peer none of these',
                 'link /proc/7/fd/x /a', 'cap-', '/proc/7/net/tcp:   0: garbage', '/proc/x/status:Name:\ta', 'hint 1',
                 '/proc/7/mountinfo:1 2 3', 'named /proc/7']
    }

    def "a process that ended while it was looked at is none"() {
        expect: 'whatever was seen of it'
        read(ROOT + ['process 8', 'link /proc/8/ns/user user:[1]', 'link /proc/8/fd/3 anon_inode:[io_uring]']) == read(ROOT)
    }

    def "a user's process needs CAP_SYS_RESOURCE, #why"() {
        given:
        def lines = ["/proc/self/status:CapEff:\t$cap", 'link /proc/self/ns/user user:[1]', 'process 7', '/proc/7/status:Name:\tweb',
                     "/proc/7/status:Uid:\t$uid\t$uid\t$uid\t$uid", "link /proc/7/ns/user user:[$space]"]

        expect:
        new ProcessCheck(read(lines)).findings().any { it.verdict() == Verdict.FAILS } == fails

        where:
        why                           | cap                | uid   | space | fails
        'which is there'              | '000001ffffffffff' | 999   | 1     | false
        'which is missing'            | '000001fffeffffff' | 999   | 1     | true
        'but root does not'           | '000001fffeffffff' | 0     | 1     | false
        'but not in a user namespace' | '000001fffeffffff' | 10999 | 2     | false
    }

    def "connections of others in a shared network are not the container's"() {
        given:
        def lines = ROOT + [
                'link /proc/7/fd/3 socket:[50]',
                '/proc/7/net/tcp:   0: 0100007F:0063 0100007F:AB30 01 00000000:00000000 00:00000000 00000000     0        0 51 1 0',
                "/proc/7/net/tcp:   1: 0100007F:0064 0100007F:AB31 $state 00000000:00000000 00:00000000 00000000     0        0 50 1 0"]

        expect:
        new SocketCheck(read(lines), options).findings()*.verdict() == [verdict]

        where:
        state | options                                                                            || verdict
        '01'  | CriuOptions.DEFAULT                                                                || Verdict.LOST
        '08'  | CriuOptions.DEFAULT                                                                || Verdict.LOST
        '0A'  | CriuOptions.DEFAULT                                                                || Verdict.FINE
        '01'  | new CriuOptions(Tcp.REFUSE, false, false, Optional.empty(), false, false, false) || Verdict.FAILS
        '01'  | new CriuOptions(Tcp.KEEP, false, false, Optional.empty(), false, false, false)   || Verdict.UNKNOWN
    }

    def "a stopped process fails on cgroup v1 only"() {
        expect:
        new ProcessCheck(read(ROOT + ["cgroup $version", "/proc/7/status:State:\tT (stopped)"])).findings()
                .any { it.verdict() == Verdict.FAILS } == fails

        where:
        version || fails
        1       || true
        2       || false
    }

    private static Facts read(List<String> lines) {
        FactsReader.read(7, lines*.toString())
    }
}
