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
        int longest = candidates.stream().mapToInt(c -> word(c).columnLength()).max().orElse(0);
        // A word may be as long as it likes; its meaning gets at least half of the line.
        int column = Math.min(longest, width / 2);
        var menu = new AttributedStringBuilder();
        for (int i = 0; i < Math.min(most, candidates.size()); i++) {
            var candidate = candidates.get(i);
            var line = new AttributedStringBuilder()
                    .append(word(candidate))
                    .append(" ".repeat(Math.max(0, column - word(candidate).columnLength()) + GAP))
                    .append(candidate.descr() == null ? "" : candidate.descr(), AttributedStyle.DEFAULT.faint())
                    .toAttributedString()
                    .columnSubSequence(0, Math.max(1, width - 1));
            menu.append(i == 0 ? "" : "\n")
                    .append(i == selected ? new AttributedString(line.toString(), AttributedStyle.INVERSE) : line);
        }
        if (candidates.size() > most) {
            menu.append("\n… and " + (candidates.size() - most) + " more", AttributedStyle.DEFAULT.faint());
        }
        return menu.toAttributedString();
    }

    private static AttributedString word(Candidate candidate) {
        return new AttributedString(candidate.displ());
    }
}
