package dev.cryo.shell;

import dev.cryo.criu.Reading;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Size;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** For people: tables, cards and lines. */
final class TextPrinter implements Printer {

    /** How wide a picture is drawn where nobody knows who looks at it. */
    private static final int PAPER = 80;

    private static final String INDENT = "  ";
    /** So many pairs stand well on one line. */
    private static final int FEW = 4;
    private static final int GAP = 3;
    private static final int LEAST = 8;

    private final Streams streams;
    private final Cell cell;
    private final boolean bold;
    private final Shading shading;
    private final ContainerOutput containerOut;
    private final ContainerOutput containerErr;

    /** @param color whether titles may be set off and shades coloured, on a terminal */
    TextPrinter(Streams streams, ZoneId zone, boolean color) {
        this.streams = streams;
        this.cell = new Cell(zone);
        this.bold = color && streams.outIsTerminal();
        this.shading = bold ? Shading.COLOURS : color ? Shading.BLOCKS : Shading.LETTERS;
        this.containerOut = new ContainerOutput(streams.out(), streams.outIsTerminal());
        this.containerErr = new ContainerOutput(streams.err(), streams.errIsTerminal());
    }

    @Override
    public void result(Object result, @Nullable Class<?> rowType) {
        switch (result) {
            case Verb.Text text -> print(Escaped.block(text.text()));
            case Picture picture -> draw(picture);
            case Verb.Document(var tree) -> {
                new JsonText().write(tree, streams.out(), true);
                streams.flushOut();
            }
            case Watch.Finished ignored -> {}
            case List<?> rows when rows.isEmpty() -> table(rows, rowType);
            case List<?> rows when rows.getFirst() instanceof Watch.Finished -> {}
            case List<?> rows when Form.isTable(rows) && rows.getFirst() instanceof Record row -> table(rows, row.getClass());
            case List<?> rows when Form.isTable(rows) -> print(table(rows, room()));
            case List<?> lines -> lines.forEach(line -> print(cell.text(line)));
            case Record record when Cell.isCompound(record) -> print(card(fields(record)));
            case Map<?, ?> map -> print(card(fields(map)));
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
        var fitted = rows(rows, rowType).fit(room());
        print(text(fitted));
        if (!fitted.left().isEmpty() && streams.errIsTerminal()) {
            streams.err().println("too narrow for " + String.join(", ", fitted.left()) + "; --json shows all");
        }
    }

    private int room() {
        return streams.outIsTerminal() ? streams.window().columns() : Integer.MAX_VALUE;
    }

    private Table rows(List<?> rows, Class<?> rowType) {
        var columns = rowType.getRecordComponents();
        return new Table(
                Arrays.stream(columns).map(Cell::column).toList(),
                rows.stream().map(row -> cells(columns, (Record) row)).toList());
    }

    /** Maps with a column for each name that any of them has. */
    private Table maps(List<?> maps) {
        var names = new LinkedHashSet<Object>();
        maps.forEach(map -> names.addAll(((Map<?, ?>) map).keySet()));
        return new Table(
                names.stream().map(name -> column(name, maps)).toList(),
                maps.stream()
                        .map(map -> names.stream().map(name -> cell.text(((Map<?, ?>) map).get(name))).toList())
                        .toList());
    }

    private static Table.Column column(Object name, List<?> maps) {
        boolean numbers = maps.stream()
                .map(map -> ((Map<?, ?>) map).get(name))
                .allMatch(value -> value == null || value instanceof Number || value instanceof Size);
        return new Table.Column(Escaped.line(String.valueOf(name)), numbers, !numbers);
    }

    private String table(List<?> rows, int columns) {
        var table = rows.getFirst() instanceof Record row ? rows(rows, row.getClass()) : maps(rows);
        return text(table.fit(columns));
    }

    private String text(Table.Fitted fitted) {
        var text = new StringBuilder(bold ? "\033[1m" + fitted.titles() + "\033[0m" : fitted.titles()).append('\n');
        fitted.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private List<String> cells(RecordComponent[] columns, Record row) {
        return Arrays.stream(columns).map(column -> cell.text(Cell.read(column, row))).toList();
    }

    private void draw(Picture picture) {
        var text = new StringBuilder();
        picture.lines(streams.outIsTerminal() ? room() : PAPER)
                .forEach(line -> text.append(shading.line(line, room())).append('\n'));
        print(text.toString());
    }

    private static SequencedMap<String, @Nullable Object> fields(Record record) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        for (var component : record.getClass().getRecordComponents()) {
            var title = Cell.title(component);
            fields.put(title.charAt(0) + title.substring(1).toLowerCase(Locale.ROOT), Cell.read(component, record));
        }
        return fields;
    }

    private static SequencedMap<String, @Nullable Object> fields(Map<?, ?> map) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> fields.put(Escaped.line(String.valueOf(name)), value));
        return fields;
    }

    /** Names and values below each other; what takes several lines stands below its name. */
    private String card(SequencedMap<String, @Nullable Object> fields) {
        int width = fields.keySet().stream().mapToInt(Table::width).max().orElse(0);
        var card = new StringBuilder();
        fields.forEach((name, value) -> {
            var below = below(value);
            if (below.isEmpty()) {
                var gap = " ".repeat(width - Table.width(name) + GAP);
                var lines = wrapped(cell.text(value), room() - width - GAP);
                card.append((name + gap + String.join("\n" + " ".repeat(width + GAP), lines)).stripTrailing()).append('\n');
            } else {
                card.append(name).append('\n');
                below.get().lines().forEach(line -> card.append(INDENT).append(line).append('\n'));
            }
        });
        return card.toString();
    }

    /** A text in lines of some width; whole where that is too narrow for anything. */
    private static List<String> wrapped(String text, int columns) {
        if (columns < LEAST || Table.width(text) <= columns) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        text.codePoints().forEach(point -> {
            var next = Character.toString(point);
            if (Table.width(line + next) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(next);
        });
        lines.add(line.toString());
        return lines;
    }

    private Optional<String> below(@Nullable Object value) {
        int room = room() - INDENT.length();
        return switch (value) {
            case List<?> rows when Form.isTable(rows) -> Optional.of(table(rows, room));
            case Map<?, ?> map when map.size() > FEW -> Optional.of(card(fields(map)));
            case Reading.Value<?>(var known) -> below(known);
            case String text when text.stripTrailing().contains("\n") -> Optional.of(Escaped.block(text));
            case null, default -> Optional.empty();
        };
    }

    private void print(String text) {
        if (!text.isEmpty() && !streams.window().shows(text)) {
            streams.out().print(text.endsWith("\n") ? text : text + "\n");
        }
        streams.flushOut();
    }
}
