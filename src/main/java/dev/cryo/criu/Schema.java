package dev.cryo.criu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What the fields of CRIU's messages are called, read from {@code schema.txt}, which explains itself. */
final class Schema {

    private static final String TABLE = "schema.txt";

    /** How a field stands in its bytes. */
    enum Kind {
        INT32,
        UINT32,
        SINT32,
        INT64,
        UINT64,
        SINT64,
        FIXED64,
        BOOL,
        ENUM,
        STRING,
        BYTES,
        MESSAGE
    }

    /**
     * One field of a message.
     *
     * @param type the name of the message or enum; empty for others
     * @param form how a number is written
     */
    record Field(int number, String name, boolean repeated, Kind kind, String type, NumberForm form) {}

    /** The fields of a message, by number and by name. */
    record Shape(String name, Map<Integer, Field> byNumber, Map<String, Field> byName) {}

    private final Map<ImageType, List<String>> images = new HashMap<>();
    private final Map<String, Shape> messages = new HashMap<>();
    private final Map<String, SequencedMap<String, Long>> words = new HashMap<>();

    private Schema(String table) {
        var lines = table.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> Arrays.asList(line.split("\\s+", 0)))
                .toList();
        for (var line : lines) {
            switch (line.getFirst()) {
                case "image" -> images.put(ImageType.valueOf(line.get(1)), line.subList(2, line.size()));
                case "enum", "flags", "words" -> words.put(line.get(1), words(line.subList(2, line.size())));
                default -> {}
            }
        }
        // Fields refer to the tables, which may stand behind them.
        var fields = new ArrayList<Field>();
        var message = "";
        for (var line : lines) {
            if (line.getFirst().equals("message")) {
                end(message, fields);
                message = line.get(1);
            } else if (Character.isDigit(line.getFirst().charAt(0))) {
                fields.add(field(line));
            }
        }
        end(message, fields);
    }

    /** Cryo's own table, which never changes: every image that is read needs it. */
    static Schema known() {
        return Known.SCHEMA;
    }

    /** Read when it is first needed. */
    private static final class Known {
        private static final Schema SCHEMA = read();
    }

    private static Schema read() {
        try (var stream = Schema.class.getResourceAsStream(TABLE)) {
            if (stream == null) {
                throw new IllegalStateException("no " + TABLE + " beside " + Schema.class.getName());
            }
            return new Schema(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(String message, List<Field> fields) {
        if (!message.isEmpty()) {
            var byNumber = new TreeMap<Integer, Field>();
            var byName = new HashMap<String, Field>();
            for (var field : fields) {
                byNumber.put(field.number(), field);
                byName.put(field.name(), field);
            }
            messages.put(message, new Shape(message, Map.copyOf(byNumber), Map.copyOf(byName)));
        }
        fields.clear();
    }

    private Field field(List<String> line) {
        boolean repeated = line.get(2).equals("repeated");
        var rest = line.subList(repeated ? 3 : 2, line.size());
        boolean isEnum = rest.getFirst().equals("enum");
        var type = isEnum ? rest.get(1) : rest.getFirst();
        var kind = isEnum ? Kind.ENUM : kind(type);
        var form = NumberForm.of(rest.subList(isEnum ? 2 : 1, rest.size()), words);
        return new Field(
                Integer.parseInt(line.getFirst()),
                line.get(1),
                repeated,
                kind,
                kind == Kind.MESSAGE || isEnum ? type : "",
                isEnum ? NumberForm.words(words(type)) : form);
    }

    private static Kind kind(String type) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(type))
                .findFirst()
                .orElse(Kind.MESSAGE);
    }

    private static SequencedMap<String, Long> words(List<String> pairs) {
        var table = new LinkedHashMap<String, Long>();
        for (var pair : pairs) {
            int equals = pair.indexOf('=');
            table.put(pair.substring(0, equals), Long.decode(pair.substring(equals + 1)));
        }
        return table;
    }

    /** The words of an enum or of a table of flags, with their numbers. */
    SequencedMap<String, Long> words(String name) {
        return Optional.ofNullable(words.get(name))
                .orElseThrow(() -> new IllegalStateException(TABLE + " has no table " + name));
    }

    Shape message(String name) {
        return Optional.ofNullable(messages.get(name))
                .orElseThrow(() -> new IllegalStateException(TABLE + " has no message " + name));
    }

    /**
     * What the records of an image are: its first, and all others.
     *
     * @return two shapes, or nothing for a type without records that are known
     */
    Optional<List<Shape>> records(ImageType type) {
        return Optional.ofNullable(images.get(type))
                .map(names -> List.of(message(names.getFirst()), message(names.getLast())));
    }
}
