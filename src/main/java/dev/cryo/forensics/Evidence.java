package dev.cryo.forensics;

import dev.cryo.verb.Problem;

/** What a user names as evidence: a checkpoint of the store, an image directory, or a file in one. */
public record Evidence(String text) {

    public Evidence {
        if (text.isEmpty()) {
            throw Problem.usage("the name of the evidence is empty");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
