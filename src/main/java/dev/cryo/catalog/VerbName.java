package dev.cryo.catalog;

/** A word of a verb's name, as an argument; completes the verbs. */
public record VerbName(String text) {
    @Override
    public String toString() {
        return text;
    }
}
