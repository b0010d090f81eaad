package dev.cryo.forensics;

import dev.cryo.criu.Mapping;
import dev.cryo.criu.Match;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import java.util.Optional;

/**
 * Which memory is meant.
 *
 * @param mapping a part of a mapping's file, or its kind: {@code heap}, {@code stack}
 * @param permissions those that a mapping must have, such as {@code w} or {@code rx}
 * @param range two addresses, hexadecimal
 */
public record Where(
        @Option(label = "TEXT", help = "only in mappings of a file with this in its path, or of this kind: heap, stack")
                Optional<String> mapping,
        @Option(label = "rwxps", help = "only in mappings with these permissions") Optional<String> permissions,
        @Option(label = "FROM-TO", help = "only at these addresses, in hexadecimal") Optional<Range> range) {

    /** From the first address up to the second, which is not included. */
    public record Range(String text) {

        private static final String FORM = "(0x)?[0-9a-fA-F]{1,16}-(0x)?[0-9a-fA-F]{1,16}";

        public Range {
            if (!text.matches(FORM)) {
                throw Problem.usage("'" + text + "' is no range of addresses").remedy("write it as 'maps' does: 7f00-8000");
            }
        }

        boolean contains(long address) {
            var ends = text.replace("0x", "").split("-", 2);
            return Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), address) <= 0
                    && Long.compareUnsigned(address, Long.parseUnsignedLong(ends[1], 16)) < 0;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    boolean matches(Match match) {
        return matches(match.address(), match.mapping());
    }

    /** @param at the mapping that the address lies in */
    boolean matches(long address, Optional<Mapping> at) {
        return range.map(r -> r.contains(address)).orElse(true)
                && mapping.map(text -> at
                                .map(m -> MappingName.kind(m).equals(text)
                                        || m.path().map(path -> path.contains(text)).orElse(false))
                                .orElse(false))
                        .orElse(true)
                && permissions
                        .map(wanted -> at
                                .map(m -> wanted.chars().allMatch(c -> m.permissions().indexOf(c) >= 0))
                                .orElse(false))
                        .orElse(true);
    }
}
