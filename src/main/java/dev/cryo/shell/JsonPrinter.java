package dev.cryo.shell;

import dev.cryo.verb.Picture;
import dev.cryo.verb.ValueTypes;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For programs: one JSON object a line. Names are those of the records' components; sizes are numbers of bytes,
 * durations seconds, instants ISO 8601, ids and names strings.
 */
final class JsonPrinter implements Printer {

    private final Streams streams;
    private final JsonText text = new JsonText();

    JsonPrinter(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void result(Object result, @Nullable Class<?> rowType) {
        switch (result) {
            case Verb.Text(var plain) when plain.isEmpty() -> {}
            case Verb.Text(var plain) -> print(Map.of("text", plain));
            case Picture picture -> picture.rows().forEach(this::print);
            case Verb.Document(var tree) -> {
                text.write(tree, streams.out(), false);
                streams.flushOut();
            }
            case Watch.Finished ignored -> {}
            case List<?> rows -> rows.stream().filter(row -> !(row instanceof Watch.Finished)).forEach(this::print);
            default -> print(result);
        }
    }

    @Override
    public void done(Watch.Finished piece) {
        print(piece instanceof Record ? piece : Map.of("line", piece.line()));
    }

    @Override
    public void output(Watch.Stream stream, byte[] bytes) {
        var piece = new LinkedHashMap<String, Object>();
        piece.put("stream", ValueTypes.word(stream));
        piece.put("text", new String(bytes, StandardCharsets.UTF_8));
        print(piece);
    }

    private void print(Object value) {
        streams.out().println(text.line(value));
        streams.flushOut();
    }
}
