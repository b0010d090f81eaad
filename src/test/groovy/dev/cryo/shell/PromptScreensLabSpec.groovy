package dev.cryo.shell

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Tmux
import dev.cryo.verb.ImageName
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

/**
 * The prompt as its users have it: {@code shell/cryo} in tmux, over a lab. Each screen is compared with the one that somebody looked
 * at and found good; {@code -Dgolden.update=true} records them anew. What differs from run to run is replaced, see {@link #steady};
 * the screens as they were lie in {@code target/screens}.
 */
class PromptScreensLabSpec extends Specification {

    static final CHECKOUT = Path.of(System.getProperty('cryo.checkout'))

    /** Opens one more file each time it is told to. */
    static final HOARDER = '''
        mkfifo /go
        read go </go; exec 3</etc/passwd 4</etc/passwd 5</etc/passwd 6</etc/passwd 7</etc/passwd 8</etc/passwd
        read go </go; exec 3<&- 4<&- 5<&-
        read go </go'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared @AutoCleanup Tmux terminal

    def setupSpec() {
        ['web': HOARDER, 'db': 'exec sleep 100000'].each { name, script ->
            lab.run(ContainerSpec.of(new ImageName('busybox'), name, ['sh', '-c', script]))
        }
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'first')
        lab.inside('web', 'sh', '-c', 'echo go >/go')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true, label: 'before-deploy')
        lab.inside('web', 'sh', '-c', 'echo go >/go')
        lab.call('checkpoint', containers: ['web'], leaveRunning: true)
        // The launcher builds what is older than its sources; not while somebody waits for a prompt.
        assert new ProcessBuilder("$CHECKOUT/shell/cryo", 'version').redirectErrorStream(true).start().with { it.inputStream.text; it.waitFor() } == 0
        remember('ps --all', 'timeline web', 'rewind web web@before-deploy')
        terminal = cryo(80, 30)
        terminal.await('^cryo>')
    }

    /** Starts Cryo in a terminal. */
    private Tmux cryo(Map<String, String> environment = [:], int columns, int rows, String... args) {
        new Tmux(lab.folder, columns, rows, [
                DOCKER_HOST: "unix://${lab.lab.socket()}".toString(), CRYO_STORE: lab.store().toString(), CRYO_NO_AOT: '1',
                EDITOR: 'sed -i s/ps/version/', TZ: 'UTC'] + environment, ["$CHECKOUT/shell/cryo".toString(), *args])
    }

    private void remember(String... lines) {
        def file = lab.folder.resolve('.local/state/cryo/history')
        Files.createDirectories(file.parent)
        Files.writeString(file, lines.indexed().collect { i, line -> "170000000000$i:$line\n" }.join(''))
    }

    def setup() {
        terminal.press('C-u', 'C-l').settle()
    }

    def 'highlighting'() {
        when:
        terminal.type("checkpoint --label 'x y' --lable 3 web@first").settle()

        then:
        golden('highlighted-command', terminal.colours())

        when:
        terminal.press('C-u').type("def n = containers['web'].name + 42 // why").settle()

        then:
        golden('highlighted-groovy', terminal.colours())
    }

    def 'a menu of #what'() {
        when:
        terminal.type(typed).press('Tab').settle()

        then:
        golden("menu-$what", terminal.screen())

        where:
        what             | typed
        'verbs'          | 'pr'
        'options'        | 'checkpoint --l'
        'choices'        | 'plot web '
        'references'     | 'rewind web '
        'containers'     | 'stop '
        'named'          | "checkpoint('web', l"
    }

    def 'a menu of members, and one that is walked'() {
        when:
        terminal.enter("def box = containers['web']").settle().press('C-l').type('box.ch').press('Tab').settle()

        then:
        golden('menu-members', terminal.screen())

        when:
        terminal.press('C-u', 'C-l').type('re').press('Tab').settle().press('Tab').settle().press('Down').settle()

        then:
        golden('menu-walked', terminal.colours())
        terminal.press('C-g').settle()
    }

    def 'a suggestion from the history'() {
        when:
        terminal.type('rew').settle()

        then:
        golden('suggestion', terminal.colours())

        when:
        terminal.press('Right').settle()

        then:
        golden('suggestion-taken', terminal.colours())
    }

    def 'a search in the history'() {
        when:
        terminal.press('C-r').settle().type('web bef').settle()

        then:
        golden('search', terminal.screen())
        terminal.press('C-g').settle()
    }

    def 'the pager'() {
        when:
        terminal.enter('help').await('^:|/ searches').settle()

        then:
        golden('pager', terminal.screen())

        when:
        terminal.press('q').await('^cryo>').press('C-l').enter('help use').await('cryo>$').settle()

        then:
        golden('help-of-a-verb', terminal.screen())
    }

    def 'tables fit the width, and follow it'() {
        when:
        terminal.enter('timeline web').await('^too narrow').enter('ps').await('db .*').settle()

        then:
        golden('tables-80', terminal.screen())

        when:
        terminal.resize(150, 30).settle().press('C-l').enter('timeline web').await('ADDED').settle()

        then:
        golden('tables-150', terminal.screen())

        when:
        terminal.resize(40, 30).settle().press('C-l').enter('timeline web').await('too narrow').settle()

        then:
        golden('tables-40', terminal.screen())
        terminal.resize(80, 30)
    }

    def 'a container in use, and where it stands'() {
        when:
        terminal.enter('use web').await('^web@3>$').enter('rewind ~1').await('^web@before-deploy>$')
        terminal.enter('plot descriptors').await('0 .').enter('processes').await('PID').enter('use --none').await('^cryo>$').settle()

        then:
        golden('use', terminal.screen())
    }

    def 'a command that is watched'() {
        when:
        terminal.enter('watch -n 200ms checkpoints web').await('every').settle()

        then:
        golden('watch', terminal.screen())

        when:
        terminal.press('C-c').await('^cryo>$').settle()

        then:
        golden('watched', terminal.screen())
    }

    def 'values are tables and cards'() {
        when:
        terminal.enter("box.checkpoints.last()").settle().enter('box.checkpoints.last().processes').await('PID').settle()
        terminal.enter('[1, [two: 2], null, "three"]').await('three').enter('box').settle()

        then:
        golden('values', terminal.screen())
    }

    def 'edit, save, load and the system shell'() {
        when:
        terminal.enter('ps').await('IMAGE').press('C-l').settle().enter('edit').await('System').enter('!echo "from outside" | tr a-z A-Z').await('^FROM').settle()
        terminal.enter('save here.cryo').await('inputs are in').enter('!head -n 2 here.cryo').await('^def box')
        Files.writeString(lab.folder.resolve('lines.cryo'), "def n = 20\nprintln n + 1\n")
        terminal.enter('load lines.cryo').await('^21').enter('n').await('^20').settle()

        then:
        golden('files', terminal.screen())
    }

    def 'the background'() {
        when:
        terminal.enter('capture --every 60s --times 2 db &').await('begun')
        terminal.type('ps --').await('stood still').settle()

        then:
        golden('background', terminal.screen())

        when:
        terminal.press('C-u').enter('jobs').await('running').enter('cancel 1').await('cancelled').settle()

        then:
        golden('background-cancelled', terminal.screen())
    }

    def 'a pasted block, #marked'() {
        when:
        terminal.paste("use db\nplot --lable x\n\tprintln 'not'\n", marked == 'marked').settle()
        if (marked == 'marked') {
            terminal.press('Enter')
        }
        terminal.await('none of the lines').settle()
        terminal.paste("use web\nif (true) {\n\tprintln 'a'.toUpperCase()\n}\ncheckpoints\nuse --none", marked == 'marked').settle()
        terminal.press('Enter').await('^A$').await('^too narrow').settle()

        then:
        golden("pasted-$marked", terminal.screen())

        where:
        marked << ['marked', 'unmarked']
    }

    def 'scripts that go wrong'() {
        when:
        terminal.enter("throw new IllegalStateException('no \\033[2J good')").await('^cryo: ').settle()
        terminal.enter('chekpoint web').await('if a command was meant').settle()
        terminal.enter('while (true) { }').settle().press('C-c').await('interrupted').settle()
        terminal.enter('try { while (true) { sleep 10 } } finally { println "tidied" }').settle().press('C-c').await('^tidied').settle()

        then:
        golden('wrong', terminal.screen())
    }

    def 'without colour'() {
        given:
        def plain = cryo(80, 20, NO_COLOR: '1')

        when:
        plain.await('cryo>$').enter('ps').await('^ID').settle().type("checkpoint --lable 'x y' we").press('Tab').settle()

        then:
        golden('no-color', plain.colours())

        cleanup:
        plain.close()
    }

    def 'on a dumb terminal'() {
        given:
        def plain = cryo(80, 20, TERM: 'dumb')

        when:
        plain.await('cryo>$').enter('ps').await('^ID').settle().enter('help version').settle().type("checkp").press('Tab').settle()

        then:
        golden('dumb', plain.colours())

        cleanup:
        plain.close()
    }

    def 'in 20 columns'() {
        given:
        def narrow = cryo(20, 46)

        when:
        narrow.await('cryo>$').press('C-l').enter('use web').await('^web@.*>$').enter('timeline').await('too narrow').settle()
        narrow.enter('plot descriptors').await('@1').settle().type('re').press('Tab').settle()

        then:
        golden('narrow', narrow.screen())

        cleanup:
        narrow.close()
    }

    def 'the end'() {
        expect:
        terminal.enter('System.exit(3)')
        (1..100).any { terminal.over ?: sleep(100) }
    }

    private static void golden(String name, String screen) {
        def raw = Files.createDirectories(CHECKOUT.resolve('target/screens'))
        Files.writeString(raw.resolve("${name}.txt"), screen)
        Golden.assertGolden("screens/$name", steady(screen))
    }

    /** What no two runs have in common becomes a word; blanks beside it, which depend on its length, become two. */
    private static String steady(String screen) {
        screen.replaceAll(/\b[0-9a-f]{12}\b/, 'CONTAINER-ID')
                .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{8}\b/, 'ID')
                .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'TIME')
                .replaceAll(/\b\d+(\.\d+)?(B|kB|MB)(?!\w)/, 'SIZE')
                .replaceAll(/\b\d+(\.\d+)? (s|seconds?)\b/, 'SECONDS')
                .replaceAll(/[▁▂▃▄▅▆▇█]+/, 'COURSE')
                .replaceAll(/(?<=\S) {2,}/, '  ')
    }
}
