package dev.cryo.containers;

import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Watch;

/** A container on which a verb has done its work. */
public record Touched(ContainerId container, String name) implements Watch.Finished {

    @Override
    public String line() {
        return container.brief();
    }
}
