package dev.cryo.criu;

import java.util.List;

/**
 * Why CRIU, runc or the engine failed, as one row of the table of causes explains it. Everything but the name may quote
 * the container.
 *
 * @param name the row's
 * @param text one line, without a full stop
 * @param proof the lines that say so, as they stand in the log
 * @param remedy what mends it
 */
public record Cause(String name, String text, List<String> proof, String remedy) {

    public Cause {
        proof = List.copyOf(proof);
    }
}
