package dev.cryo.verb;

/** How a user names a container: its name, its id, or the start of its id. */
public record ContainerName(String text) {

    public ContainerName {
        if (!text.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw Problem.usage("'" + text + "' cannot be the name of a container")
                    .remedy("names and ids consist of letters, digits, '_', '.' and '-'; 'ps --all' lists them");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
