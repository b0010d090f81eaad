package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.Bytes;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Match;
import dev.cryo.forensics.DiffVerb.Kind;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes changed bytes for what they likely are: a text where either state has one around them, else a number of four or
 * eight bytes at its natural address, which is a pointer when it leads into the process's memory.
 */
final class ChangedWords {

    private static final int PAGE = 4096;
    /** As long as strings(1) wants a text at least. */
    private static final int SHORTEST = 4;
    /** A text is followed no further than this; also the most of it that is shown. */
    private static final int LONGEST = 256;

    private static final int STRING = 700;
    private static final int NUMBER = 600;
    private static final int POINTER = 200;
    /** Taken off what lies on a stack: it changes with every call. */
    private static final int STACK = 400;
    /** Taken off when more than this many words of a page changed: it was filled anew. */
    private static final int CROWD = 300;

    private static final int CROWDED = 32;

    private final AddressSpace then;
    private final AddressSpace now;
    private final Mapping mapping;
    private final DumpedProcess process;
    private final Changes changes;
    private final boolean stack;

    ChangedWords(AddressSpace then, AddressSpace now, Mapping mapping, DumpedProcess process, Changes changes) {
        this.then = then;
        this.now = now;
        this.mapping = mapping;
        this.process = process;
        this.changes = changes;
        this.stack = mapping.kind() == Mapping.Kind.STACK
                || process.threads().stream()
                        .flatMap(thread -> thread.registers().toOptional().stream())
                        .anyMatch(registers -> mapping.contains(registers.getOrDefault("rsp", 0L)));
    }

    /** Compares two states of the memory at an address, page by page; tells how many pages differ. */
    long compare(long address, byte[] old, byte[] fresh, int size) {
        long pages = 0;
        int at = Arrays.mismatch(old, 0, size, fresh, 0, size);
        while (at >= 0) {
            int page = at / PAGE * PAGE;
            int end = Math.min(page + PAGE, size);
            int next = page(address, old, fresh, at, end, size);
            pages++;
            int from = Math.max(next, end);
            int found = from >= size ? -1 : Arrays.mismatch(old, from, size, fresh, from, size);
            at = found < 0 ? -1 : from + found;
        }
        return pages;
    }

    /** The changes of one page, from the first on; tells where the last of them ends. */
    private int page(long address, byte[] old, byte[] fresh, int first, int end, int size) {
        int less = (stack ? STACK : 0) + (words(old, fresh, first / 8 * 8, end) > CROWDED ? CROWD : 0);
        int at = first;
        while (true) {
            at = one(address, old, fresh, at, size, less);
            if (at >= end) {
                return at;
            }
            int found = Arrays.mismatch(old, at, end, fresh, at, end);
            if (found < 0) {
                return end;
            }
            at += found;
        }
    }

    private static int words(byte[] old, byte[] fresh, int from, int end) {
        int words = 0;
        for (int at = from; at < end; at += 8) {
            words += Arrays.mismatch(old, at, at + 8, fresh, at, at + 8) < 0 ? 0 : 1;
        }
        return words;
    }

    private int one(long address, byte[] old, byte[] fresh, int at, int size, int less) {
        var before = Run.around(old, at, size);
        var after = Run.around(fresh, at, size);
        if (before.isText() || after.isText()) {
            // Short texts are often numbers that look like some.
            int length = Math.max(before.length(), after.length());
            int weight = STRING - less + Math.min(length, 40) - (length < 6 ? 80 : 0);
            if (changes.wants(weight)) {
                add(weight, Kind.STRING, address + Math.min(before.start(), after.start()), before.text(old), after.text(fresh));
            } else {
                changes.pass();
            }
            return Math.max(Math.max(before.end(), after.end()), at + 1);
        }
        int eight = at / 8 * 8;
        int four = at / 4 * 4;
        boolean narrow = Arrays.mismatch(old, eight, four, fresh, eight, four) < 0
                && Arrays.mismatch(old, four + 4, eight + 8, fresh, four + 4, eight + 8) < 0;
        long was = Unit.little(Bytes.of(Arrays.copyOfRange(old, eight, eight + 8)));
        long is = Unit.little(Bytes.of(Arrays.copyOfRange(fresh, eight, eight + 8)));
        if (then.mapping(was).isPresent() || now.mapping(is).isPresent()) {
            number(POINTER - less, Kind.POINTER, address + eight, "0x" + Long.toHexString(was), "0x" + Long.toHexString(is));
            return eight + 8;
        }
        // The upper half of a number that is no more than four bytes long is zero in both.
        boolean wide = !narrow || (four == eight && was >>> 32 == 0 && is >>> 32 == 0);
        int start = wide ? eight : four;
        int shift = start == eight ? 0 : 32;
        number(
                NUMBER - less,
                Kind.NUMBER,
                address + start,
                wide ? Long.toString(was) : Integer.toString((int) (was >>> shift)),
                wide ? Long.toString(is) : Integer.toString((int) (is >>> shift)));
        return wide ? eight + 8 : four + 4;
    }

    private void number(int weight, Kind kind, long address, String was, String is) {
        if (changes.wants(weight)) {
            add(weight, kind, address, was, is);
        } else {
            changes.pass();
        }
    }

    private void add(int weight, Kind kind, long address, String was, String is) {
        changes.add(weight, new DiffVerb.Row(
                "",
                Optional.of(kind),
                Optional.of(process.pid()),
                process.command(),
                "0x" + Long.toHexString(address) + " " + MappingName.of(mapping),
                was,
                is,
                Optional.empty()));
    }

    /**
     * A row of printable characters in a buffer.
     *
     * @param step the bytes of a character: 1, or 2 for UTF-16
     */
    private record Run(int start, int end, int step) {

        /** The longer of what stands there in ASCII and in UTF-16. */
        static Run around(byte[] bytes, int at, int size) {
            var narrow = around(bytes, at, size, 1);
            var wide = around(bytes, isPrintable(bytes[at]) || at == 0 ? at : at - 1, size, 2);
            return narrow.length() >= wide.length() ? narrow : wide;
        }

        /** A text that became shorter ends here now, and one that became longer ended here. */
        private static Run around(byte[] bytes, int at, int size, int step) {
            int start = at;
            while (start >= step && at - start < LONGEST && isCharacter(bytes, start - step, size, step)) {
                start -= step;
            }
            int end = at;
            while (end < size && end - at < LONGEST && isCharacter(bytes, end, size, step)) {
                end += step;
            }
            return new Run(start, end, step);
        }

        private static boolean isCharacter(byte[] bytes, int at, int size, int step) {
            return isPrintable(bytes[at]) && (step == 1 || (at + 1 < size && bytes[at + 1] == 0));
        }

        private static boolean isPrintable(byte b) {
            return (b >= ' ' && b <= '~') || b == '\t';
        }

        int length() {
            return (end - start) / step;
        }

        boolean isText() {
            return length() >= SHORTEST;
        }

        String text(byte[] bytes) {
            var text = Bytes.of(Arrays.copyOfRange(bytes, start, end)).latin1();
            return Match.printable(step == 1 ? text : text.replace("\0", ""));
        }
    }
}
