package dev.cryo.timetravel

import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Relay
import groovy.json.JsonSlurper
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

/** A lab that is made an ordinary Docker host, without Cryo's runtime, and gets it by "install". */
class InstallLabSpec extends Specification {

    static final CONFIG = '/etc/docker/daemon.json'

    static final ORDINARY = '''{
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "runtimes": {},   "default-runtime": "runc",
        "max-concurrent-downloads": 7
    }
    '''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared @AutoCleanup Relay relay = new Relay(lab.lab.socket())
    @Shared Map<String, CommandLine> ways = [
            'on the host'    : lab.commandLine(),
            'through the API': lab.commandLine([DOCKER_HOST: "tcp://127.0.0.1:${relay.port()}".toString()])]
    @Shared String labs = file(CONFIG)

    @Shared soon = new PollingConditions(timeout: 30, delay: 0.1)

    def setup() {
        configure(ORDINARY)
        lab.onHost('rm -f /usr/local/bin/cryo-runtime /etc/docker/daemon.json.*')
        soon.eventually { assert !lab.engine.askInfo().runtimes().contains('cryo') }
    }

    def cleanup() {
        lab.removeContainers()
    }

    def cleanupSpec() {
        lab.onHost('rm -f /etc/docker/daemon.json.*; printf %s "$1" > /usr/local/bin/cryo-runtime; chmod 755 /usr/local/bin/cryo-runtime',
                getClass().getResource('/dev/cryo/engine/host/cryo-runtime').text)
        configure(labs)
        soon.eventually { assert lab.engine.askInfo().defaultRuntime() == 'cryo' }
    }

    private String file(String name) {
        lab.onHost('cat "$1"', name).out().join('\n')
    }

    private boolean exists(String name) {
        lab.onHost('[ -e "$1" ]', name).succeeded()
    }

    private void configure(String text) {
        assert lab.onHost('printf %s "$2" > "$1" && kill -HUP $(pidof dockerd)', CONFIG, text).succeeded()
    }

    private CommandLine.Outcome cryo(String way, String... words) {
        CommandLine.finish(ways[way].cryo(words))
    }

    private String pid() {
        lab.onHost('pidof dockerd').out().join()
    }

    def "#way: it is installed, a container under it comes back, and it is taken away again"() {
        given: 'a container and a daemon that are not to notice'
        lab.run('bystander', 'while true; do sleep 1; done')
        def daemon = pid()
        def bystander = lab.container('bystander').state().pid()

        when:
        def outcome = cryo(way, 'install', '--yes')

        then: 'it says what it does, and does it'
        outcome.status() == 0
        outcome.err().any { it.contains('will put the program /usr/local/bin/cryo-runtime in place') }
        outcome.err().any { it.contains('SIGHUP') }
        lab.engine.askInfo().runtimes().contains('cryo')
        lab.engine.askInfo().defaultRuntime() == 'runc'

        and: 'all else in the file is kept, and the file itself beside it'
        def now = new JsonSlurper().parseText(file(CONFIG)) as Map
        now.runtimes == [cryo: [path: '/usr/local/bin/cryo-runtime']]
        now['max-concurrent-downloads'] == 7 && now['exec-opts'] == ['native.cgroupdriver=cgroupfs']
        file("${CONFIG}.before-cryo") == ORDINARY.readLines().join('\n')

        and: 'nothing was taken down'
        pid() == daemon
        lab.container('bystander').state().pid() == bystander

        when: 'a container is made under it, dumped and restored'
        [['run', '-d', '--runtime', 'cryo', '--name', 'web', 'busybox', 'sh', '-c', 'i=0; while true; do echo $i; i=$((i+1)); sleep 0.1; done'],
         ['checkpoint', 'web'], ['restore', 'web']].each {
            def done = cryo(way, it as String[])
            assert done.status() == 0: done.err().join('\n')
        }

        then:
        soon.eventually { assert lab.counted('web').size() > 2 }
        lab.counted('web') == (0..lab.counted('web').last()).toList()

        when: 'it is to be installed once more'
        def again = cryo(way, 'install', '--yes')

        then:
        again.status() == 0
        again.out().join().contains('already')

        when: 'it is to go while something depends on it'
        def refused = cryo(way, 'install', '--undo', '--yes')

        then:
        refused.status() == 1
        refused.err().join('\n').contains('web')
        lab.engine.askInfo().runtimes().contains('cryo')

        when:
        lab.remove('web')
        def undone = cryo(way, 'install', '--undo', '--yes')

        then: 'everything is as it was'
        undone.status() == 0
        !lab.engine.askInfo().runtimes().contains('cryo')
        file(CONFIG) == ORDINARY.readLines().join('\n')
        !exists('/usr/local/bin/cryo-runtime')
        lab.onHost('ls /etc/docker').out() == ['daemon.json']
        pid() == daemon
        lab.container('bystander').state().pid() == bystander

        where:
        way << ['on the host', 'through the API']
    }

