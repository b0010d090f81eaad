package dev.cryo.engine;

import dev.cryo.verb.Watch;

/** Takes what a container's process prints, as it comes. The bytes are hostile. */
@FunctionalInterface
public interface Output {

    void write(Watch.Stream stream, byte[] bytes);
}
