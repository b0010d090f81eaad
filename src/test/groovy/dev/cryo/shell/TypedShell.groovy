package dev.cryo.shell

import java.nio.file.Path

/**
 * A shell of the system's on a terminal of its own. Typed lines are completed by Tab and then not performed: the shell prints
 * the words that it would have called.
 */
class TypedShell implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60

    /** How each is started, and how it prints words. */
    static final HOW = [
            bash: ['bash --norc --noprofile -i', '''words() { printf '<%s>\\n' "$@"; echo "end-$1"; }
                   source <(cryo completion bash)'''],
            zsh : ['zsh -f -i', '''words() { printf '<%s>\\n' "$@"; echo "end-$1"; }
                   autoload -U compinit; compinit -D; source <(cryo completion zsh)'''],
            fish: ['fish --no-config -i', '''function words; printf '<%s>\\n' $argv; echo end-$argv[1]; end
                   cryo completion fish | source''']]

    private final String name
    private final Path folder
    private final Map<String, String> environment
    private int calls

    /** @param environment all that it finds there */
    TypedShell(String name, Path folder, Map<String, String> environment) {
        this.name = name
        this.folder = folder
        this.environment = environment
        def (start, setUp) = HOW[name]
        tmux('new-session', '-d', '-x', '180', '-y', '50', start.toString())
        setUp.readLines().each { type(it.trim()); press('Enter') }
        type('words 0'); press('Enter')
        await('<0>\nend-0')
    }

    /** The words of a line, after Tab at its end. */
    List<String> completed(String line) {
        calls++
        press('C-l')
        type(line)
        // What is typed while the shell completes is read when it has.
        press('Tab', 'C-a')
        type("words $calls ")
        press('C-e', 'Enter')
        def printed = await("\nend-$calls").readLines().findAll { it ==~ /<.*>/ }.collect { it[1..-2] }
        printed.drop(printed.lastIndexOf("$calls".toString()) + 1)
    }

    private void type(String text) {
        tmux('send-keys', '-l', '--', text)
    }

    private void press(String... keys) {
        tmux('send-keys', *keys)
    }

    private String await(String text) {
        for (def end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L; System.nanoTime() < end; sleep(50)) {
            def seen = screen()
            if (seen.contains(text)) {
                return seen
            }
        }
        throw new AssertionError((Object) "no '$text' on the screen:\n${screen()}")
    }

    String screen() {
        tmux('capture-pane', '-p').readLines()*.stripTrailing().join('\n')
    }

    private String tmux(String... words) {
        def builder = new ProcessBuilder(['tmux', '-S', folder.resolve("tmux-$name").toString(), '-f', '/dev/null', *words])
                .directory(folder.toFile()).redirectErrorStream(true)
        builder.environment().clear()
        builder.environment().putAll(environment + [TERM: 'xterm-256color'])
        def process = builder.start()
        def said = process.inputStream.text
        assert process.waitFor() == 0: said
        said
    }

    @Override
    void close() {
        tmux('kill-server')
    }
}
