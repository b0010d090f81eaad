package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is looked for in memory. */
public sealed interface Needle {

    /** The longest literal, in bytes. */
    int LONGEST = 64 << 10;

    /**
     * Exactly these bytes.
     *
     * @param rarest where in them the byte stands that is likely the rarest in memory: it is looked for first
     */
    record Literal(Bytes bytes, String latin1, int rarest) implements Needle {

        private static Literal of(Bytes bytes) {
            int rarest = 0;
            for (int i = 1; i < bytes.length(); i++) {
                if (frequency(bytes.at(i)) < frequency(bytes.at(rarest))) {
                    rarest = i;
                }
            }
            return new Literal(bytes, bytes.latin1(), rarest);
        }

        /** How often a byte stands in the memory of processes, roughly: zeros most, then small numbers and letters. */
        private static int frequency(byte b) {
            return switch (b) {
                case 0 -> 6;
                case -1 -> 5;
                case 1, 2, 3, 4, 8, 16 -> 4;
                case ' ', 'a', 'e', 'i', 'n', 'o', 'r', 's', 't' -> 3;
                default -> (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || (b > 0 && b < ' ') ? 2 : 1;
            };
        }

        @Override
        public Optional<Hit> find(String window, int from) {
            // The JDK looks for one character some times faster than for several.
            char rare = latin1.charAt(rarest);
            int end = window.length() - latin1.length() + rarest + 1;
            for (int at = from + rarest; at < end; at++) {
                at = window.indexOf(rare, at, end);
                if (at < 0) {
                    break;
                }
                if (window.startsWith(latin1, at - rarest)) {
                    return Optional.of(new Hit(at - rarest, at - rarest + latin1.length()));
                }
            }
            return Optional.empty();
        }

        @Override
        public int reach() {
            return latin1.length();
        }
    }

    /**
     * An expression over memory seen as Latin-1: one character for each byte, so that {@code \xe9} is a byte and a
     * character beyond ASCII does not stand for its UTF-8 bytes. Empty matches do not count. Memory is seen in
     * windows: what needs more than {@link #REACH} bytes may be found cut, or missed, where two of them meet, and
     * look-behind sees {@link Search#CONTEXT} bytes. {@code ^} and {@code $} hold where resident memory begins, ends.
     */
    record Expression(Pattern pattern) implements Needle {

        static final int REACH = 4096;

        @Override
        public Optional<Hit> find(String window, int from) {
            var matcher = pattern.matcher(window)
                    .region(from, window.length())
                    .useTransparentBounds(true)
                    .useAnchoringBounds(false);
            try {
                while (matcher.find()) {
                    if (matcher.end() > matcher.start()) {
                        return Optional.of(new Hit(matcher.start(), matcher.end()));
                    }
                }
                return Optional.empty();
            } catch (StackOverflowError e) {
                // The JDK recurses once for each repetition of a group, and memory holds long runs of anything.
                throw Problem.usage("the expression '" + pattern + "' goes too deep for this memory")
                        .remedy("bound its repetitions, as {0,200}, or make them possessive: '*+' for '*'")
                        .cause(e);
            }
        }

        @Override
        public int reach() {
            return REACH;
        }
    }

    /** Where a needle lies in a window. */
    record Hit(int start, int end) {}

    /**
     * Exactly these bytes.
     *
     * @throws Problem when there are none, or more than {@link #LONGEST}
     */
    static Needle bytes(Bytes bytes) {
        if (bytes.length() == 0 || bytes.length() > LONGEST) {
            throw Problem.usage("cannot search for " + bytes.length() + " bytes")
                    .remedy("search for 1 to " + LONGEST + " bytes");
        }
        return Literal.of(bytes);
    }

    /** Exactly this text, in UTF-8. */
    static Needle text(String text) {
        return bytes(Bytes.owned(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Needle expression(Pattern pattern) {
        return new Expression(pattern);
    }

    /** The first hit in a window at {@code from} or behind it. */
    Optional<Hit> find(String window, int from);

    /** How far a hit may reach, in bytes. */
    int reach();
}
