package dev.cryo.archive;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a tar archive, one after the other. Reads POSIX ustar and pax headers and GNU's long names; contents
 * are streamed.
 *
 * <p>Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar's types L and K.
 */
public final class TarReader implements AutoCloseable {

    private static final int BLOCK = 512;
    /** Of the headers that lengthen another: names and attributes, no contents. */
    private static final int LONGEST_HEADER = 1 << 20;

    /** What a member is. */
    public enum Kind {
        FILE,
        HARD_LINK,
        SYMBOLIC_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FOLDER,
        FIFO,
        OTHER
    }

    /**
     * A member. Names are the archive's, and hostile.
     *
     * @param link what a link leads to; empty for others
     * @param size of the file, in bytes; the contents of one with holes are a table of them and the rest
     * @param mode permissions, as chmod(2) takes them
     */
    public record Member(
            String path, Kind kind, String link, long size, int mode, long user, long group, Instant modified) {}

    private final String name;
    private final InputStream in;
    private long left;
    private long padding;
    private boolean damaged;

    /** @param name of the archive, for messages about it */
    public TarReader(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /**
     * The next member, or nothing behind the last. What was not read of the one before is passed over.
     *
     * @throws Problem when the archive is damaged
     */
    public Optional<Member> next() {
        var pax = new HashMap<String, String>();
        while (true) {
            skip(left + padding);
            var header = new byte[BLOCK];
            int got = read(header);
            if (got == 0 || (got == BLOCK && isZero(header))) {
                left = 0;
                padding = 0;
                return Optional.empty();
            }
            if (got < BLOCK) {
                throw damaged("it ends within a header");
            }
            checkSum(header);
            long size = Math.max(number(header, 124, 12), 0);
            take(size);
            switch ((char) header[156]) {
                case 'x' -> pax(text(size), pax);
                case 'L' -> pax.put("path", text(size).replaceFirst("\0.*$", ""));
                case 'K' -> pax.put("linkpath", text(size).replaceFirst("\0.*$", ""));
                case 'g' -> {}
                default -> {
                    return Optional.of(member(header, size, pax));
                }
            }
        }
    }

    private Member member(byte[] header, long size, Map<String, String> pax) {
        long real = Optional.ofNullable(pax.get("size")).map(this::decimal).orElse(size);
        take(real);
        var prefix = header[257] == 'u' && header[262] == 0 ? string(header, 345, 155) : "";
        var path = string(header, 0, 100);
        double seconds = Optional.ofNullable(pax.get("mtime"))
                .filter(text -> text.matches("\\d{1,11}(\\.\\d*)?"))
                .map(Double::parseDouble)
                .orElseGet(() -> (double) number(header, 136, 12));
        return new Member(
                pax.getOrDefault("GNU.sparse.name", pax.getOrDefault("path", prefix.isEmpty() ? path : prefix + "/" + path)),
                kind((char) header[156]),
                pax.getOrDefault("linkpath", string(header, 157, 100)),
                Optional.ofNullable(pax.get("GNU.sparse.realsize")).map(this::decimal).orElse(real),
                (int) number(header, 100, 8) & 07777,
                number(header, 108, 8),
                number(header, 116, 8),
                Instant.ofEpochSecond((long) Math.min(seconds, 99_999_999_999.0)));
    }

    /** Fills {@code into} from the contents of the current member; -1 at their end. */
    public int read(byte[] into, int from, int length) {
        if (left == 0) {
            return -1;
        }
        try {
            int got = in.read(into, from, (int) Math.min(length, left));
            if (got < 0) {
                throw damaged("it ends " + left + " bytes before its contents do");
            }
            left -= got;
            return got;
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage())).cause(e);
        }
    }

    /** What is left of the contents of the current member; whoever closes it closes the archive. */
    public InputStream contents() {
        return new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() {
                return TarReader.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return length == 0 ? 0 : TarReader.this.read(into, from, length);
            }

            @Override
            public void close() {
                TarReader.this.close();
            }
        };
    }

    private void take(long size) {
        left = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
    }

    private static Kind kind(char type) {
        return switch (type) {
            case '0', '\0', '7' -> Kind.FILE;
            case '1' -> Kind.HARD_LINK;
            case '2' -> Kind.SYMBOLIC_LINK;
            case '3' -> Kind.CHARACTER_DEVICE;
            case '4' -> Kind.BLOCK_DEVICE;
            case '5' -> Kind.FOLDER;
            case '6' -> Kind.FIFO;
            default -> Kind.OTHER;
        };
    }

    /** Records of {@code LENGTH KEY=VALUE\n}. */
    private void pax(String text, Map<String, String> to) {
        int at = 0;
        while (at < text.length()) {
            int blank = text.indexOf(' ', at);
            int equals = text.indexOf('=', at);
            int end = blank < 0 ? -1 : at + (int) Math.min(decimal(text.substring(at, blank)), LONGEST_HEADER);
            if (blank < 0 || equals < blank || end <= equals || end > text.length()) {
                throw damaged("a header of its is no list of attributes");
            }
            var value = text.substring(equals + 1, end - 1);
            to.put(
                    text.substring(blank + 1, equals),
                    new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            at = end;
        }
    }

    /** The contents of a header, one character for each byte. */
    private String text(long size) {
        if (size > LONGEST_HEADER) {
            throw damaged("a header claims " + size + " bytes");
        }
        var bytes = new byte[(int) size];
        for (int done = 0; done < bytes.length; ) {
            done += read(bytes, done, bytes.length - done);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private long decimal(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw damaged("a number in a header is none");
        }
        return Long.parseLong(text);
    }

    /** Octal text, or with the highest bit set the number itself. */
    private long number(byte[] header, int at, int length) {
        if ((header[at] & 0x80) != 0) {
            long value = 0;
            for (int i = at + 1; i < at + length; i++) {
                value = value << 8 | (header[i] & 0xff);
            }
            return value;
        }
        var text = string(header, at, length).strip();
        if (!text.matches("[0-7]{0,21}")) {
            throw damaged("a number in a header is none");
        }
        return text.isEmpty() ? 0 : Long.parseLong(text, 8);
    }

    private static String string(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private void checkSum(byte[] header) {
        long sum = 8 * ' ';
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? 0 : header[i] & 0xff;
        }
        if (number(header, 148, 8) != sum) {
            throw damaged("the checksum of a header is wrong");
        }
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private int read(byte[] into) {
        try {
            return in.readNBytes(into, 0, into.length);
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage())).cause(e);
        }
    }

    private void skip(long bytes) {
        try {
            in.skipNBytes(bytes);
            left = 0;
            padding = 0;
        } catch (IOException e) {
            throw damaged("it ends before its contents do").cause(e);
        }
    }

    /** Whether reading it has failed, so that the problem is the archive's. */
    public boolean isDamaged() {
        return damaged;
    }

    private Problem damaged(String evidence) {
        damaged = true;
        return Problem.failed("'" + name + "' is damaged").evidence(evidence);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage())).cause(e);
        }
    }
}
