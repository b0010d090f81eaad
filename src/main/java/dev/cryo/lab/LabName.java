package dev.cryo.lab;

import dev.cryo.verb.Problem;

/** The name of a lab: it becomes part of names of folders and cgroups. */
public record LabName(String text) {

    public LabName {
        if (!text.matches("[a-z0-9][a-z0-9-]{0,30}")) {
            throw Problem.usage("'" + text + "' cannot be the name of a lab")
                    .remedy("a name consists of up to 31 small letters, digits and '-'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
