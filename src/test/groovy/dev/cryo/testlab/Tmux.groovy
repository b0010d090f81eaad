package dev.cryo.testlab

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** A terminal that a program really runs on: tmux, with a server of its own. Keys go in, and what its user would see comes out. */
class Tmux implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60)

    private static final PROMPT = ~/(?:\A|\n)[\w@.-]+>\n\z/
    private static final ALONE = ~/[\w@.-]+>\n/

    private final Path folder
    private final Path socket

    /**
     * Starts a program in it.
     *
     * @param folder where the program is started
     * @param environment what it finds beside PATH, a home and a terminal
     */
    Tmux(Path folder, int columns, int rows, Map<String, String> environment, List<String> command) {
        this.folder = folder
        this.socket = Files.createTempDirectory(folder, 'tmux').resolve('socket')
        def variables = [HOME: folder.toString(), PATH: System.getenv('PATH'), LC_ALL: 'C.UTF-8'] + environment
        call('new-session', '-d', '-x', "$columns", '-y', "$rows", '-c', folder.toString(),
                ';', 'set', '-g', 'status', 'off', ';', 'set', '-g', 'escape-time', '0',
                ';', 'respawn-pane', '-k', '-c', folder.toString(),
                'exec env -i TERM="$TERM" ' + (variables.collect { "$it.key=$it.value" } + command).collect { quoted(it) }.join(' '))
    }

    private static String quoted(String word) {
        "'" + word.replace("'", "'\\''") + "'"
    }

    private String call(String... words) {
        def process = new ProcessBuilder(['tmux', '-u', '-S', socket.toString(), '-f', '/dev/null', *words]*.toString())
                .redirectErrorStream(true).start()
        process.outputStream.close()
        def said = process.inputStream.getText('UTF-8')
        assert process.waitFor() == 0: "tmux ${words.join(' ')}: $said"
        said
    }

    /** Presses keys by tmux's names for them: {@code Enter}, {@code Tab}, {@code C-c}. */
    Tmux press(String... keys) {
        call('send-keys', *keys)
        this
    }

    /** Types a text, without Enter. */
    Tmux type(String text) {
        call('send-keys', '-l', '--', text)
        this
    }

    Tmux enter(String line) {
        type(line).press('Enter')
    }

    /** Types a line, presses Enter, and waits for the next prompt. */
    Tmux perform(String line) {
        type(line)
        until("'$line' is typed") { !(it =~ PROMPT) }
        press('Enter').prompted()
    }

    /** Waits until a prompt stands below everything else, with nothing typed behind it. */
    Tmux prompted() {
        until('a prompt stands') { it =~ PROMPT }
    }

    /** Gives up what is typed and clears the screen, so that nothing which stood there is taken for what comes. */
    Tmux cleared() {
        press('C-u', 'C-l')
        until('nothing but a prompt stands') { it ==~ ALONE }
    }

    /** Pastes a text as the terminal does; {@code marked} when it tells the program so, if that asked for it. */
    Tmux paste(String text, boolean marked) {
        def file = Files.writeString(folder.resolve('pasted'), text)
        call('load-buffer', file.toString())
        call('paste-buffer', '-d', *(marked ? ['-p'] : []))
        this
    }

    Tmux resize(int columns, int rows) {
        call('resize-window', '-x', "$columns", '-y', "$rows")
        // tmux puts the program off for up to a quarter of a second, and does not say when it has told it.
        sleep(500)
        this
    }

    /** Waits until a text is seen that matches somewhere. */
    Tmux await(String expression) {
        until("'$expression' is seen") { it =~ "(?m)$expression" }
    }

    private Tmux until(String what, Closure<?> isSo) {
        def end = Instant.now() + PATIENCE
        while (!isSo(screen())) {
            assert Instant.now() < end: "it is not so that $what:\n${screen()}"
            sleep(20)
        }
        this
    }

    /** What is seen, without blanks at the ends of lines and without empty lines below. */
    String screen() {
        call('capture-pane', '-p').stripTrailing().readLines()*.stripTrailing().join('\n') + '\n'
    }

    /** The same with the escapes that colour it, each shown as {@code ␛}. */
    String colours() {
        call('capture-pane', '-p', '-e').stripTrailing().readLines()*.stripTrailing().join('\n').replace('\033', '␛') + '\n'
    }

    boolean isOver() {
        def process = new ProcessBuilder(['tmux', '-S', socket.toString(), 'has-session']*.toString()).redirectErrorStream(true).start()
        process.inputStream.text
        process.waitFor() != 0
    }

    @Override
    void close() {
        if (!over) {
            call('kill-server')
        }
    }
}
