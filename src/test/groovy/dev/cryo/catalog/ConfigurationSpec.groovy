package dev.cryo.catalog

import dev.cryo.testlab.CommandLine
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** The configuration file: where it is, what it says, and what goes before it. */
class ConfigurationSpec extends Specification {

    @TempDir Path folder

    def "it lies where #environment says"() {
        expect:
        ConfigurationFile.of(environment).path() == Path.of(path)

        where:
        environment                                                  || path
        [HOME: '/home/u']                                            || '/home/u/.config/cryo/config'
        [HOME: '/home/u', XDG_CONFIG_HOME: '/x']                     || '/x/cryo/config'
        [HOME: '/home/u', XDG_CONFIG_HOME: 'relative']               || '/home/u/.config/cryo/config'
        [HOME: '/home/u', XDG_CONFIG_HOME: '/x', CRYO_CONFIG: '/y']  || '/y'
    }

    def "lines are read: #line"() {
        expect:
        file(line).read().of(setting).get().text() == text

        where:
        line                                    | setting         || text
        'color = false'                         | Setting.COLOR   || 'false'
        '  color=false   # not at night'        | Setting.COLOR   || 'false'
        'editor = emacs -nw'                    | Setting.EDITOR  || 'emacs -nw'
        'editor = "a # b"  # a comment'         | Setting.EDITOR  || 'a # b'
        "editor = 'it says \"x\"'"              | Setting.EDITOR  || 'it says "x"'
        'editor = a#b'                          | Setting.EDITOR  || 'a#b'
        'store = ~/checkpoints'                 | Setting.STORE   || '/home/u/checkpoints'
        'host = ssh://u@far'                    | Setting.HOST    || 'ssh://u@far'
        '# a comment\n\n \n#\nengine = lab'     | Setting.ENGINE  || 'lab'
    }

    def "what is wrong is refused, with its line: #line"() {
        when:
        file("# a comment\ncolor = true\n$line\n").read()

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.what() == "${path()}:3: $what"
        problem.remedy().get() == remedy

        where:
        line                 || what                                                                                | remedy
        'colour = false'     || "there is no setting 'colour'"                                                      | "did you mean 'color'? $ALL"
        'nonsense = 1'       || "there is no setting 'nonsense'"                                                    | ALL
        'pager = no'         || "pager: 'no' is neither true nor false"                                             | 'it takes true|false'
        'engine = dcoker'    || "engine: 'dcoker' is none of docker, podman, lab"                                   | "did you mean 'docker'? It takes docker|podman|lab"
        'store = here'       || "store: 'here' is neither a full path nor one that begins with ~/"                  | 'it takes DIR'
        'editor ='           || 'editor: a value is missing'                                                        | 'it takes COMMAND'
        'host = ftp://x'     || "host: 'ftp://x' is no address of an engine"                                   | 'it takes unix://PATH, tcp://HOST:PORT or ssh://[USER@]HOST'
        'color = false'      || "'color' is set twice"                                                              | 'leave one of the lines away'
        'color'              || 'this is no setting'                                                                | HOW
        'editor = "open'     || 'this is no setting'                                                                | HOW
        'editor = "a" b'     || 'this is no setting'                                                                | HOW
        '[section]'          || 'this is no setting'                                                                | HOW
    }

    static final ALL = 'The settings are engine, host, context, store, color, pager, editor'
    static final HOW = "write NAME = VALUE, in quotes where the value holds '#'; a comment begins with '#'"

    def "a host and a context in one file are refused"() {
        when:
        file('host = tcp://a\ncontext = b').read()

        then:
        def refused = thrown(Problem)
        refused.what() == "${path()}:2: 'host' and 'context' name two engines"
    }

    def "a file that others can write is not obeyed"() {
        given:
        def file = file('editor = evil')
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString('rw-rw-r--'))

        when:
        file.read()

