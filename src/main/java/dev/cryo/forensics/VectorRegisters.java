package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The floating-point and vector registers of an x86-64 thread, hexadecimal, the highest byte first.
 *
 * <p>Source: {@code user_x86_fpregs_entry}: st_space and xmm_space hold four words of 32 bits for each register, as FXSAVE
 * lays them out; {@code xsave.ymmh_space} four for the upper half of each.
 */
final class VectorRegisters {

    private VectorRegisters() {}

    static SequencedMap<String, String> of(Fields registers) {
        var all = new LinkedHashMap<String, String>();
        for (var name : List.of("cwd", "swd", "twd", "fop", "rip", "rdp", "mxcsr")) {
            registers.number(name).ifPresent(value -> all.put("fp_" + name, "0x" + Long.toHexString(value)));
        }
        var st = registers.numbers("st_space");
        for (int i = 0; i < Math.min(8, st.size() / 4); i++) {
            // Ten bytes each: the mantissa's eight, then the exponent's two.
            all.put("st" + i, "0x%04x%08x%08x".formatted(st.get(4 * i + 2) & 0xffff, st.get(4 * i + 1), st.get(4 * i)));
        }
        var xmm = registers.numbers("xmm_space");
        var upper = registers.at("xsave").map(xsave -> xsave.numbers("ymmh_space")).orElse(List.of());
        for (int i = 0; i < Math.min(16, xmm.size() / 4); i++) {
            boolean wide = upper.size() >= 4 * (i + 1);
            all.put((wide ? "ymm" : "xmm") + i, "0x" + (wide ? words(upper, i) : "") + words(xmm, i));
        }
        return all;
    }

    private static String words(List<Long> space, int register) {
        var text = new StringBuilder();
        for (int i = 3; i >= 0; i--) {
            text.append("%08x".formatted(space.get(4 * register + i) & 0xffff_ffffL));
        }
        return text.toString();
    }
}
