package dev.cryo.criu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Exactly these bytes. Two of them are looked for at once, in many places at a time; where both stand, the others are compared.
 *
 * @param rare where in them the byte stands that is likely the rarest in memory
 * @param second where the next rarest stands; the same place of a single byte
 */
record Literal(Bytes bytes, int rare, int second) implements Needle {

    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** How many places are looked at in a turn. */
    private static final int STEP = 32;

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    static Literal of(Bytes bytes) {
        int rare = rarest(bytes, -1);
        return new Literal(bytes, rare, bytes.length() == 1 ? rare : rarest(bytes, rare));
    }

    private static int rarest(Bytes bytes, int but) {
        int rarest = -1;
        for (int i = 0; i < bytes.length(); i++) {
            if (i != but && (rarest < 0 || frequency(bytes.at(i)) < frequency(bytes.at(rarest)))) {
                rarest = i;
            }
        }
        return rarest;
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
    public Optional<Hit> find(Haystack in, int from) {
        var array = in.array();
        // Behind the last place where it can begin.
        int end = in.start() + in.length() - bytes.length() + 1;
        int at = in.start() + from;
        int steps = Math.min(end, array.length - Math.max(rare, second)) - STEP;
        long one = (bytes.at(rare) & 0xff) * ONES;
        long other = (bytes.at(second) & 0xff) * ONES;
        for (; at <= steps; at += STEP) {
            long a = differing(array, at, one, other);
            long b = differing(array, at + 8, one, other);
            long c = differing(array, at + 16, one, other);
            long d = differing(array, at + 24, one, other);
            if ((zeros(a) | zeros(b) | zeros(c) | zeros(d)) != 0) {
                int place = firstIn(array, at, a, b, c, d);
                if (place >= 0) {
                    return hit(in, place);
                }
            }
        }
        for (; at < end; at++) {
            if (isAt(array, at)) {
                return hit(in, at);
            }
        }
        return Optional.empty();
    }

    /** Eight bytes for eight places to begin: zero where both bytes that are looked for stand. */
    private long differing(byte[] array, int at, long one, long other) {
        return ((long) EIGHT.get(array, at + rare) ^ one) | ((long) EIGHT.get(array, at + second) ^ other);
    }

    /** The high bit of each byte that is zero; sometimes that of one above such a byte, too. */
    private static long zeros(long bytes) {
        return (bytes - ONES) & ~bytes & HIGHS;
    }

    /** The first place of a step where it stands; negative for none. */
    private int firstIn(byte[] array, int at, long... differing) {
        for (int i = 0; i < differing.length; i++) {
            for (long zeros = zeros(differing[i]); zeros != 0; zeros &= zeros - 1) {
                int place = at + 8 * i + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (isAt(array, place)) {
                    return place;
                }
            }
        }
        return -1;
    }

    private boolean isAt(byte[] array, int place) {
        var sought = bytes.array();
        return Arrays.equals(array, place, place + sought.length, sought, 0, sought.length);
    }

    private Optional<Hit> hit(Haystack in, int place) {
        int start = place - in.start();
        return Optional.of(new Hit(start, start + bytes.length()));
    }

    @Override
    public int reach() {
        return bytes.length();
    }
}
