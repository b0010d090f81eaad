package dev.cryo.store;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import java.util.regex.Pattern;

/** Names a timeline: the engine's own id and the container's. A recreated container of the same name has another. */
public record TimelineKey(String engine, ContainerId container) {

    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9:_-]{1,100}");

    public TimelineKey {
        if (!FOLDER.matcher(engine).matches()) {
            throw Problem.failed("the engine's id cannot name a folder of the store").evidence("it says '" + engine + "'");
        }
    }
}
