package dev.cryo.forensics;

import java.util.Set;

/** The registers of x86-64 as its manuals call them; CRIU's fields leave the first letter out. */
final class X86Names {

    private static final Set<String> SHORT = Set.of("bp", "bx", "ax", "cx", "dx", "si", "di", "ip", "sp", "orig_ax");

    private X86Names() {}

    static String of(String field) {
        return field.equals("orig_ax") ? "orig_rax" : field.equals("flags") ? "eflags" : SHORT.contains(field) ? "r" + field : field;
    }
}
