package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The floating-point and vector state of an x86-64 thread, laid out as the processor's FXSAVE and XSAVE do.
 *
 * <p>Sources: Intel SDM volume 1, 10.5.1 and 13.4 (standard form); {@code user_x86_fpregs_entry},
 * {@code user_x86_xsave_entry}. Where the kernel leaves room for software (byte 464) stands the mask of the states that
 * the area has, from which gdb tells its layout.
 */
final class FloatingPoint {

    private static final int LEGACY = 512;
    private static final int SOFTWARE = 464;
    private static final int X87_SSE_AVX = 7;
    private static final int AVX512 = 0xe0;

    private static final int AVX_AT = 576;
    private static final int AVX_END = 832;
    private static final int OPMASK_AT = 1088;
    private static final int ZMM_UPPER_AT = 1152;
    private static final int ZMM_HIGH_AT = 1664;
    private static final int AVX512_END = 2688;

    private final Fields registers;

    /** @param registers {@code user_x86_fpregs_entry} */
    FloatingPoint(Fields registers) {
        this.registers = registers;
    }

    /** The 512 bytes of FXSAVE. */
    byte[] legacy() {
        var area = ByteBuffer.allocate(LEGACY).order(ByteOrder.LITTLE_ENDIAN);
        fill(area);
        return area.array();
    }

    private void fill(ByteBuffer area) {
        area.putShort(0, (short) registers.number("cwd", 0));
        area.putShort(2, (short) registers.number("swd", 0));
        area.putShort(4, (short) registers.number("twd", 0));
        area.putShort(6, (short) registers.number("fop", 0));
        area.putLong(8, registers.number("rip", 0));
        area.putLong(16, registers.number("rdp", 0));
        area.putInt(24, (int) registers.number("mxcsr", 0));
        area.putInt(28, (int) registers.number("mxcsr_mask", 0));
        words(area, 32, 32, registers.numbers("st_space"));
        words(area, 160, 64, registers.numbers("xmm_space"));
    }

    /** The area of XSAVE: with AVX, and with AVX-512 where the thread used it. */
    byte[] extended() {
        var xsave = registers.at("xsave");
        long used = xsave.map(x -> x.number("xstate_bv", 0)).orElse(3L);
        boolean wide = (used & AVX512) != 0 && xsave.map(x -> x.numbers("zmm_upper").size() >= 64).orElse(false);
        long states = wide ? X87_SSE_AVX | AVX512 : X87_SSE_AVX;
        var area = ByteBuffer.allocate(wide ? AVX512_END : AVX_END).order(ByteOrder.LITTLE_ENDIAN);
        fill(area);
        area.putLong(SOFTWARE, states);
        area.putLong(LEGACY, used & states);
        xsave.ifPresent(x -> words(area, AVX_AT, 64, x.numbers("ymmh_space")));
        if (wide) {
            xsave.ifPresent(x -> {
                longs(area, OPMASK_AT, 8, x.numbers("opmask_reg"));
                longs(area, ZMM_UPPER_AT, 64, x.numbers("zmm_upper"));
                longs(area, ZMM_HIGH_AT, 128, x.numbers("hi16_zmm"));
            });
        }
        return area.array();
    }

    private static void words(ByteBuffer area, int at, int most, List<Long> words) {
        for (int i = 0; i < Math.min(most, words.size()); i++) {
            area.putInt(at + 4 * i, (int) (long) words.get(i));
        }
    }

    private static void longs(ByteBuffer area, int at, int most, List<Long> numbers) {
        for (int i = 0; i < Math.min(most, numbers.size()); i++) {
            area.putLong(at + 8 * i, numbers.get(i));
        }
    }
}
