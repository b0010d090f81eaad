package dev.cryo.catalog;

import java.util.List;

/**
 * An option of the program, which stands before the verb.
 *
 * @param letter a name of one letter beside the long one, or empty
 * @param name dashes included
 * @param label what stands for its value; empty for a switch
 * @param help one line without a full stop
 */
public record GlobalOption(String letter, String name, String label, String help) {

    /** All of them, in the order in which help shows them. */
    public static final List<GlobalOption> ALL = List.of(
            new GlobalOption("", "--engine", "docker|podman|lab", "which engine to talk to"),
            new GlobalOption("H", "--host", "URI", "where the engine listens, as docker's -H"),
            new GlobalOption("", "--context", "NAME", "a context of the docker client"),
            new GlobalOption("", "--store", "DIR", "where checkpoints are kept"),
            new GlobalOption("", "--json", "", "one JSON object a line instead of tables"),
            new GlobalOption("q", "--quiet", "", "nothing but data and failures"),
            new GlobalOption("v", "--verbose", "", "say each step, also where no terminal is"),
            new GlobalOption("", "--color", "", "colours on terminals, whatever else says none"),
            new GlobalOption("", "--no-color", "", "no colours, as NO_COLOR=1"),
            new GlobalOption("", "--version", "", "the version, as the command of that name"),
            new GlobalOption("h", "--help", "", "the list of commands, as the command of that name"));

    /** Whether a word is its name, dashes included. */
    public boolean isNamed(String word) {
        return word.equals(name) || (!letter.isEmpty() && word.equals("-" + letter));
    }

    public boolean takesValue() {
        return !label.isEmpty();
    }
}