        then:
        def problem = thrown(Problem)
        problem.what() == "'${path()}' can be written by others, who could say what runs here"
        problem.remedy().get() == "look through it, then: chmod go-w '${path()}'"
    }

    def "bytes that are no text are no configuration"() {
        given:
        def file = file('')
        Files.write(file.path(), [0xff, 0xfe] as byte[])

        when:
        file.read()

        then:
        def refused = thrown(Problem)
        refused.what() == "the configuration file '${path()}' cannot be read"
    }

    def "options go before variables, and variables before the file"() {
        given:
        def said = Settings.NONE.with(Setting.STORE, '/option', '--store')
        file('store = /file\npager = false\neditor = file\nengine = lab')

        when:
        def settings = said.over(Settings.ofUser([CRYO_CONFIG: path().toString(), HOME: '/home/u', VISUAL: 'variable', NO_COLOR: '0']))

        then:
        settings.store().get() == Path.of('/option')
        settings.editor() == 'variable'
        !settings.color()
        !settings.pager()
        settings.engine().get() == EngineKind.LAB
        settings.of(Setting.PAGER).get().from() == "${path()}:2"
        settings.of(Setting.COLOR).get().from() == 'NO_COLOR'
    }

    def "who says where the engine is has said which one: #said"() {
        given:
        file('engine = lab\nhost = tcp://file')
        def settings = said.inject(Settings.NONE) { all, setting, text -> all.with(setting, text, 'said') }
                .over(Settings.ofUser([CRYO_CONFIG: path().toString()] + environment))

        expect:
        [settings.engine().orElse(null), settings.host().orElse(null), settings.context().orElse(null)] == [engine, host, context]

        where:
        said                        | environment                                  || engine            | host          | context
        [:]                         | [:]                                          || EngineKind.LAB    | 'tcp://file'  | null
        [:]                         | [DOCKER_HOST: 'tcp://e']                     || null              | 'tcp://e'     | null
        [:]                         | [DOCKER_HOST: 'tcp://e', DOCKER_CONTEXT: 'c'] || null             | 'tcp://e'     | null
        [:]                         | [DOCKER_CONTEXT: 'c']                        || null              | null          | 'c'
        [(Setting.CONTEXT): 'o']    | [DOCKER_HOST: 'tcp://e']                     || null              | null          | 'o'
        [(Setting.HOST): 'tcp://o'] | [:]                                          || null              | 'tcp://o'     | null
        [(Setting.ENGINE): 'docker'] | [:]                                         || EngineKind.DOCKER | 'tcp://file'  | null
    }

    def "'config --init' writes all settings as comments, which say nothing but the defaults, and never writes over a file"() {
        given:
        def file = new ConfigurationFile(folder.resolve('new/cryo/config'), Path.of('/home/u'))
        def verb = new ConfigVerb(Settings.NONE, file, Path.of('/usual'))

        when:
        def rows = verb.run(new ConfigVerb.Request(true), Watch.NOBODY)

        then:
        rows*.setting() == Setting.values().toList()
        rows*.from().unique() == ['default']
        rows.find { it.setting() == Setting.STORE }.value().get() == '/usual'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())) == 'rw-------'
        file.read() == Settings.NONE

        when: 'the comment signs in front of settings are taken away'
        def lines = Files.readString(file.path()).replaceAll(/(?m)^# (?=[a-z]+ = .)/, '')
        Files.writeString(file.path(), lines)

        then:
        def read = file.read()
        read.given().keySet() == [Setting.STORE, Setting.COLOR, Setting.PAGER, Setting.EDITOR] as Set
        read.color() && read.pager() && read.editor() == 'vi'

        when:
        verb.run(new ConfigVerb.Request(true), Watch.NOBODY)

        then:
        def refused = thrown(Problem)
        refused.what() == "'${file.path()}' is there already, and is left as it is"
        Files.readString(file.path()) == lines
    }

    def "as a process: what is in force, and who says it"() {
        given:
        file('store = ~/kept  # big disk\neditor = ed\n')
        def console = new CommandLine(folder, [CRYO_CONFIG: path().toString(), HOME: '/home/u', CRYO_STORE: '/variable'])

        when:
        def rows = console.type('cryo --no-color --json config')

        then:
        rows.status() == 0
        def read = new groovy.json.JsonSlurper()
        rows.out().collect { read.parseText(it) }.collectEntries { [it.setting, [it.value, it.from]] } == [
                engine: [null, 'default'], host: [null, 'default'], context: [null, 'default'],
                store: ['/variable', 'CRYO_STORE'], color: ['false', '--no-color'], pager: ['true', 'default'],
                editor: ['ed', "${path()}:2".toString()]]

        when: 'a wrong file'
        file('colour = true')
        def refused = console.type('cryo ps')

        then:
        refused.status() == 2
        refused.err().first() == "cryo: ${path()}:1: there is no setting 'colour'"
        console.type('cryo version').status() == 0
    }

    private Path path() {
        folder.resolve('config')
    }

    private ConfigurationFile file(String text) {
        Files.writeString(path(), text)
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString('rw-r--r--'))
        new ConfigurationFile(path(), Path.of('/home/u'))
    }
}
