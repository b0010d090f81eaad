package dev.cryo.shell;

import dev.cryo.script.GroovySession;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the value of an input of Groovy: what verbs give as those print it, everything else as Groovy shows it. */
record ValuePrinter(Printer printer) {

    /** @param value null for none, which prints nothing */
    void print(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Watch.Finished piece -> printer.done(piece);
            case Verb.Text text -> printer.result(text, null);
            case Record record -> printer.result(record, null);
            case List<?> pieces when areAll(Watch.Finished.class, pieces) ->
                pieces.forEach(piece -> printer.done((Watch.Finished) piece));
            case List<?> rows when areAll(Record.class, rows) -> printer.result(rows, null);
            default -> printer.result(new Verb.Text(GroovySession.show(value)), null);
        }
    }

    private static boolean areAll(Class<?> type, List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(type::isInstance);
    }
}
