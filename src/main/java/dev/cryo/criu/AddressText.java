package dev.cryo.criu;

import java.net.InetAddress;

/** IP addresses as people write them: those of IPv6 with their longest row of zeros left out (RFC 5952). */
final class AddressText {

    private AddressText() {}

    /**
     * The text of an address.
     *
     * @param bytes 4 or 16; not as {@link InetAddress} does it, which takes an address of IPv6 that holds one of IPv4 for that
     * @throws IllegalArgumentException when there are more or fewer
     */
    static String of(byte[] bytes) {
        if (bytes.length == 4) {
            return dotted(bytes, 0);
        }
        if (bytes.length != 16) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
        }
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int best = 0;
        int length = 0;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                best = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        boolean ofIpv4 = best == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
        for (int i = 0; i < 8; i++) {
            if (ofIpv4 && i == 6) {
                return text + (length == 5 ? ":" : "") + dotted(bytes, 12);
            }
            if (length > 1 && i == best) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static String dotted(byte[] bytes, int at) {
        return (bytes[at] & 0xff) + "." + (bytes[at + 1] & 0xff) + "." + (bytes[at + 2] & 0xff) + "." + (bytes[at + 3] & 0xff);
    }

    /**
     * The bytes of an address; names are not looked up.
     *
     * @throws NumberFormatException when the text is none
     */
    static byte[] bytes(String text) {
        if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new NumberFormatException("'" + text + "' is not an address");
        }
        try {
            var bytes = InetAddress.ofLiteral(text).getAddress();
            return text.indexOf(':') >= 0 && bytes.length == 4 ? mapped(bytes) : bytes;
        } catch (IllegalArgumentException e) {
            throw new NumberFormatException("'" + text + "' is not an address");
        }
    }

    /** Java gives the address of IPv4 that one of IPv6 holds. */
    private static byte[] mapped(byte[] ipv4) {
        var bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(ipv4, 0, bytes, 12, 4);
        return bytes;
    }
}
