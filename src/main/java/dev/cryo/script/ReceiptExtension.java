package dev.cryo.script;

import dev.cryo.timetravel.Receipt;

/** Receipts in Groovy: one that holds is true, {@code assert web.rewind(before)}. Groovy finds it by name. */
public final class ReceiptExtension {

    private ReceiptExtension() {}

    public static boolean asBoolean(Receipt receipt) {
        return receipt.holds();
    }
}
