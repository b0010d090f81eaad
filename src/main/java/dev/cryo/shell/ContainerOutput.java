package dev.cryo.shell;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What a container's process wrote, on its way out: byte for byte into a pipe or file, harmless on a terminal.
 */
final class ContainerOutput {

    private final PrintStream target;
    private final boolean terminal;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The beginning of a character whose end has not come yet. */
    private ByteBuffer pending = ByteBuffer.allocate(0);

    ContainerOutput(PrintStream target, boolean terminal) {
        this.target = target;
        this.terminal = terminal;
    }

    void write(byte[] bytes) {
        if (!terminal) {
            target.write(bytes, 0, bytes.length);
            return;
        }
        var input = ByteBuffer.allocate(pending.remaining() + bytes.length).put(pending).put(bytes).flip();
        var chars = CharBuffer.allocate(input.remaining() + 1);
        decoder.decode(input, chars, false);
        pending = ByteBuffer.allocate(input.remaining()).put(input).flip();
        // A process with a terminal of its own ends its lines with both.
        target.print(Escaped.block(chars.flip().toString().replace("\r\n", "\n")));
    }
}
