package dev.cryo.engine;

import java.util.List;

/** What a script on the engine host came to. */
public record HostResult(int status, List<String> out, List<String> err) {

    public boolean succeeded() {
        return status == 0;
    }
}
