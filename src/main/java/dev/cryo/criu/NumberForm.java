package dev.cryo.criu;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** How a value of a field is written for people, and read again. */
sealed interface NumberForm {

    record Plain() implements NumberForm {}

    record Hex() implements NumberForm {}

    /**
     * A device as major:minor.
     *
     * @param packed as the kernel packs it in itself (20 bits for the minor number), not as stat(2) does
     */
    record Device(boolean packed) implements NumberForm {}

    /** The words of an IP address, in network order; all together are one text. */
    record Address() implements NumberForm {}

    record Flags(SequencedMap<String, Long> words) implements NumberForm {}

    record Words(SequencedMap<String, Long> words) implements NumberForm {}

    /** Bytes that are a name, as quoted-printable text. */
    record Quoted() implements NumberForm {}

    static NumberForm words(SequencedMap<String, Long> words) {
        return new Words(words);
    }

    /** Reads the last words of a field's line in the schema. */
    static NumberForm of(List<String> line, Map<String, SequencedMap<String, Long>> tables) {
        if (line.isEmpty()) {
            return new Plain();
        }
        return switch (line.getFirst()) {
            case "hex" -> new Hex();
            case "dev" -> new Device(true);
            case "odev" -> new Device(false);
            case "address" -> new Address();
            case "quoted" -> new Quoted();
            case "flags" -> new Flags(table(line.get(1), tables));
            case "words" -> new Words(table(line.get(1), tables));
            default -> throw new IllegalStateException("no form is called " + line.getFirst());
        };
    }

    private static SequencedMap<String, Long> table(String name, Map<String, SequencedMap<String, Long>> tables) {
        return Optional.ofNullable(tables.get(name))
                .orElseThrow(() -> new IllegalStateException("no table is called " + name));
    }

    /**
     * A number as a {@code Long}, a {@code BigInteger} where that is too small, or a text.
     *
     * @param signed whether the highest bit is a sign
     */
    default Object show(long value, boolean signed) {
        return switch (this) {
            case Hex() -> "0x" + Long.toHexString(value);
            case Device(boolean packed) ->
                packed
                        ? (value >>> 20) + ":" + (value & 0xfffff)
                        : ((value >>> 8 & 0xfff) | (value >>> 32 & 0xfffff000L)) + ":"
                                + ((value & 0xff) | (value >>> 12 & 0xffffff00L));
            case Flags(var words) -> flags(value, words);
            case Words(var words) -> word(value, words).orElseGet(() -> number(value, signed));
            case Plain() -> number(value, signed);
            case Address() -> number(value, signed);
            case Quoted() -> number(value, signed);
        };
    }

    private static Object number(long value, boolean signed) {
        return signed || value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }

    private static Optional<Object> word(long value, SequencedMap<String, Long> words) {
        return words.entrySet().stream()
                .filter(word -> word.getValue() == value)
                .findFirst()
                .map(Map.Entry::getKey);
    }

    private static String flags(long value, SequencedMap<String, Long> words) {
        var set = new ArrayList<String>();
        long rest = value;
        for (var word : words.entrySet()) {
            if ((value & word.getValue()) != 0) {
                set.add(word.getKey());
                rest &= ~word.getValue();
            }
        }
        if (rest != 0) {
            set.add("0x" + Long.toHexString(rest));
        }
        return String.join(" | ", set);
    }

    /**
     * The number that {@link #show} wrote.
     *
     * @throws NumberFormatException when the text says none
     */
    default long read(Object shown) {
        if (shown instanceof Number number) {
            return number instanceof BigInteger big ? big.longValue() : number.longValue();
        }
        var text = shown.toString();
        return switch (this) {
            case Flags(var words) -> {
                long value = 0;
                for (var word : text.split("\\|", 0)) {
                    var known = words.get(word.strip());
                    value |= known != null ? known : word.isBlank() ? 0 : decode(word.strip());
                }
                yield value;
            }
            case Words(var words) -> {
                var known = words.get(text);
                yield known != null ? known : decode(text);
            }
            case Device(boolean packed) -> {
                int colon = text.indexOf(':');
                if (colon < 0) {
                    yield decode(text);
                }
                long major = Long.parseLong(text.substring(0, colon));
                long minor = Long.parseLong(text.substring(colon + 1));
                yield packed
                        ? major << 20 | minor
                        : (major & 0xfff) << 8 | (major & ~0xfffL) << 32 | (minor & 0xff) | (minor & ~0xffL) << 12;
            }
            default -> decode(text);
        };
    }

    private static long decode(String text) {
        return text.startsWith("0x")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }
}
