package dev.cryo.shell;

import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For people: tables, cards and lines. */
final class TextPrinter implements Printer {

    private final Streams streams;
    private final Cell cell;
    private final boolean bold;
    private final ContainerOutput containerOut;
    private final ContainerOutput containerErr;

    /** @param bold whether titles may be set off, on a terminal that shows it */
    TextPrinter(Streams streams, ZoneId zone, boolean bold) {
        this.streams = streams;
        this.cell = new Cell(zone);
        this.bold = bold;
        this.containerOut = new ContainerOutput(streams.out(), streams.outIsTerminal());
        this.containerErr = new ContainerOutput(streams.err(), streams.errIsTerminal());
    }

    @Override
    public void result(Object result, @Nullable Class<?> rowType) {
        switch (result) {
            case Verb.Text text -> print(Escaped.block(text.text()));
            case Verb.Drawing(var fitted, var ignored) -> print(Escaped.block(fitted.apply(room())));
            case Verb.Document(var tree) -> {
                new JsonText().write(tree, streams.out(), true);
                streams.flushOut();
            }
            case Watch.Finished ignored -> {}
            case List<?> rows when rows.isEmpty() -> table(rows, rowType);
            case List<?> rows when rows.getFirst() instanceof Watch.Finished -> {}
            case List<?> rows when rows.getFirst() instanceof Record row -> table(rows, row.getClass());
            case List<?> lines -> lines.forEach(line -> print(cell.text(line)));
            case Record record when Cell.isCompound(record) -> card(record);
            default -> print(cell.text(result));
        }
    }

    @Override
    public void done(Watch.Finished piece) {
        print(Escaped.line(piece.line()));
    }

    @Override
    public void output(Watch.Stream stream, byte[] bytes) {
        switch (stream) {
            case OUT -> containerOut.write(bytes);
            case ERR -> containerErr.write(bytes);
        }
        streams.flushOut();
        streams.err().flush();
    }

    private void table(List<?> rows, @Nullable Class<?> rowType) {
        if (rowType == null || !rowType.isRecord()) {
            return;
        }
        var columns = rowType.getRecordComponents();
        var fitted = new Table(
                        Arrays.stream(columns).map(Cell::column).toList(),
                        rows.stream().map(row -> cells(columns, (Record) row)).toList())
                .fit(room());
        var text = new StringBuilder(bold ? "\033[1m" + fitted.titles() + "\033[0m" : fitted.titles()).append('\n');
        fitted.lines().forEach(line -> text.append(line).append('\n'));
        print(text.toString());
        if (!fitted.left().isEmpty() && streams.errIsTerminal()) {
            streams.err().println("too narrow for " + String.join(", ", fitted.left()) + "; --json shows all");
        }
    }

    private int room() {
        return streams.outIsTerminal() ? streams.window().columns() : Integer.MAX_VALUE;
    }

    private List<String> cells(RecordComponent[] columns, Record row) {
        return Arrays.stream(columns).map(column -> cell.text(Cell.read(column, row))).toList();
    }

    private void card(Record record) {
        var components = record.getClass().getRecordComponents();
        int width = Arrays.stream(components)
                .mapToInt(component -> Cell.title(component).length())
                .max()
                .orElse(0);
        var card = new StringBuilder();
        for (var component : components) {
            var title = Cell.title(component);
            var label = title.charAt(0) + title.substring(1).toLowerCase(java.util.Locale.ROOT);
            var value = Cell.read(component, record);
            if (value instanceof List<?> several && several.size() > 1 && several.getFirst() instanceof Record) {
                card.append(label).append('\n');
                several.forEach(each -> card.append("  ").append(cell.text(each)).append('\n'));
            } else {
                card.append((label + " ".repeat(width - label.length() + 3) + cell.text(value)).stripTrailing())
                        .append('\n');
            }
        }
        print(card.toString());
    }

    private void print(String text) {
        if (!text.isEmpty() && !streams.window().shows(text)) {
            streams.out().print(text.endsWith("\n") ? text : text + "\n");
        }
        streams.flushOut();
    }
}
