package dev.cryo.forensics;

import dev.cryo.criu.Mapping;
import dev.cryo.verb.Picture;
import dev.cryo.verb.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Where pages changed.
 *
 * @param steps how many times a checkpoint was compared with the one before it
 * @param most how many mappings of a process are drawn
 * @param width how many cells a strip has at most; as many as there is room for when it is empty
 * @param damage what could not be read, one line each
 */
public record HeatMap(List<Heated> processes, int steps, int most, Optional<Integer> width, List<String> damage)
        implements Picture {

    private static final int PAGE = 4096;
    private static final int WIDTH = 64;
    private static final int MOST_CELLS = 1000;
    private static final String INDENT = "  ";

    /** A process with its mappings, by their addresses. */
    record Heated(int pid, String command, List<Warm> mappings) {

        long changed() {
            return mappings.stream().mapToLong(Warm::changed).sum();
        }

        /** The largest changes first. */
        List<Warm> ranked() {
            return mappings.stream()
                    .filter(mapping -> mapping.changed() > 0)
                    .sorted(Comparator.comparingLong(Warm::changed).reversed())
                    .toList();
        }
    }

    /** A mapping, and how often its pages changed. */
    record Warm(Mapping mapping, PageCounts counts) {

        long pages() {
            return mapping.length() / PAGE;
        }

        long changed() {
            return counts.pages(0, pages());
        }

        /** How many pages a cell stands for, when there may be so many cells. */
        long perCell(int cells) {
            return (pages() + cells - 1) / cells;
        }
    }

    @Override
    public List<HeatVerb.Row> rows() {
        int cells = width.orElse(WIDTH);
        return Stream.concat(
                        ranked().flatMap(process -> rows(process, cells)),
                        damage.stream().map(HeatVerb.Row::damaged))
                .toList();
    }

    /** The processes in which something changed, the most first. */
    private Stream<Heated> ranked() {
        return processes.stream()
                .filter(process -> process.changed() > 0)
                .sorted(Comparator.comparingLong(Heated::changed).reversed());
    }

    private Stream<HeatVerb.Row> rows(Heated process, int cells) {
        var drawn = process.ranked().stream().limit(most).map(warm -> row(process, warm, cells));
        return Stream.concat(drawn, others(process).stream());
    }

    private HeatVerb.Row row(Heated process, Warm warm, int cells) {
        var mapping = warm.mapping();
        return new HeatVerb.Row(
                Optional.of(process.pid()),
                process.command(),
                range(mapping.start(), mapping.end()),
                name(mapping),
                mapping.permissions(),
                warm.pages(),
                warm.changed(),
                cells(warm, cells),
                Optional.empty());
    }

    /** The sum of what is not drawn; nothing when no page of it changed. */
    private Optional<HeatVerb.Row> others(Heated process) {
        var others = process.ranked().stream().skip(most).toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new HeatVerb.Row(
                        Optional.of(process.pid()),
                        process.command(),
                        "",
                        others.size() == 1 ? "1 other" : others.size() + " others",
                        "",
                        others.stream().mapToLong(Warm::pages).sum(),
                        others.stream().mapToLong(Warm::changed).sum(),
                        List.of(),
                        Optional.empty()));
    }

    private List<HeatVerb.Cell> cells(Warm warm, int most) {
        long perCell = warm.perCell(most);
        long start = warm.mapping().start();
        return LongStream.range(0, (warm.pages() + perCell - 1) / perCell)
                .mapToObj(cell -> {
                    long from = cell * perCell;
                    long to = Math.min(from + perCell, warm.pages());
                    return new HeatVerb.Cell(
                            range(start + from * PAGE, start + to * PAGE),
                            to - from,
                            warm.counts().pages(from, to),
                            (double) warm.counts().changes(from, to) / ((to - from) * steps));
                })
                .toList();
    }

    private static String range(long start, long end) {
        return Long.toHexString(start) + "-" + Long.toHexString(end);
    }

    private static String name(Mapping mapping) {
        return mapping.path().orElseGet(() -> MappingName.kind(mapping));
    }

    @Override
    public List<List<Piece>> lines(int columns) {
        int cells = Math.clamp(width.orElse(columns - INDENT.length()), 1, MOST_CELLS);
        var lines = new ArrayList<List<Piece>>();
        ranked().forEach(process -> draw(process, cells, lines));
        if (lines.isEmpty()) {
            lines.add(words("no page changed"));
        } else {
            lines.add(legend());
        }
        damage.forEach(what -> lines.add(words("damaged: " + what)));
        return lines;
    }

    private void draw(Heated process, int cells, List<List<Piece>> lines) {
        long all = process.mappings().stream().mapToLong(Warm::pages).sum();
        lines.add(words(process.pid() + " " + process.command() + ": " + process.changed() + " of " + all + " pages changed, "
                + new Size(process.changed() * PAGE)));
        for (var warm : process.ranked().stream().limit(most).toList()) {
            var mapping = warm.mapping();
            long perCell = warm.perCell(cells);
            // What a narrow terminal cuts off matters least.
            lines.add(words(INDENT + warm.changed() + " of " + warm.pages() + " pages, " + mapping.permissions() + " "
                    + Long.toHexString(mapping.start()) + " " + name(mapping) + "; a cell is "
                    + (perCell == 1 ? "a page" : perCell + " pages, " + new Size(perCell * PAGE))));
            lines.add(List.of(
                    new Words(INDENT),
                    new Shades(cells(warm, cells).stream().map(cell -> level(cell.share())).toList())));
        }
        others(process)
                .ifPresent(row -> lines.add(words(INDENT + row.changed() + " of " + row.pages() + " pages in " + row.mapping())));
    }

    private static List<Piece> words(String text) {
        return List.of(new Words(text));
    }

    /** No change at all is told apart from few. */
    private static int level(double share) {
        return share == 0 ? 0 : Math.clamp((int) Math.ceil(share * DARKEST), 1, DARKEST);
    }

    private List<Piece> legend() {
        var legend = new ArrayList<Piece>();
        for (int level = 0; level <= DARKEST; level++) {
            legend.add(new Shades(List.of(level)));
            legend.add(new Words(level == 0 ? " 0  " : " to " + 100 * level / DARKEST + (level == DARKEST ? " % " : "  ")));
        }
        legend.add(new Words("of its pages" + (steps == 1 ? " changed" : ", on average of " + steps + " steps")));
        return legend;
    }
}
