package dev.cryo.criu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as inet_ntop(3) writes them, and back. */
class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        "7f000001, 127.0.0.1",
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "20010db8000000000000000000000001, 2001:db8::1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "00000000000000000000ffff7f000001, ::ffff:127.0.0.1",
        "0000000000000000000000007f000002, ::127.0.0.2",
        "fe800000000000000000000000000000, fe80::",
    })
    void bytesAreWrittenAndReadAgain(String hex, String text) {
        var bytes = HexFormat.of().parseHex(hex);
        assertEquals(text, AddressText.of(bytes));
        assertArrayEquals(bytes, AddressText.bytes(text));
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> AddressText.of(new byte[8]));
        assertThrows(NumberFormatException.class, () -> AddressText.bytes("localhost"));
        assertThrows(NumberFormatException.class, () -> AddressText.bytes("1.2.3.4.5"));
    }
}
