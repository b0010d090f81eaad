package dev.cryo.shell;

import dev.cryo.verb.Watch;
import org.jspecify.annotations.Nullable;

/** For verbs that Groovy calls: their results go to the script, and only a container's own output is printed. */
record ScriptPrinter(Printer printer) implements Printer {

    @Override
    public void result(Object result, @Nullable Class<?> rowType) {
        printer.result(result, rowType);
    }

    @Override
    public void done(Watch.Finished piece) {}

    @Override
    public void output(Watch.Stream stream, byte[] bytes) {
        printer.output(stream, bytes);
    }
}
