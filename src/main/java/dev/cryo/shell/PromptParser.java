package dev.cryo.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine when an input is whole, and which word stands at the cursor. */
final class PromptParser implements Parser {

    private static final Pattern TAIL = Pattern.compile("[\\w.]*$");

    private final Session session;

    PromptParser(Session session) {
        this.session = session;
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && session.language().isOpenBlock(line)) {
            throw new EOFError(-1, cursor, "the input goes on");
        }
        if (context != ParseContext.COMPLETE) {
            return new Line(line, cursor, List.of(line), line, 0, true);
        }
        var typed = line.substring(0, cursor);
        boolean firstWord = typed.strip().matches(":?[\\w-]*") && !typed.endsWith(" ");
        // 'ps -' alone reads as a subtraction, but is about to become an option.
        boolean command = session.language().kind(typed + "x") instanceof LineKind.Command;
        return firstWord || command ? command(line, typed) : groovy(line, typed);
    }

    private static Line command(String line, String typed) {
        int start = typed.length() - typed.stripLeading().length();
        if (typed.startsWith(":", start)) {
            start++;
        }
        var words = Words.split(typed.substring(start));
        int wordStart = start + words.lastStart();
        boolean fresh = wordStart == typed.length();
        var before = fresh ? words.list() : words.list().subList(0, words.list().size() - 1);
        return new Line(line, typed.length(), before, fresh ? "" : words.list().getLast(), wordStart, false);
    }

    private static Line groovy(String line, String typed) {
        var tail = TAIL.matcher(typed);
        int start = tail.find() ? tail.start() : typed.length();
        return new Line(line, typed.length(), List.of(), typed.substring(start), start, true);
    }

    /**
     * A text with the word at the cursor, which ends at the cursor.
     *
     * @param before the words in front of it
     * @param wordStart where it begins, quotes included
     */
    record Line(String text, int cursor, List<String> before, String word, int wordStart, boolean groovy)
            implements CompletingParsedLine {

        @Override
        public String line() {
            return text;
        }

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return before.size();
        }

        @Override
        public List<String> words() {
            var words = new ArrayList<>(before);
            words.add(word);
            return words;
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            // JLine also measures what is typed already by this; nothing typed is nothing, not a pair of quotes.
            return groovy || candidate.isEmpty() ? candidate : Words.quoted(candidate.toString());
        }

        @Override
        public int rawWordCursor() {
            return cursor - wordStart;
        }

        @Override
        public int rawWordLength() {
            return cursor - wordStart;
        }
    }
}
