package dev.cryo.script

import dev.cryo.testlab.CommandLine
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Scripts in the user's configuration folder are verbs, on the command line, at the prompt and in Groovy. */
class PluginsSpec extends Specification {

    static final GREET = '''\
        #!/usr/bin/env cryo
        def asked = options \'\'\'
            Usage: greet.groovy [OPTIONS] NAME [COMMAND...]

            Greets somebody. As often as you like.

            Options:
              -t, --times N     how often (default: 2)
                  --pause TIME  between two of them
                  --loud        with an exclamation mark
            \'\'\'
        println "hello $asked.name${asked.loud ? '!' : ''} $asked.times $asked.pause $asked.command"
        if (asked.name == 'nobody') exit 3
        [asked.name]
        '''.stripIndent()

    @TempDir Path folder
    Path verbs
    CommandLine console

    def setup() {
        verbs = Files.createDirectories(folder.resolve('verbs'))
        console = new CommandLine(folder, [CRYO_CONFIG: folder.resolve('config').toString(), CRYO_STORE: folder.resolve('store').toString()])
        script('greet', GREET)
    }

    def "on the command line: #line"() {
        when:
        def outcome = console.type(line)

        then:
        outcome.out() == out
        outcome.status() == status

        where:
        line                                                      || status | out
        'cryo greet you'                                          || 0      | ['hello you 2 null []']
        'cryo greet --loud -t 5 --pause 1m30s you ls -l --times'  || 0      | ['hello you! 5 PT1M30S [ls, -l, --times]']
        'cryo greet --loud=false -- -x'                           || 0      | ['hello -x 2 null []']
        'cryo greet nobody'                                       || 3      | ['hello nobody 2 null []']
        "printf '%s\\n' 'greet a' 'greet nobody' 'greet b' | cryo" || 3     | ['hello a 2 null []', 'hello nobody 2 null []']
        'cryo --json greet you'                                   || 0      | ['{"stream":"out","text":"hello you 2 null []\\n"}']
    }

    def "wrong words are refused before it runs, as those of every verb: #line"() {
        when:
        def outcome = console.type(line)

        then:
        outcome.status() == 2
        outcome.out() == []
        outcome.err().take(2) == err

        where:
        line                      || err
        'cryo greet'              || ['cryo: greet needs NAME', "-> 'help greet' shows how it is called"]
        'cryo greet --tmes 1 you' || ["cryo: greet has no option '--tmes'", "-> did you mean '--times'?"]
        'cryo greet -t x you'     || ["cryo: --times: 'x' is not a whole number"]
        'cryo gret you'           || ["cryo: there is no command 'gret'", "-> did you mean 'greet'?"]
    }

    def "in Groovy it is a function of the named arguments that its help declares"() {
        given:
        script('nightly-greet', 'def got = greet("you", times: 7, pause: 1500.milliseconds, loud: true)\nprintln "got $got"')
        script('wordless', '// Says what it got.\nprintln args')

        expect:
        console.type("cryo -e 'greet(\"me\", \"a\", \"b\", times: 3)'").out() == ['hello me 3 null [a, b]', "['me']"]
        console.type('cryo nightly-greet').out() == ['hello you! 7 PT1.5S []', 'got [you]']
        console.type("cryo -e 'nightlyGreet()'").out() == ['hello you! 7 PT1.5S []', 'got [you]', 'true']
        console.type("cryo wordless -- -x '' --y=1").out() == ['[-x, , --y=1]']
        console.type("cryo -e 'greet(\"nobody\")'").err().first() == "cryo: 'greet' ended with status 3"
        console.type("cryo -e 'greet(\"me\", tims: 3)'").err()[0..1] == ["cryo: greet has no argument 'tims'", "    at -e:1  greet(\"me\", tims: 3)"]
    }

    def "help lists them in a group of their own, and explains each by its declaration"() {
        given:
        script('wordless', '#!/usr/bin/env cryo\n\n/**\n * Says what it got. Nothing else.\n */\nprintln args')

        when:
        def all = console.type('cryo help').out().join('\n')

        then:
        all.contains('''
            Your own:
              greet     Greets somebody
              wordless  Says what it got
            '''.stripIndent())
        console.type('cryo greet --help').out().join('\n') == '''\
            Greets somebody

            Usage: cryo greet [OPTIONS] NAME [COMMAND...]

            Greets somebody. As often as you like.

            Options:
              -t, --times N     how often (default: 2)
                  --pause TIME  between two of them
                  --loud        with an exclamation mark'''.stripIndent()
        console.type("cryo completion fish --line 'cryo greet --l'").out() == ['--loud\twith an exclamation mark']
    }

