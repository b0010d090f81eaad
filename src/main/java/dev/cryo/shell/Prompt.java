package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.script.GroovySession;
import dev.cryo.verb.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.builtins.Less;
import org.jline.builtins.Source;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The interactive shell. */
final class Prompt {

    /** Of a container's name so much is always seen. */
    private static final int LEAST_NAME = 8;

    private final Session session;
    private final Streams streams;
    private final Interruption interruption;
    private final Runnable abandon;
    private final Terminals terminals;
    private boolean warned;

    /** Opens the terminal that the prompt stands on. */
    interface Terminals {
        /** The process's own. */
        Terminals OWN = () -> TerminalBuilder.builder().system(true).build();

        Terminal open() throws IOException;

        /** Told whether a line is being typed. */
        default void typing(boolean now) {}

        /** Where the lines typed there are remembered. */
        default Path history() {
            return HistoryFile.place(System.getenv(), Path.of(System.getProperty("user.home")));
        }
    }

    /** @param abandon ends the process at once, for a user who does not want to wait */
    Prompt(Session session, Streams streams, Interruption interruption, Runnable abandon, Terminals terminals) {
        this.session = session;
        this.streams = streams;
        this.interruption = interruption;
        this.abandon = abandon;
        this.terminals = terminals;
    }

    /**
     * Reads and performs until Ctrl-D.
     *
     * @return 0: what failed on the way was said then
     * @throws dev.cryo.script.ScriptExit when a line ends the session
     */
    int run() {
        try (var terminal = LeastSize.under(terminals.open())) {
            terminal.handle(Terminal.Signal.INT, signal -> onInterrupt(terminal));
            var reader = reader(terminal);
            streams.window().follow(terminal::getColumns, terminal::getRows);
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                streams.window().dumb();
            } else {
                streams.window().page(text -> page(terminal, text));
            }
            session.jobs().printAbove(reader::printAbove);
            session.tour().attend(terminals.history().resolveSibling("tour"));
            // The first Groovy of a process costs half a second: while the user reads and types, nobody waits for it.
            // Not sooner: the prompt itself would.
            Thread.ofPlatform().daemon().start(GroovySession::warmUp);
            streams.err().println("Cryo. 'help' lists the commands; anything else is Groovy. Ctrl-D leaves.");
            return readAll(reader);
        } catch (IOException e) {
            throw Problem.failed("the terminal cannot be used: " + e.getMessage()).cause(e);
        }
    }

    private int readAll(LineReader reader) {
        try {
            while (true) {
                try {
                    perform(read(reader));
                } catch (UserInterruptException e) {
                    // Ctrl-C at the prompt drops the line; where there is none, it is the tour that is meant.
                    if (e.getPartialLine().isBlank()) {
                        endTour();
                    }
                } catch (EndOfFileException e) {
                    if (leaves()) {
                        return 0;
                    }
                }
            }
        } finally {
            endTour();
            session.jobs().end();
        }
    }

    private void endTour() {
        if (session.tour().place().isPresent()) {
            guarded(session.tour()::end);
        }
    }

    /** Who leaves while something runs in the background is told of it first; then that is ended where it is safe. */
    private boolean leaves() {
        var running = session.jobs().running().size();
        if (running > 0 && !warned) {
            warned = true;
            streams.err().println(running + " in the background; 'jobs' lists them, Ctrl-D once more ends them and leaves");
            return false;
        }
        return true;
    }

    private String read(LineReader reader) {
        interruption.waiting(true);
        terminals.typing(true);
        try {
            var place = session.tour().place().or(() -> session.place().map(this::fitted));
            return reader.readLine(place.orElse("cryo") + "> ");
        } finally {
            terminals.typing(false);
            interruption.waiting(false);
        }
    }

    /** The name gives way, so that half of the line is left to type in; where it stands does not. */
    private String fitted(String place) {
        int at = place.lastIndexOf('@');
        var name = Escaped.line(at < 0 ? place : place.substring(0, at));
        var point = at < 0 ? "" : Escaped.line(place.substring(at));
        return Table.cut(name, Math.max(LEAST_NAME, streams.window().columns() / 2 - Table.width(point))) + point;
    }

    private void perform(String line) {
        warned = false;
        var input = session.tour().meant(line);
        guarded(() -> {
            session.tour().beginning();
            int status = session.performAll(input);
            if (status == 0) {
                session.tour().performed(input);
            }
        });
    }

    /** Says why something failed; the prompt goes on. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Streams.ClosedPipe e) {
            throw e;
        } catch (RuntimeException e) {
            streams.flushOut();
            var problem = e instanceof Problem known ? known : Front.defect(e);
            streams.err().print(ProblemText.of(problem, false));
            if (problem.kind() == Problem.Kind.INTERRUPTED) {
                endTour();
            }
        }
    }

    private void page(Terminal terminal, String text) {
        streams.flushOut();
        try {
            var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            new Less(terminal, Path.of("")).run(new Source.InputStreamSource(bytes, true, "q leaves, / searches"));
        } catch (IOException e) {
            throw Problem.failed("the pager failed: " + e.getMessage()).cause(e);
        } catch (InterruptedException e) {
            throw Problem.interrupted().cause(e);
        }
    }

    private void onInterrupt(Terminal terminal) {
        if (!interruption.requested()) {
            interruption.request();
        } else if (!interruption.insisted()) {
            interruption.insist();
            streams.err().println("\nstopping as soon as that is safe; Ctrl-C once more leaves cryo at once");
        } else {
            terminal.pause();
            abandon.run();
        }
    }

    private LineReader reader(Terminal terminal) throws IOException {
        var reader = new PromptReader(terminal, session.color(), session::typing);
        reader.setParser(new PromptParser(session));
        reader.setCompleter(new PromptCompleter(session));
        reader.setHighlighter(new PromptHighlighter(session));
        // 'if (a != b)' is Groovy, not an event of the history.
        reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        reader.option(LineReader.Option.HISTORY_IGNORE_SPACE, true);
        reader.option(LineReader.Option.AUTO_FRESH_LINE, true);
        reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "  ... ");
        reader.setVariable(LineReader.LIST_MAX, 0);
        try {
            var file = HistoryFile.prepare(terminals.history());
            HistoryFile.mend(file)
                    .ifPresent(damaged -> streams.err().println("the remembered lines were damaged; those that can be read"
                            + " are kept, and the file as it was: " + Escaped.line(damaged.toString())));
            reader.setHistory(new SharedHistory(file, streams.err()::println));
            reader.setVariable(LineReader.HISTORY_FILE, file);
        } catch (IOException e) {
            streams.err().println(HistoryFile.notRemembered(e));
        }
        return reader;
    }
}
