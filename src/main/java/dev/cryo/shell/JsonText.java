package dev.cryo.shell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Size;
import dev.cryo.verb.ValueTypes;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as JSON that is harmless on a terminal too. */
final class JsonText {

    private final JsonFactory json = new JsonFactory();

    /** A value as one line. */
    String line(Object value) {
        var text = new StringWriter();
        generate(value, text, false);
        return text.toString();
    }

    /**
     * Prints a value and ends the line; parts that are only {@code Iterable} are read as they are printed.
     *
     * @param indented over several lines, four blanks to a level, as Python's json does
     */
    void write(Object value, PrintStream to, boolean indented) {
        generate(value, new Writer() {
            @Override
            public void write(char[] text, int from, int length) {
                to.print(new String(text, from, length));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }, indented);
        to.println();
    }

    private void generate(Object value, Writer to, boolean indented) {
        try (var generator = json.createGenerator(new Harmless(to))) {
            if (indented) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                .withObjectEmptySeparator("")
                                .withArrayEmptySeparator(""))
                        .withObjectIndenter(new DefaultIndenter("    ", "\n"))
                        .withArrayIndenter(new DefaultIndenter("    ", "\n")));
            }
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON's own escape for what a terminal would obey; such characters occur inside its strings only. */
    private static final class Harmless extends FilterWriter {
        Harmless(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            write(new char[] {(char) c}, 0, 1);
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            write(text.toCharArray(), from, length);
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            var shown = new StringBuilder(length);
            int end = from + length;
            for (int i = from; i < end; ) {
                int point = Character.codePointAt(text, i, end);
                if (point == '\n' || Escaped.isHarmless(point)) {
                    shown.appendCodePoint(point);
                } else {
                    for (char unit : Character.toChars(point)) {
                        shown.append(String.format("\\u%04x", (int) unit));
                    }
                }
                i += Character.charCount(point);
            }
            out.append(shown);
        }
    }

    private void write(JsonGenerator to, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> to.writeNull();
            case Optional<?> optional -> write(to, optional.orElse(null));
            case Reading.Value<?>(var known) -> write(to, known);
            case Reading.Absent<?>(var why) -> write(to, Map.of("absent", why));
            case Boolean bool -> to.writeBoolean(bool);
            case Integer number -> to.writeNumber(number);
            case Long number -> to.writeNumber(number);
            case BigInteger number -> to.writeNumber(number);
            case Double number -> to.writeNumber(number);
            case Path path -> to.writeString(path.toString());
            case Size size -> to.writeNumber(size.bytes());
            case Duration duration -> to.writeNumber(seconds(duration));
            case Enum<?> constant -> to.writeString(ValueTypes.word(constant));
            case Map<?, ?> map -> {
                to.writeStartObject();
                for (var entry : map.entrySet()) {
                    to.writeFieldName(String.valueOf(entry.getKey()));
                    write(to, entry.getValue());
                }
                to.writeEndObject();
            }
            case Iterable<?> several -> {
                to.writeStartArray();
                for (var each : several) {
                    write(to, each);
                }
                to.writeEndArray();
            }
            case Record record when Cell.isCompound(record) -> {
                to.writeStartObject();
                for (var component : record.getClass().getRecordComponents()) {
                    to.writeFieldName(component.getName());
                    write(to, Cell.read(component, record));
                }
                to.writeEndObject();
            }
            default -> to.writeString(value.toString());
        }
    }

    private static BigDecimal seconds(Duration duration) {
        var exact = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        var brief = exact.stripTrailingZeros();
        return brief.scale() < 0 ? brief.setScale(0) : brief;
    }
}
