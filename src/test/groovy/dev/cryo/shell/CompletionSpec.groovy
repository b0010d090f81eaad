package dev.cryo.shell

import dev.cryo.keeping.KeptStore
import dev.cryo.testlab.CommandLine
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

/** Cryo's commands completed in real shells: bash, zsh, fish. */
@Timeout(300)
class CompletionSpec extends Specification {

    /** A file whose name does something where it is not taken as it stands. */
    static final EVIL = 'evil $(touch pwned) `touch pwned` \'one\' "two" \\ ; touch pwned & #'

    @Shared @TempDir Path folder
    @Shared Map<String, String> environment

    def setupSpec() {
        def kept = new KeptStore(folder)
        kept.make(label: 'before-deploy')
        def other = new KeptStore(Files.createDirectories(folder.resolve('other')))
        other.make(label: 'elsewhere')
        environment = [CRYO_STORE: kept.root().toString(), CRYO_CONFIG: folder.resolve('config').toString(), HOME: folder.toString(),
                       DOCKER_HOST: 'unix:///no/such/socket', LC_ALL: 'C.UTF-8']
        def console = new CommandLine(folder, environment)
        environment.PATH = "${folder.resolve('bin')}:/usr/bin:/bin".toString()
        def verbs = Files.createDirectories(folder.resolve('verbs'))
        Files.copy(Path.of(System.getProperty('cryo.checkout'), 'scripts/heisenbug.groovy'), verbs.resolve('heisenbug.groovy'))
        Files.createFile(folder.resolve(EVIL))
        assert console.type('cryo completion bash >bash.sh && bash -n bash.sh && shellcheck -s bash bash.sh').status() == 0
    }

    def "#name completes words as the prompt would, and none of them does anything"() {
        given:
        def shell = new TypedShell(name, folder, environment)
        def expected = LINES.findAll { line, words -> name == 'bash' || !(line in BASH_ONLY) }

        when:
        def found = expected.collectEntries { line, words -> [line, shell.completed(line)] }

        then:
        found == expected
        !Files.exists(folder.resolve('pwned'))

        cleanup:
        shell?.close()

        where:
        name << ['bash', 'zsh', 'fish']
    }

    static final LINES = [
            'cryo rew'                                     : ['cryo', 'rewind'],
            'cryo --no-color --eng'                        : ['cryo', '--no-color', '--engine'],
            'cryo lab sta'                                 : ['cryo', 'lab', 'status'],
            'cryo checkpoint --tcp=k'                      : ['cryo', 'checkpoint', '--tcp=keep'],
            'cryo rewind web web@bef'                      : ['cryo', 'rewind', 'web', 'web@before-deploy'],
            'cryo --store other/store rewind web web@el'   : ['cryo', '--store', 'other/store', 'rewind', 'web', 'web@elsewhere'],
            'cryo heisenbug --tim'                         : ['cryo', 'heisenbug', '--times'],
            'cryo verbs/heisenbug.groovy --bes'            : ['cryo', 'verbs/heisenbug.groovy', '--beside'],
            'cryo encode ev'                               : ['cryo', 'encode', EVIL],
            'cryo encode \'ev'                             : ['cryo', 'encode', EVIL],
            'cryo encode "ev'                              : ['cryo', 'encode', EVIL]]

    /** In the others a quote that was opened means the same. */
    static final BASH_ONLY = ['cryo lab sta', "cryo encode 'ev", 'cryo encode "ev']

    def "fish and zsh tell what options mean, and the form for bash is what is left to type"() {
        expect:
        offered(shell, line) == told

        where:
        shell  | line                     || told
        'fish' | 'cryo rewind --sav'      || "--save\tmake a checkpoint of where the container stands now first, to come back to"
        'zsh'  | 'cryo --verb'            || "--verbose\tsay each step, also where no terminal is"
        'bash' | 'cryo rewind --sav'      || 'e'
        'bash' | 'cryo -e "x" '           || ''
        'bash' | 'cryo wat'               || ''
        'bash' | 'cryo --engine '         || 'docker\npodman\nlab'
        'bash' | 'cryo nonsense --x --y ' || ''
    }

    private String offered(String shell, String line) {
        def own = new CommandLine(folder, environment.findAll { it.key != 'PATH' })
        own.type("cryo completion $shell --line '${line.replace("'", "'\\''")}'").out().join('\n')
    }
}
