package dev.cryo.testlab

import java.util.regex.Pattern

/**
 * A console block of a document: what stands behind "$ " is typed, and what follows is what came of it on standard output. A
 * line of "> " goes on with the command. "..." stands for anything: in a line for a part of it with the blanks around, alone for any lines.
 */
class Transcript {

    private final Block block

    Transcript(Block block) {
        this.block = block
    }

    /** Types all of it, and compares. */
    void check(CommandLine console) {
        commands().each { command ->
            def outcome = console.type(command.typed())
            assert said(outcome.out()).matches(command.expected()): "$block\n\$ ${command.typed()}\n${said(outcome.out())}${said(outcome.err())}"
        }
    }

    private record Command(String typed, List<String> shown) {
        Pattern expected() {
            Pattern.compile(shown.collect { it == '...' ? '(?:.*\n)*?' : quoted(it) + '\n' }.join(''))
        }

        private static String quoted(String line) {
            line.split(/ *\.\.\. */, -1).collect { it.empty ? '' : Pattern.quote(it) }.join('.*')
        }
    }

    private static String said(List<String> lines) {
        lines.collect { "${it.stripTrailing()}\n" }.join('')
    }

    private List<Command> commands() {
        List<Command> commands = []
        block.text().readLines().each { String line ->
            if (line.startsWith('$ ')) {
                commands << new Command(line.substring(2), [])
            } else if (line.startsWith('> ') && commands && !commands.last().shown()) {
                commands << new Command("${commands.removeLast().typed()}\n${line.substring(2)}", [])
            } else {
                assert commands: "$block begins with no command"
                commands.last().shown() << line.stripTrailing()
            }
        }
        commands
    }
}
