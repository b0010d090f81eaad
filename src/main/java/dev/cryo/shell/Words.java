package dev.cryo.shell;

import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line split as a shell splits it: blanks, quotes, backslashes, a comment after {@code #}. Nothing is
 * expanded.
 *
 * @param open whether the line goes on on the next one: a quote is open, or it ends with a backslash
 * @param lastStart where the last word begins in the text, or the text's length when a blank stands before its end
 */
record Words(List<Word> words, boolean open, int lastStart) {

    /** A word, and the part of the line that says it, quotes included. */
    record Word(String text, int from, int to) {}

    /** Splits; pure. */
    static Words split(String text) {
        var splitter = new Splitter(text);
        splitter.run();
        return new Words(List.copyOf(splitter.words), splitter.open, splitter.lastStart);
    }

    /** The words alone. */
    List<String> list() {
        return words.stream().map(Word::text).toList();
    }

    /**
     * The words of a whole line.
     *
     * @throws Problem of kind USAGE when a quote is open at its end
     */
    static List<String> of(String text) {
        var words = split(text);
        if (words.open()) {
            throw Problem.usage("the line ends inside a quote, or with a backslash");
        }
        return words.list();
    }

    /** A word as it must be typed. */
    static String quoted(String word) {
        if (word.isEmpty()) {
            return "''";
        }
        return word.matches("[\\p{L}\\p{N}_@%+=:,./~^-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static final class Splitter {
        private final String text;
        private final List<Word> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;
        private boolean open;
        private int lastStart;
        private int at;

        private Splitter(String text) {
            this.text = text;
        }

        private void run() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Character.isWhitespace(c)) {
                    end();
                    at++;
                } else if (c == '#' && !inWord) {
                    int line = text.indexOf('\n', at);
                    at = line < 0 ? text.length() : line;
                } else {
                    begin();
                    switch (c) {
                        case '\'' -> single();
                        case '"' -> doubled();
                        case '\\' -> backslash();
                        default -> {
                            word.append(c);
                            at++;
                        }
                    }
                }
            }
            if (inWord) {
                end();
            } else {
                lastStart = text.length();
            }
        }

        private void begin() {
            if (!inWord) {
                inWord = true;
                lastStart = at;
            }
        }

        private void end() {
            if (inWord) {
                words.add(new Word(word.toString(), lastStart, at));
                word.setLength(0);
                inWord = false;
            }
        }

        private void single() {
            int end = text.indexOf('\'', at + 1);
            open = end < 0;
            word.append(text, at + 1, open ? text.length() : end);
            at = open ? text.length() : end + 1;
        }

        private void doubled() {
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return;
                }
                boolean escapes = c == '\\' && at + 1 < text.length() && "\"\\$`\n".indexOf(text.charAt(at + 1)) >= 0;
                if (escapes) {
                    at++;
                    if (text.charAt(at) == '\n') {
                        continue;
                    }
                }
                word.append(text.charAt(at));
            }
            open = true;
        }

        private void backslash() {
            if (at + 1 == text.length()) {
                open = true;
                at++;
                return;
            }
            if (text.charAt(at + 1) == '\n') {
                // A continued line; alone between blanks it is no word.
                if (word.isEmpty()) {
                    inWord = false;
                }
            } else {
                word.append(text.charAt(at + 1));
            }
            at += 2;
        }
    }
}
