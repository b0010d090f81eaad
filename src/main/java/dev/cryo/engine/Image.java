package dev.cryo.engine;

import dev.cryo.verb.Size;
import java.time.Instant;
import java.util.List;

/** An image of the engine. {@code id} is {@code sha256:} and 64 digits. */
public record Image(String id, List<String> names, Instant created, Size size) {}
