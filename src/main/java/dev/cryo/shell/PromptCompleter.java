package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import java.util.List;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the prompt's commands by their declarations, and Groovy by what its variables hold. */
final class PromptCompleter implements Completer {

    private final Session session;
    private final CommandCompletion commands;

    PromptCompleter(Session session) {
        this.session = session;
        this.commands = new CommandCompletion(session.toolbox());
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<org.jline.reader.Candidate> candidates) {
        if (!(parsed instanceof PromptParser.Line line)) {
            return;
        }
        if (!line.groovy()) {
            commands.candidates(line.before(), line.word()).forEach(candidate -> candidates.add(shown(candidate)));
        }
        if (line.groovy() || line.before().isEmpty()) {
            groovy(line.word()).forEach(value -> candidates.add(
                    new org.jline.reader.Candidate(value, value, null, null, null, null, false)));
        }
    }

    private List<String> groovy(String typed) {
        int dot = typed.indexOf('.');
        if (dot < 0) {
            return session.groovy().names().stream()
                    .filter(name -> name.startsWith(typed))
                    .toList();
        }
        var variable = typed.substring(0, dot);
        return session.groovy().members(variable).stream()
                .map(member -> variable + "." + member)
                .filter(path -> path.startsWith(typed))
                .toList();
    }

    private static org.jline.reader.Candidate shown(Candidate candidate) {
        var description = candidate.description().isEmpty() ? null : Escaped.line(candidate.description());
        boolean whole = !candidate.value().endsWith("/");
        return new org.jline.reader.Candidate(
                candidate.value(), Escaped.line(candidate.value()), null, description, null, null, whole);
    }
}
