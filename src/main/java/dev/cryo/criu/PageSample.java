package dev.cryo.criu;

/** One page of memory by its contents. */
public record PageSample(long address, Bytes sha256) {}
