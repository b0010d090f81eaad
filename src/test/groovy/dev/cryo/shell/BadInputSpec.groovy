package dev.cryo.shell

import dev.cryo.catalog.Candidate
import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.FakeEngine
import dev.cryo.keeping.KeptStore
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** What a prompt must live through: scripts that go wrong, names that would steer a terminal. */
class BadInputSpec extends Specification {

    static final HOSTILE = 'e\033[2Jvil\n\u202ename\u0007' + 'x' * 300

    @TempDir Path folder
    @AutoCleanup FakeEngine engine = new FakeEngine()

    def 'a script that throws leaves the prompt as it was'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type("throw new IllegalStateException('no \\u001b[2J \\u202egood')\r").await('no \\x1b[2J \\u202egood')
        screen.type('def deep(n) { deep(n + 1) }; deep(0)\r').await('StackOverflowError')
        screen.type('println 20 + 1\r').await('\n21\ncryo>')

        then:
        screen.leave() == 0
    }

    def 'a script that ends the process ends the prompt, and what runs beside it ends where that is safe'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type('wait 60s &\r').await('[1] begun').type('[1].each { System.exit(3) }\r')

        then:
        screen.ended() == 3
        screen.text().contains('[1] cancelled: wait 60s')
    }

    def 'Ctrl-C ends a script that #what'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type("println 'go' + 1; $script\r").await('\ngo1').type('\003').await('interrupted')
        screen.type('println 20 + 1\r').await('\n21\ncryo>')

        then:
        screen.leave() == 0

        where:
        what                   | script
        'loops'                | 'while (true) { }'
        'sleeps'               | '[1].each { sleep 60000 }'
        'prints without end'   | 'while (true) { println "go1" }'
    }

    def 'a second Ctrl-C ends a script that swallows the first: it #what'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type("println 'go' + 1; $script\r").await('\ngo1')
        screen.type('\003').await('swallowed').type('\003').await('interrupted')
        screen.type('println 20 + 1\r').await('\n21\ncryo>')

        then:
        screen.leave() == 0

        where:
        what                        | script
        'catches it in its loop'    | "while (true) try { sleep 60000 } catch (InterruptedException e) { println 'swallowed' }"
        'catches everything'        | "while (true) try { while (true) { } } catch (Throwable e) { Thread.interrupted(); println 'swallowed' }"
        'catches it in a closure'   | "while (true) [1].each { try { Thread.sleep(60000) } catch (any) { println 'swallowed' } }"
        'is a class'                | "class L { def go() { for (;;) try { Thread.sleep(60000) } catch (e) { println 'swallowed' } } }; new L().go()"
        'goes on without a loop'    | "try { sleep 60000 } catch (e) { println 'swallowed' }; try { sleep 60000 } catch (e) { }; sleep 60000"
    }

    def 'what a script does after the first Ctrl-C is done'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type("println 'go' + 1; try { sleep 60000 } finally { 3.times { println 'tidied ' + it } }\r").await('\ngo1')
        screen.type('\003').await('interrupted')

        then:
        screen.text().contains('tidied 0\ntidied 1\ntidied 2')
        screen.leave() == 0
    }

    def 'a million elements are shown by their ends'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type("$list\r").await('… 999900 more …').await(end)

        then:
        screen.text().contains('[1, 2, 3, 4,')
        screen.leave() == 0

        where:
        list                                    | end
        '(1..1_000_000).toList()'               | ' 999999, 1000000]\ncryo>'
        'new LinkedHashSet(1..1_000_000)'        | ' 999999, 1000000]\ncryo>'
        '(1..1_000_000) as int[]'               | ' 999999, 1000000]\ncryo>'
    }

    def 'a million lines are printed, and paged when they are a value'() {
        given:
        def screen = Screen.of(folder)

        when:
        screen.type('1000000.times { println it }; println "the" + "End"\r')
        (1..50).any { screen.text().contains('theEnd') ?: sleep(500) }
        screen.await('999999\ntheEnd\ncryo>')
        screen.type('"line\\n" * 1000000\r').await('q leaves')
        screen.type('q').await('cryo>')

        then:
        screen.leave() == 0
    }

    def 'hostile names in the menu are shown harmless, a line each'() {
        given:
        def names = [new Candidate(HOSTILE, HOSTILE), new Candidate('expected', HOSTILE)]
        def screen = new Screen('xterm-256color', 60, 24, folder, { new Samples((type, typed) -> names) })

        when:
        screen.type('look e\t').await('expected')

        then:
        screen.text().readLines().size() == 5
        screen.text().contains('\ne\\x1b[2Jvil\\n\\u202ename\\x07xxx')
        screen.text().readLines()[4].startsWith('expected                        e\\x1b[2Jvil')
        screen.type('\025').leave() == 0
    }

    def 'hostile names in timeline and chart'() {
        given:
        def kept = new KeptStore(folder)
        kept.make(name: HOSTILE)
        def screen = new Screen('xterm-256color', 80, 24, folder, { new Workspace({ engine }, kept.root()) })

        when:
        screen.type('timeline\r').await('too narrow')
        screen.type("plot ${KeptStore.WEB.container().text()}\r").await('@1').await('cryo>')

        then:
        !screen.text().any { it == '\033' || it == '\u202e' || it == '\u0007' }
        screen.text().contains('\ne\\x1b[2Jvi')
        screen.leave() == 0
    }

    def 'a long name leaves room to type'() {
        given:
        def name = 'a' + 'b' * 200
        def id = engine.create(ContainerSpec.of(new ImageName('busybox'), name, ['sleep', '1000']))
        def kept = new KeptStore(folder)
        kept.make(key: new TimelineKey('FAKE', id), label: 'first')
        def screen = new Screen('xterm-256color', columns, 24, folder, { new Workspace({ engine }, kept.root()) })

        when:
        screen.type("use $name\r").await("\n$prompt")

        then:
        screen.leave() == 0

        where:
        columns | prompt
        80      | 'a' + 'b' * 32 + '…@first>'
        20      | 'a' + 'b' * 6 + '…@first>'
    }
}