    def "--default makes it the runtime of new containers, and --undo gives the former one back"() {
        expect:
        cryo('on the host', 'install', '--default', '--yes').status() == 0
        lab.engine.askInfo().defaultRuntime() == 'cryo'
        cryo('on the host', 'install', '--undo', '--yes').status() == 0
        lab.engine.askInfo().defaultRuntime() == 'runc'
    }

    def "without a file there is none afterwards either"() {
        given:
        lab.onHost('rm /etc/docker/daemon.json')

        expect:
        cryo('on the host', 'install', '--yes').status() == 0
        new JsonSlurper().parseText(file(CONFIG)) == [runtimes: [cryo: [path: '/usr/local/bin/cryo-runtime']]]
        cryo('on the host', 'install', '--undo', '--yes').status() == 0
        lab.onHost('ls /etc/docker').out() == []
        !lab.engine.askInfo().runtimes().contains('cryo')
    }

    def "nobody who could be asked: nothing is done, and it is said what would be"() {
        when:
        def outcome = cryo('on the host', 'install')

        then:
        outcome.status() == 2
        outcome.err().join('\n').contains('--yes')
        untouched(ORDINARY)
    }

    def "a configuration that is not understood is refused, and nothing is touched: #text"() {
        given:
        lab.onHost('printf %s "$2" > "$1"', CONFIG, text)

        when:
        def outcome = cryo('on the host', 'install', '--yes')

        then:
        outcome.status() == 1
        outcome.err().join('\n').contains(CONFIG)
        untouched(text)

        where:
        text << ['{ "debug": true', '[]', '{"runtimes": 5}']
    }

    def "what the daemon does not accept is put back"() {
        given: 'a word that dockerd does not know: it refuses to read such a file'
        def odd = '{"exec-opts": ["native.cgroupdriver=cgroupfs"], "no-such-option": 1}'
        lab.onHost('printf %s "$2" > "$1"', CONFIG, odd)

        when:
        def outcome = cryo('on the host', 'install', '--yes')

        then:
        outcome.status() == 1
        outcome.err().join('\n').contains('did not take')
        file(CONFIG) == odd
        !exists("${CONFIG}.before-cryo")
        !lab.engine.askInfo().runtimes().contains('cryo')
    }

    def "a program of that name that is not Cryo's is left alone"() {
        given:
        lab.onHost('echo "#!/bin/false" > /usr/local/bin/cryo-runtime')

        when:
        def outcome = cryo('on the host', 'install', '--yes')

        then:
        outcome.status() == 1
        file('/usr/local/bin/cryo-runtime') == '#!/bin/false'
        file(CONFIG) == ORDINARY.readLines().join('\n')
    }

    private void untouched(String text) {
        assert file(CONFIG) == text.readLines().join('\n')
        assert lab.onHost('ls /etc/docker').out() == ['daemon.json']
        assert !exists('/usr/local/bin/cryo-runtime')
        assert !lab.engine.askInfo().runtimes().contains('cryo')
    }
}