    def "one that is no good fails by itself, and says why"() {
        given:
        script('ps', 'println "not the real one"')
        script('watch', 'println "not the real one"')
        script('lab-up', 'println "not the real one"')
        script('Shout', 'println 1')
        script('broken', 'println "unfinished')
        script('nonsense', "options '''\n    Usage: nonsense.groovy A... B...\n    '''\nprintln 1")
        script('open', 'println 1')
        Files.setPosixFilePermissions(verbs.resolve('open.groovy'), PosixFilePermissions.fromString('rw-rw-rw-'))
        Files.write(verbs.resolve('bytes.groovy'), [0xff, 0xfe] as byte[])
        Files.createFile(verbs.resolve('.hidden.groovy'))
        Files.createFile(verbs.resolve('notes.txt'))

        when:
        def own = console.type('cryo help').out().join('\n').split('Your own:\n')[1].split('\n\n')[0]
        def entries = own.readLines().findAll { it ==~ /  \S.*/ }.collectEntries { it.trim().split(/\s+/, 2) as List }

        then:
        entries.keySet() == ['greet', 'broken', 'bytes', 'nonsense', 'ps', 'watch', 'lab-up', 'Shout', 'open'] as Set
        entries.broken == 'A script that says nothing about itself'
        ['ps', 'watch', 'lab-up', 'Shout', 'open', 'bytes', 'nonsense'].every { entries[it].startsWith('refused:') }
        own.replaceAll(/\s+/, ' ').contains("ps.groovy' is no verb: Cryo has a verb of this name")

        and: 'each is refused by itself'
        refused('cryo broken') == 'broken.groovy does not compile'
        refused('cryo open') == "'$verbs/open.groovy' can be written by others, who could say what runs here"
        refused('cryo nonsense a') == "the help of 'nonsense' is no declaration"
        refused('cryo bytes') == "the script '$verbs/bytes.groovy' cannot be read"
        refused('cryo lab-up') == "'$verbs/lab-up.groovy' is no verb: Cryo has a verb of this name"
        refused('cryo help Shout') == "'$verbs/Shout.groovy' is no verb: a verb is named with small letters, digits and '-'"
        refused("printf 'open now' | cryo") == "'$verbs/open.groovy' can be written by others, who could say what runs here"

        and: 'the others are as they were'
        console.type('cryo greet you').status() == 0
        console.type('cryo watch --help').out().first() == 'Repeat a command, and see its newest result'
    }

    def "a folder that others can write has no verbs"() {
        given:
        Files.setPosixFilePermissions(verbs, PosixFilePermissions.fromString('rwxrwxrwx'))

        expect:
        refused('cryo greet you') == "'$verbs' can be written by others, who could say what runs here"
    }

    def "every script of scripts/ is a verb when it is copied there"() {
        given:
        ScriptsSpec.scripts().each { Files.copy(it.toPath(), verbs.resolve(it.name)) }

        when:
        def listed = console.type('cryo help').out()

        then:
        ScriptsSpec.scripts().every { file ->
            def name = file.name - '.groovy'
            listed.any { it ==~ /  $name +[A-Z].*/ && !it.contains('refused') }
        }

        and:
        console.type('cryo rewind-loop web').err().first() == 'cryo: rewind-loop needs COMMAND'
    }

    def "Groovy is not loaded for what needs none of them"() {
        expect:
        def classes = console.type('JAVA_TOOL_OPTIONS=-Xlog:class+load cryo help').out()
        classes.any { it.contains('dev.cryo.script.Plugins ') }
        !classes.any { it.contains('org.codehaus.groovy') || it.contains(' groovy.lang') }
    }

    private String refused(String line) {
        def outcome = console.type(line)
        assert outcome.status() in [1, 2]
        outcome.err().first().replaceFirst('^cryo: ', '')
    }

    private void script(String name, String text) {
        Files.writeString(verbs.resolve("${name}.groovy"), text)
    }
}
