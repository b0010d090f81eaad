package dev.cryo.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.Terminal;

/**
 * Lines that come without being asked for, such as which engine was found. While a line is being typed they wait until it is
 * entered: they would break it, and take a menu away that is just being shown.
 */
final class Notices implements Consumer<String>, Prompt.Terminals {

    private final Consumer<String> shown;
    private final List<String> waiting = new ArrayList<>();
    private boolean typing;

    /** @param shown prints a line */
    Notices(Consumer<String> shown) {
        this.shown = shown;
    }

    @Override
    public synchronized void accept(String line) {
        if (typing) {
            waiting.add(line);
        } else {
            shown.accept(Escaped.line(line));
        }
    }

    @Override
    public synchronized void typing(boolean now) {
        typing = now;
        if (!now) {
            waiting.forEach(this);
            waiting.clear();
        }
    }

    @Override
    public Terminal open() throws IOException {
        return OWN.open();
    }
}
