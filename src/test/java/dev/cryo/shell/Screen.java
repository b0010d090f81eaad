package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.catalog.Settings;
import dev.cryo.catalog.Toolbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.ScreenTerminalOutputStream;

/** A prompt on a terminal of its own: keys go in, and what a user would see comes out. */
final class Screen implements AutoCloseable {

    static final String TAB = "\t";
    static final String ENTER = "\r";
    static final String ESC = "\033";
    static final String RIGHT = "\033OC";
    static final String UP = "\033OA";
    static final String DOWN = "\033OB";

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ScreenTerminal screen;
    private final LineDisciplineTerminal terminal;
    private final CompletableFuture<Integer> status;

    /**
     * Starts one, and waits for its prompt.
     *
     * @param folder where lines are remembered
     * @param args of the program, global options
     */
    Screen(String type, int columns, int rows, Path folder, Function<Settings, Toolbox> toolboxes, String... args) {
        try {
            screen = new ScreenTerminal(columns, rows);
            forget("history");
            forget("history2");
            var target = new ScreenTerminalOutputStream.DelegateOutputStream();
            terminal = new LineDisciplineTerminal("screen", type, target, StandardCharsets.UTF_8);
            terminal.setSize(Size.of(columns, rows));
            ScreenTerminal.wireTerminal(screen, terminal, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var out = Streams.data(terminal.output(), true);
        var streams = new Streams(new ByteArrayInputStream(new byte[0]), out, out, true, true, true);
        var front = new Front(streams, toolboxes, () -> {}, new Prompt.Terminals() {
            @Override
            public Terminal open() {
                return terminal;
            }

            @Override
            public Path history() {
                return folder.resolve("history");
            }
        });
        status = CompletableFuture.supplyAsync(
                () -> front.run(List.of(args), new Interruption()), Thread.ofPlatform().daemon()::start);
        await("cryo>");
    }

    /** Lets what scrolls off the screen go: JLine would keep all of it, and there are scripts that print without end. */
    private void forget(String field) {
        try {
            var lines = ScreenTerminal.class.getDeclaredField(field);
            lines.setAccessible(true);
            lines.set(screen, new ArrayList<long[]>() {
                @Override
                public boolean add(long[] line) {
                    clear();
                    return super.add(line);
                }
            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JLine keeps what scrolls off elsewhere", e);
        }
    }

    /** Over the sample verbs. */
    static Screen of(Path folder, String... args) {
        return new Screen("xterm-256color", 80, 24, folder, Samples::new, args);
    }

    /** Presses keys, and waits for nothing. */
    Screen type(String... keys) {
        try {
            for (var each : keys) {
                terminal.processInputBytes(each.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until a text is seen. */
    Screen await(String text) {
        return await(text, true);
    }

    Screen awaitGone(String text) {
        return await(text, false);
    }

    private Screen await(String text, boolean there) {
        var end = Instant.now().plus(PATIENCE);
        while (text().contains(text) != there) {
            if (Instant.now().isAfter(end) || (status.isDone() && there)) {
                throw new AssertionError("'" + text + "' is " + (there ? "not" : "still") + " on the screen:\n" + text());
            }
            pause();
        }
        return this;
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is seen, without blanks at the ends of lines and without empty lines below. */
    String text() {
        return rows().stream()
                .map(row -> Arrays.stream(row)
                        .mapToObj(cell -> ScreenTerminal.cellCodePoint(cell))
                        // The second half of a wide character holds none.
                        .filter(point -> point != 0)
                        .map(Character::toString)
                        .collect(Collectors.joining())
                        .stripTrailing())
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    /** The text of all cells that look in a certain way, pieces of it apart by blanks. */
    String textThat(java.util.function.LongPredicate looks) {
        var found = new StringBuilder();
        for (var row : rows()) {
            boolean before = false;
            for (var cell : row) {
                boolean now = looks.test(cell);
                if (now) {
                    found.append(before || found.isEmpty() ? "" : " ").appendCodePoint(ScreenTerminal.cellCodePoint(cell));
                }
                before = now;
            }
        }
        return found.toString();
    }

    private List<long[]> rows() {
        int columns = screen.getColumns();
        var cells = new long[columns * screen.getRows()];
        screen.dump(cells, 0, 0, screen.getRows(), columns, new int[2]);
        var rows = new ArrayList<long[]>();
        for (int from = 0; from < cells.length; from += columns) {
            rows.add(Arrays.copyOfRange(cells, from, from + columns));
        }
        return rows;
    }

    void resize(int columns, int rows) {
        screen.setSize(Size.of(columns, rows));
        tell(columns, rows);
    }

    /** Tells the prompt of another size than the screen has: of one that no screen can have. */
    void tell(int columns, int rows) {
        terminal.setSize(Size.of(columns, rows));
        terminal.raise(Terminal.Signal.WINCH);
    }

    /** What the prompt takes a size for. */
    String floored(int columns, int rows) {
        terminal.setSize(Size.of(columns, rows));
        var floored = LeastSize.under(terminal);
        return floored.getColumns() + "x" + floored.getRows();
    }

    /** Leaves by Ctrl-D. */
    int leave() {
        type("\004");
        return ended();
    }

    /** Waits for the end of the prompt. */
    int ended() {
        return status.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        if (!status.isDone()) {
            type("\007", "\025");
            leave();
        }
    }
}
