package dev.cryo.shell;

import java.util.ArrayList;
import java.util.List;

/** The inputs of a session that were performed, as they were typed. */
final class Transcript {

    private final List<String> inputs = new ArrayList<>();
    private String last = "";

    /** Notes what is about to be performed. */
    void begin(String input) {
        last = input;
    }

    /** Notes an input that did not fail. */
    void done(String input) {
        inputs.add(input.strip());
    }

    /** The input before the present one, whether it failed or not. */
    String last() {
        return last;
    }

    int size() {
        return inputs.size();
    }

    /** All of them as a file that Cryo runs. */
    String script() {
        return "#!/usr/bin/env cryo\n" + String.join("\n", inputs) + (inputs.isEmpty() ? "" : "\n");
    }
}
