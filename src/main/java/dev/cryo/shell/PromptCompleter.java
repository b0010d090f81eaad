package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import java.util.ArrayList;
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
        this.commands = new CommandCompletion(session.catalog(), session.completions());
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<org.jline.reader.Candidate> candidates) {
        if (!(parsed instanceof PromptParser.Line line)) {
            return;
        }
        var found = new ArrayList<Candidate>();
        if (!line.groovy()) {
            found.addAll(commands.candidates(line.before(), line.word()));
        }
        if (line.groovy() || line.before().isEmpty()) {
            NamedArguments.candidates(session.catalog(), line.text().substring(0, line.wordStart())).stream()
                    .filter(argument -> argument.value().startsWith(line.word()))
                    .forEach(found::add);
            groovy(line.word()).forEach(value -> found.add(new Candidate(value, "")));
        }
        for (var candidate : found) {
            candidates.add(shown(candidate, line, candidates.size()));
        }
    }

    private List<String> groovy(String typed) {
        int dot = typed.indexOf('.');
        if (dot < 0) {
            return session.names().stream()
                    .filter(name -> name.startsWith(typed))
                    .toList();
        }
        var variable = typed.substring(0, dot);
        return session.members(variable).stream()
                .map(member -> variable + "." + member)
                .filter(path -> path.startsWith(typed))
                .toList();
    }

    /** @param place where it stands in the menu: in the order in which it was found */
    private static org.jline.reader.Candidate shown(Candidate candidate, PromptParser.Line line, int place) {
        var description = candidate.description().isEmpty() ? null : Escaped.line(candidate.description());
        boolean whole = !candidate.value().endsWith("/") && (!line.groovy() || candidate.value().endsWith(":"));
        return new org.jline.reader.Candidate(
                candidate.value(), Escaped.line(candidate.value()), null, description, null, null, whole, place);
    }
}
