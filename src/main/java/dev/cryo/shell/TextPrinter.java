package dev.cryo.shell;

import static org.jline.utils.WCWidth.wcwidth;

import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For people: tables, cards and lines. */
final class TextPrinter implements Printer {

    private static final String GAP = "   ";

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
        var lines = new ArrayList<List<String>>();
        lines.add(Arrays.stream(columns).map(Cell::title).toList());
        for (var row : rows) {
            lines.add(Arrays.stream(columns)
                    .map(column -> cell.text(Cell.read(column, (Record) row)))
                    .toList());
        }
        var widths = new int[columns.length];
        for (var line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        var titles = line(lines.getFirst(), columns, widths);
        var table = new StringBuilder(bold ? "\033[1m" + titles + "\033[0m" : titles).append('\n');
        lines.stream().skip(1).forEach(line -> table.append(line(line, columns, widths)).append('\n'));
        print(table.toString());
    }

    private static String line(List<String> cells, RecordComponent[] columns, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var padding = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(Cell.alignsRight(columns[i]) ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
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
        if (!text.isEmpty()) {
            streams.out().print(text.endsWith("\n") ? text : text + "\n");
        }
        streams.flushOut();
    }

    private static int width(String text) {
        return text.codePoints().map(point -> Math.max(0, wcwidth(point))).sum();
    }
}
