package dev.cryo.verb;

/** A user's name for a checkpoint, unique on its timeline. */
public record Label(String text) {

    public Label {
        if (!text.matches("[A-Za-z][A-Za-z0-9_.-]{0,127}")) {
            throw Problem.usage("'" + text + "' cannot be a label").remedy("try '" + suggestion(text) + "'");
        }
    }

    private static String suggestion(String text) {
        var clean = text.strip().replaceAll("[^A-Za-z0-9_.-]+", "-").replaceAll("^[^A-Za-z]+", "");
        var word = clean.isEmpty() ? "checkpoint" : clean;
        return word.substring(0, Math.min(word.length(), 128));
    }

    @Override
    public String toString() {
        return text;
    }
}
