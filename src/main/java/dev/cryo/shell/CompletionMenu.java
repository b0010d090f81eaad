package dev.cryo.shell;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** What may stand at the cursor, a line each: the word, and beside it what it means. */
final class CompletionMenu {

    private static final int GAP = 2;

    private CompletionMenu() {}

    /**
     * The lines, none wider than the terminal.
     *
     * @param selected the place of the one that is chosen, or -1
     * @param most so many are shown, and how many more there are
     */
    static AttributedString of(List<Candidate> candidates, int selected, int most, int width) {
        int longest = candidates.stream().mapToInt(c -> Table.width(c.displ())).max().orElse(0);
        // A word may be as long as it likes; its meaning gets at least half of the line.
        int column = Math.min(longest, width / 2);
        int room = Math.max(1, width - 1);
        var menu = new AttributedStringBuilder();
        for (int i = 0; i < Math.min(most, candidates.size()); i++) {
            var candidate = candidates.get(i);
            var word = Table.cut(candidate.displ(), room);
            var padded = new AttributedString(Table.width(word) + GAP < room
                    ? word + " ".repeat(Math.max(0, column - Table.width(word)) + GAP)
                    : word);
            int left = room - padded.columnLength();
            var meaning = candidate.descr() == null ? "" : candidate.descr();
            var line = new AttributedStringBuilder()
                    .append(padded)
                    .append(left < 2 ? "" : Table.cut(meaning, left), AttributedStyle.DEFAULT.faint())
                    .toAttributedString();
            menu.append(i == 0 ? "" : "\n")
                    .append(i == selected ? new AttributedString(line.toString(), AttributedStyle.INVERSE) : line);
        }
        if (candidates.size() > most) {
            menu.append("\n" + Table.cut("… and " + (candidates.size() - most) + " more", room), AttributedStyle.DEFAULT.faint());
        }
        return menu.toAttributedString();
    }
}
