package dev.cryo.criu;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A record of an image, asked by the names of CRIU's fields ({@code schema.txt}). A name that the record does not have,
 * or that holds something else, gives nothing.
 *
 * @param tree as {@link ImageTree} gives it
 */
public record Fields(SequencedMap<String, Object> tree) {

    private static final NumberForm PLAIN = new NumberForm.Plain();

    /** A number, however it is written there; flags and words have {@link #text}. */
    public Optional<Long> number(String name) {
        return number(tree.get(name)).stream().findFirst();
    }

    public long number(String name, long otherwise) {
        return number(name).orElse(otherwise);
    }

    private static List<Long> number(@Nullable Object value) {
        return switch (value) {
            case Number number -> List.of(PLAIN.read(number));
            case String text when text.startsWith("0x") -> List.of(PLAIN.read(text));
            case null, default -> List.of();
        };
    }

    /** The numbers of a repeated field. */
    public List<Long> numbers(String name) {
        var numbers = new ArrayList<Long>();
        if (tree.get(name) instanceof List<?> list) {
            list.forEach(each -> numbers.addAll(number(each)));
        }
        return numbers;
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(tree.get(name)) || number(name, 0) != 0;
    }

    /** A text, or a number as it is written there; hostile. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(tree.get(name)).filter(value -> !(value instanceof Map)).map(Object::toString);
    }

    /** The texts of a repeated field. */
    public List<String> texts(String name) {
        return tree.get(name) instanceof List<?> list ? list.stream().map(Object::toString).toList() : List.of();
    }

    /** Bytes: of a field, or what stands behind the record ({@code extra}). */
    public Bytes bytes(String name) {
        return tree.get(name) instanceof String text
                ? Bytes.owned(RecordEncoder.base64(name, text))
                : Bytes.owned(new byte[0]);
    }

    /** The texts among a list of headers and bytes, as behind a queue of messages. */
    public List<Bytes> blobs(String name) {
        return tree.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(text -> Bytes.owned(RecordEncoder.base64(name, text)))
                        .toList()
                : List.of();
    }

    /** A name that is written as quoted-printable text, as it was. */
    public String quoted(String name) {
        return text(name).map(text -> new String(QuotedText.bytes(text), StandardCharsets.UTF_8)).orElse("");
    }

    /** A message within this one. */
    public Optional<Fields> at(String name) {
        return tree.get(name) instanceof SequencedMap<?, ?> inner ? Optional.of(new Fields(named(inner))) : Optional.empty();
    }

    /** The messages of a repeated field. */
    public List<Fields> each(String name) {
        var all = new ArrayList<Fields>();
        if (tree.get(name) instanceof List<?> list) {
            for (var each : list) {
                if (each instanceof SequencedMap<?, ?> inner) {
                    all.add(new Fields(named(inner)));
                }
            }
        }
        return all;
    }

    @SuppressWarnings("unchecked") // the decoder puts names only
    private static SequencedMap<String, Object> named(SequencedMap<?, ?> inner) {
        return (SequencedMap<String, Object>) inner;
    }
}
