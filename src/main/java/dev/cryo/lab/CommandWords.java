package dev.cryo.lab;

import dev.cryo.verb.Problem;
import java.util.ArrayList;
import java.util.List;

/** A command in one string, taken apart as a shell would: at spaces, except within quotes or behind a backslash. */
public record CommandWords(String text) {

    public CommandWords {
        if (split(text).isEmpty()) {
            throw Problem.usage("the command is empty");
        }
    }

    public List<String> words() {
        return split(text);
    }

    private static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw Problem.usage("a quote in '" + text + "' is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    @Override
    public String toString() {
        return text;
    }
}
