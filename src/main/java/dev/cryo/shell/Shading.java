package dev.cryo.shell;

import dev.cryo.verb.Picture;
import java.util.List;

/** How the shades of pictures look: blocks, in colours where there are any, and letters where there is neither. */
enum Shading {
    LETTERS(".-+*#"),
    BLOCKS("·░▒▓█"),
    COLOURS("·░▒▓█");

    /** Faint, then from cold to hot. */
    private static final List<String> COLOUR = List.of("\033[2m", "\033[34m", "\033[36m", "\033[33m", "\033[31m");

    private static final String END = "\033[0m";

    private final String characters;

    Shading(String characters) {
        this.characters = characters;
    }

    /** A line, not wider than a number of columns. */
    String line(List<Picture.Piece> pieces, int columns) {
        var line = new StringBuilder();
        int left = columns;
        for (var piece : pieces) {
            switch (piece) {
                case Picture.Words(var text) -> {
                    var shown = Table.cut(Escaped.line(text), left);
                    line.append(shown);
                    left -= Table.width(shown);
                }
                case Picture.Shades(var levels) -> {
                    var shown = levels.subList(0, Math.min(levels.size(), left));
                    append(line, shown);
                    left -= shown.size();
                }
            }
            if (left <= 0) {
                break;
            }
        }
        return line.toString().stripTrailing();
    }

    private void append(StringBuilder line, List<Integer> levels) {
        for (int i = 0; i < levels.size(); i++) {
            boolean alike = i > 0 && levels.get(i).equals(levels.get(i - 1));
            if (this == COLOURS && !alike) {
                line.append(i == 0 ? "" : END).append(COLOUR.get(levels.get(i)));
            }
            line.append(characters.charAt(levels.get(i)));
        }
        if (this == COLOURS && !levels.isEmpty()) {
            line.append(END);
        }
    }
}
