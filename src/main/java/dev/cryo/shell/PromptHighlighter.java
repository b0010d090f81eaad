package dev.cryo.shell;

import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours a line as it is typed, and shows what a terminal would obey instead of showing. */
final class PromptHighlighter implements Highlighter {

    private final Session session;

    PromptHighlighter(Session session) {
        this.session = session;
    }

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        var shown = new AttributedStringBuilder(line.length() + 16);
        int at = 0;
        if (session.color()) {
            for (var part : LineParts.of(line, session.catalog(), session.language()::kind)) {
                append(shown, line.substring(at, part.from()), AttributedStyle.DEFAULT);
                append(shown, line.substring(part.from(), part.to()), style(part.kind()));
                at = part.to();
            }
        }
        append(shown, line.substring(at), AttributedStyle.DEFAULT);
        return shown.toAttributedString();
    }

    /** What was pasted may be hostile, too; line breaks stand, for the reader makes lines of them. */
    private static void append(AttributedStringBuilder shown, String text, AttributedStyle style) {
        shown.append(Escaped.block(text), style);
    }

    private static AttributedStyle style(LineParts.Kind kind) {
        var plain = AttributedStyle.DEFAULT;
        return switch (kind) {
            case VERB -> plain.bold();
            case OPTION -> plain.foreground(AttributedStyle.CYAN);
            case UNKNOWN -> plain.foreground(AttributedStyle.RED);
            case REFERENCE -> plain.foreground(AttributedStyle.MAGENTA);
            case TEXT -> plain.foreground(AttributedStyle.YELLOW);
            case NUMBER -> plain.foreground(AttributedStyle.GREEN);
            case KEYWORD -> plain.foreground(AttributedStyle.BLUE).bold();
            case COMMENT -> plain.faint();
        };
    }
}
