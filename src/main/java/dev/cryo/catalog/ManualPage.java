package dev.cryo.catalog;

import dev.cryo.verb.Parameter;
import dev.cryo.verb.Usage;
import dev.cryo.verb.VerbShape;
import java.util.Arrays;
import java.util.List;

/** All verbs as one page for man(1), made from their declarations. Pure: the same verbs give the same page. */
final class ManualPage {

    private final StringBuilder page = new StringBuilder();

    private ManualPage() {}

    /** The page, in the language of groff's man macros. */
    static String of(List<VerbShape> shapes) {
        var manual = new ManualPage();
        manual.begin();
        for (var group : Usage.Group.values()) {
            var members = shapes.stream().filter(shape -> shape.group() == group).toList();
            if (!members.isEmpty() && group != Usage.Group.OWN) {
                manual.macro("SS", group.title());
                members.forEach(manual::verb);
            }
        }
        manual.end();
        return manual.page.toString();
    }

    private void begin() {
        page.append(".\\\" Made by 'cryo help --man'\n.TH CRYO 1 \"\" Cryo \"User Commands\"\n");
        macro("SH", "NAME");
        text("cryo - a time machine for containers");
        macro("SH", "SYNOPSIS");
        page.append(".B cryo\n");
        text("[OPTIONS] COMMAND [ARGS]");
        var others = List.of(
                "[OPTIONS] SCRIPT.groovy [ARGS]", "[OPTIONS] FILE.cryo", "[OPTIONS] -e 'GROOVY' [ARGS]", "[OPTIONS]");
        for (var words : others) {
            page.append(".br\n.B cryo\n");
            text(words);
        }
        macro("SH", "DESCRIPTION");
        text("""
                Freezes a running container into a checkpoint, goes on, goes back, as often as you like: memory, processes and \
                files of one instant. Without a command there is a prompt, where commands and Groovy stand on the same line; lines \
                of standard input are performed as there.""");
        macro("SH", "OPTIONS");
        for (var option : GlobalOption.ALL) {
            var letter = option.letter().isEmpty() ? "" : "-" + option.letter() + ", ";
            item(letter + option.name() + (option.takesValue() ? " " + option.label() : ""));
            text(option.help());
        }
        macro("SH", "COMMANDS");
        text("Every command takes --help, and --json for one JSON object a line.");
    }

    private void verb(VerbShape shape) {
        item(HelpPage.usage(shape));
        text(shape.summary() + ".");
        if (!shape.details().isEmpty() || !shape.parameters().isEmpty() || !shape.examples().isEmpty()) {
            macro("RS", "");
            shape.details().forEach(this::paragraph);
            shape.arguments().forEach(this::argument);
            for (var option : shape.options()) {
                var line = HelpPage.option(option);
                item(line.name().strip());
                text(line.help());
            }
            examples(shape.examples());
            macro("RE", "");
        }
    }

    private void argument(Parameter argument) {
        item(argument.label());
        text(argument.help());
    }

    private void examples(List<String> examples) {
        if (!examples.isEmpty()) {
            page.append(".PP\nExamples:\n.PP\n.EX\n");
            examples.forEach(example -> text("    cryo " + example));
            page.append(".EE\n");
        }
    }

    private void end() {
        macro("SH", "YOUR OWN COMMANDS");
        text("""
                A script NAME.groovy in the folder "verbs" beside the configuration file is the command NAME. Its help declares \
                it, as that of every script does. A script that others can write, or that has the name of a command of Cryo, is \
                refused; 'cryo help' tells why.""");
        macro("SH", "CONFIGURATION");
        text("""
                The configuration file holds lines NAME = VALUE, and comments behind '#'. Options go before variables, and \
                variables before the file; 'cryo config' shows what is in force, and who said it.""");
        for (var setting : Setting.values()) {
            item(setting + " = " + setting.allowed());
            text(setting.help() + (setting.fallback().isEmpty() ? "" : " (default: " + setting.fallback() + ")"));
        }
        macro("SH", "EXIT STATUS");
        Arrays.asList("0\tdone", "1\tthe work failed", "2\tthe command line was wrong", "130\tinterrupted").forEach(status -> {
            item(status.substring(0, status.indexOf('\t')));
            text(status.substring(status.indexOf('\t') + 1));
        });
        macro("SH", "ENVIRONMENT");
        for (var setting : Setting.values()) {
            for (var variable : setting.variables()) {
                item(variable);
                text(setting == Setting.COLOR
                        ? "no colours, whatever it holds, unless empty"
                        : setting.help() + "; goes before '" + setting + "' of the configuration file");
            }
        }
        item("CRYO_CONFIG");
        text("the configuration file");
        item("CRYO_LAB_DIR");
        text("where labs are, and what they are built of");
        macro("SH", "FILES");
        item("~/.config/cryo/config");
        text("the configuration file, or $XDG_CONFIG_HOME/cryo/config");
        item("~/.config/cryo/verbs/");
        text("your own commands");
        item("~/.local/share/cryo/store/");
        text("the checkpoints, or $XDG_DATA_HOME/cryo/store; memory with all its secrets, and 0700 for that");
        item("~/.local/state/cryo/history");
        text("the lines of the prompt, or $XDG_STATE_HOME/cryo/history");
        item("/var/cache/cryo/lab/");
        text("labs, and what they are built of");
        macro("SH", "SEE ALSO");
        text("docker(1), criu(8), runc(8)");
    }

    private void paragraph(String text) {
        page.append(".PP\n");
        text(text);
    }

    private void item(String name) {
        page.append(".TP\n\\fB").append(escaped(name)).append("\\fR\n");
    }

    private void macro(String name, String argument) {
        page.append('.').append(name);
        if (!argument.isEmpty()) {
            page.append(" \"").append(escaped(argument)).append('"');
        }
        page.append('\n');
    }

    private void text(String text) {
        for (var line : text.lines().toList()) {
            page.append(line.startsWith(".") ? "\\&" : "").append(escaped(line)).append('\n');
        }
    }

    /** What roff would take for something else, by the names of the characters. */
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '"' -> escaped.append("\\(dq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                    if (point < 0x80) {
                        escaped.append((char) point);
                    } else {
                        escaped.append(String.format("\\[u%04X]", point));
                    }
                }
            }
        });
        return escaped.toString();
    }
}
