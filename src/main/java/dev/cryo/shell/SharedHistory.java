package dev.cryo.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jline.reader.impl.history.DefaultHistory;

/** The lines of a prompt, in a file to which other prompts add theirs. */
final class SharedHistory extends DefaultHistory {

    private final Path file;
    private final Consumer<String> say;
    private boolean said;

    /** @param say told once when lines cannot be written: the prompt goes on, and tries again with the next line */
    SharedHistory(Path file, Consumer<String> say) {
        this.file = file;
        this.say = say;
    }

    @Override
    public void save() {
        try {
            HistoryFile.alone(file, () -> {
                super.save();
                return file;
            });
            said = false;
        } catch (IOException e) {
            if (!said) {
                said = true;
                say.accept(HistoryFile.notRemembered(e));
            }
        }
    }
}
