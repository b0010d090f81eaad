package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is looked for in memory. */
public sealed interface Needle permits Literal, Needle.Expression {

    /** The longest literal, in bytes. */
    int LONGEST = 64 << 10;

    /**
     * An expression over memory seen as Latin-1: one character for each byte, so that {@code \xe9} is a byte and a
     * character beyond ASCII does not stand for its UTF-8 bytes. Empty matches do not count. Memory is seen in
     * windows: what needs more than {@link #REACH} bytes may be found cut, or missed, where two of them meet, and
     * look-behind sees {@link Search#CONTEXT} bytes. {@code ^} and {@code $} hold where resident memory begins, ends.
     */
    record Expression(Pattern pattern) implements Needle {

        static final int REACH = 4096;

        @Override
        public Optional<Hit> find(Haystack in, int from) {
            var matcher = pattern.matcher(in.text())
                    .region(from, in.length())
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

    /** The first hit at {@code from} or behind it. */
    Optional<Hit> find(Haystack in, int from);

    /** How far a hit may reach, in bytes. */
    int reach();
}
