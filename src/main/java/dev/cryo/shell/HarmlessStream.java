package dev.cryo.shell;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * What a script prints on a terminal. A script's text is its author's, but what it prints is mostly what containers say:
 * their memory, names and logs.
 */
final class HarmlessStream extends OutputStream {

    private final PrintStream target;
    private final ContainerOutput harmless;

    HarmlessStream(PrintStream target) {
        this.target = target;
        this.harmless = new ContainerOutput(target, true);
    }

    @Override
    public void write(int b) {
        harmless.write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        harmless.write(Arrays.copyOfRange(bytes, from, from + length));
    }

    @Override
    public void flush() {
        target.flush();
    }
}
