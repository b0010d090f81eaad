package dev.cryo.shell

import dev.cryo.engine.ContainerSpec
import dev.cryo.verb.ImageName

import java.nio.file.Files

/** The prompt itself: what is typed, offered, remembered, pasted; tables and values below it. */
class PromptScreensLabSpec extends Screens {

    /** Opens files when it is told to, and closes some the next time. Each pipe has one writer: of another's end it would read no word. */
    static final HOARDER = '''
        mkfifo /more /less /end
        read go </more; exec 3</etc/passwd 4</etc/passwd 5</etc/passwd 6</etc/passwd 7</etc/passwd 8</etc/passwd
        read go </less; exec 3<&- 4<&- 5<&-
        read go </end'''

    def setupSpec() {
        ['web': HOARDER, 'db': 'exec sleep 100000'].each { name, script ->
            lab.run(ContainerSpec.of(new ImageName('busybox'), name, ['sh', '-c', script]))
        }
        lab.inside('web', 'sh', '-c', 'until [ -p /end ]; do sleep 0.1; done')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'first')
        lab.inside('web', 'sh', '-c', 'echo go >/more; until [ -e /proc/1/fd/8 ]; do sleep 0.1; done')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'before-deploy')
        lab.inside('web', 'sh', '-c', 'echo go >/less; while [ -e /proc/1/fd/5 ]; do sleep 0.1; done')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true)
        built()
        remember('ps --all', 'timeline web', 'rewind web web@before-deploy')
        terminal = cryo(80, 30)
        terminal.prompted().perform('ps')
    }

    private void remember(String... lines) {
        def file = lab.folder.resolve('state/cryo/history')
        Files.createDirectories(file.parent)
        Files.writeString(file, lines.indexed().collect { i, line -> "170000000000$i:$line\n" }.join(''))
    }

    def setup() {
        terminal.cleared()
    }

    def 'highlighting: #what'() {
        when:
        terminal.type(line)

        then:
        seen("highlighted-$what") { terminal.colours() }

        where:
        what      | line
        'command' | "checkpoint --label 'x y' --lable 3 web@first"
        'groovy'  | "def n = containers['web'].name + 42 // why"
    }

    def 'a menu of #what'() {
        when:
        terminal.type(typed).press('Tab')

        then:
        seen("menu-$what") { terminal.screen() }

        where:
        what             | typed
        'verbs'          | 'pr'
        'options'        | 'checkpoint --l'
        'choices'        | 'restore --tcp '
        'references'     | 'processes web'
        'containers'     | 'stop '
        'named'          | "checkpoint('web', l"
    }

    def 'a menu of members, and one that is walked'() {
        when:
        terminal.perform("box = containers['web']").cleared().type('box.ch').press('Tab')

        then:
        seen('menu-members') { terminal.screen() }

        when:
        terminal.cleared().type('re').press('Tab', 'Tab', 'Down')

        then:
        seen('menu-walked') { terminal.colours() }

        cleanup:
        terminal.press('Enter')
    }

    def 'a suggestion from the history'() {
        when:
        terminal.type('rew')

        then:
        seen('suggestion') { terminal.colours() }

        when:
        terminal.press('Right')

        then:
        seen('suggestion-taken') { terminal.colours() }
    }

    def 'a search in the history'() {
        when:
        terminal.press('C-r').type('we bef')

        then:
        seen('search') { terminal.screen() }

        cleanup:
        terminal.press('C-g')
    }

    def 'the pager'() {
        when:
        terminal.enter('help')

        then:
        seen('pager') { terminal.screen() }

        when:
        terminal.press('q').prompted().cleared().perform('help use')

        then:
        seen('help-of-a-verb') { terminal.screen() }
    }

    def 'tables fit #columns columns'() {
        when:
        terminal.resize(columns, 30).cleared().perform('timeline web').perform('ps')

        then:
        seen("tables-$columns") { terminal.screen() }

        cleanup:
        terminal.resize(80, 30)

        where:
        columns << [40, 150, 80]
    }

    def 'a container in use, and where it stands'() {
        when:
        ['use web', 'rewind ~1', 'plot descriptors', 'processes', 'use --none'].each { terminal.perform(it) }

        then:
        seen('use') { terminal.screen() }
    }

    def 'a command that is watched'() {
        when:
        terminal.enter('watch -n 200ms checkpoints web')

        then:
        seen('watch') { terminal.screen() }

        when:
        terminal.press('C-c').prompted()

        then:
        seen('watched') { terminal.screen() }
    }

    def 'values are tables and cards'() {
        when:
        ["containers['web'].checkpoints.last()", 'it = containers["web"].checkpoints.last().processes', 'it',
         '[1, [two: 2], null, "three"]', '[]', '"text"'].each { terminal.perform(it) }

        then:
        seen('values') { terminal.screen() }
    }

    def 'edit, save, load and the system shell'() {
        given:
        Files.writeString(lab.folder.resolve('lines.cryo'), 'def n = 20\nprintln n + 1\n')

        when:
        ['ps --all --json | x', 'edit', '!echo "from outside" | tr a-z A-Z', 'load lines.cryo', 'n', 'save here.cryo',
         '!tail -n 2 here.cryo'].each { terminal.perform(it) }

        then:
        seen('files') { terminal.screen() }
    }

    def 'the background'() {
        when:
        terminal.perform('capture --every 60s --times 2 db &').type('ps --').await('stood still')

        then: 'what it says stands above the line that is being typed'
        seen('background') { terminal.screen() }

        when:
        terminal.press('C-u').prompted().perform('jobs').enter('cancel 1').await('cancelled: ')

        then:
        seen('background-cancelled') { terminal.screen() }
    }

    def 'a pasted block, #how'() {
        when:
        terminal.paste("use db\nplot --lable x\n\tprintln 'not'\n", how == 'marked')
        if (how == 'marked') {
            terminal.await("'not'").press('Enter')
        }
        terminal.await('none of the lines').prompted()
        terminal.paste("use web\nif (true) {\n\tprintln 'a'.toUpperCase()\n}\nplot --width 9\nuse --none", how == 'marked')
        terminal.await('use --none').press('Enter').await('^A').prompted()

        then:
        seen("pasted-$how") { terminal.screen() }

        where:
        how << ['marked', 'unmarked']
    }

    def 'scripts that go wrong'() {
        when:
        terminal.perform("throw new IllegalStateException('no \\033[2J good')").perform('chekpoint web')
        terminal.enter("println 'go' + 1; while (true) { }").await('^go1').press('C-c').prompted()
        terminal.enter("try { println 'go' + 2; sleep 60000 } finally { println 'tidied' }").await('^go2').press('C-c').prompted()

        then:
        seen('wrong') { terminal.screen() }
    }

    def 'a terminal that is #what'() {
        given:
        def other = cryo(environment, columns, 36)
        other.prompted()

        when:
        ['use web', 'timeline', 'plot descriptors'].each { other.perform(it) }
        other.type(typed).press('Tab')

        then:
        seen(what.replace(' ', '-')) { other.colours() }

        cleanup:
        other.close()

        where:
        what           | columns | environment    | typed
        'uncoloured'   | 80      | [NO_COLOR: '1'] | "checkpoint --lable 'x y' --te"
        'very narrow'  | 20      | [:]            | 're'
    }

    def 'two at once'() {
        given:
        def other = cryo(80, 24)

        when:
        other.prompted().enter('checkpoint --leave-running --label one web')
        terminal.enter('checkpoint --leave-running --label two web')
        [other, terminal].each { it.await('stood still').prompted() }
        other.perform("println 'the ' + 'other'").press('C-d')
        terminal.perform("println 'this ' + 'one'")

        then: 'the store has both checkpoints, the history all lines'
        lab.call('checkpoints', container: Optional.of('web'))*.label()*.map { it.text() }*.orElse('').containsAll('one', 'two')
        def lines = Files.readString(lab.folder.resolve('state/cryo/history'))
        ['label one web', 'label two web', "'the ' + 'other'", "'this ' + 'one'"].every { lines.count(it) == 1 }

        cleanup:
        other.close()
    }

    def 'the end, by System.exit'() {
        expect:
        terminal.enter('System.exit(3)')
        (1..100).any { terminal.over ?: sleep(100) }
    }
}
