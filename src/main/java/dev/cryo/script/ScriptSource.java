package dev.cryo.script;

/**
 * Groovy with a name for messages.
 *
 * @param name a file's name, {@code -e}, or {@code prompt}
 */
public record ScriptSource(String name, String text) {

    /** A line of the text, counted from 1; empty beyond its end. */
    String line(int number) {
        return text.lines().skip(Math.max(0, number - 1)).findFirst().orElse("").strip();
    }
}
