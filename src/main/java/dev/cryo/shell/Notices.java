package dev.cryo.shell;

import java.io.IOException;
import java.util.function.Consumer;
import org.jline.terminal.Terminal;

/** Lines that come without being asked for, such as which engine was found: above the prompt where one stands. */
final class Notices implements Consumer<String>, Prompt.Terminals {

    private volatile Consumer<String> shown;

    /** @param shown prints a line where there is no prompt */
    Notices(Consumer<String> shown) {
        this.shown = shown;
    }

    @Override
    public void accept(String line) {
        shown.accept(Escaped.line(line));
    }

    @Override
    public void above(Consumer<String> line) {
        shown = line;
    }

    @Override
    public Terminal open() throws IOException {
        return OWN.open();
    }
}
