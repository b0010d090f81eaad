package dev.cryo.shell;

import dev.cryo.verb.Watch;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What becomes of a verb's results on standard output. */
sealed interface Printer permits TextPrinter, JsonPrinter, ScriptPrinter {

    /** The one that was asked for: JSON, or text for people. */
    static Printer on(Streams streams, Invocation invocation, boolean json) {
        boolean color = invocation.color() && !streams.window().isDumb();
        return json ? new JsonPrinter(streams) : new TextPrinter(streams, ZoneId.systemDefault(), color);
    }

    /**
     * A verb's result, at its end: a list of records, a record, a text; pieces announced by {@link #done} are not
     * repeated.
     *
     * @param rowType what a list holds, where that is known: so that an empty table has its titles
     */
    void result(Object result, @Nullable Class<?> rowType);

    /** A piece of a verb's work, as soon as it stands. */
    void done(Watch.Finished piece);

    /** What a container's process wrote. */
    void output(Watch.Stream stream, byte[] bytes);
}
