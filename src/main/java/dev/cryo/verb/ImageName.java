package dev.cryo.verb;

/** How a user names an image of the engine: {@code busybox}, {@code redis:8}, or an id. */
public record ImageName(String text) {

    public ImageName {
        if (text.isBlank() || text.startsWith("-")) {
            throw Problem.usage("'" + text + "' cannot be the name of an image");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
