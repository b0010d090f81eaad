package dev.cryo.forensics;

import dev.cryo.criu.Match;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one kind of secret looks like: a row of {@code secrets.txt}, which says what each part is.
 *
 * @param rank its place in the table; of two that overlap, the lower counts
 * @param positive examples in which it is found
 * @param negative examples in which it is not
 */
record SecretRule(
        int rank,
        String name,
        List<String> anchors,
        int before,
        Pattern expression,
        double entropy,
        boolean binary,
        Optional<Pattern> not,
        Optional<Pattern> decoded,
        List<String> positive,
        List<String> negative) {

    /** The group of the expression that is masked. */
    static final String SECRET = "secret";
    /** How far behind its anchor a secret may end. */
    static final int REACH = 8 << 10;

    /** A secret in a text, and what of it is masked. */
    record Hit(SecretRule rule, int start, int end, int secretStart, int secretEnd) {

        /** The hit in printable ASCII, with the secret as it is or masked; a key in binary form is shown as hexadecimal digits. */
        String in(String text, boolean show) {
            var secret = text.substring(secretStart, secretEnd);
            if (rule.binary) {
                return show
                        ? HexFormat.of().formatHex(secret.getBytes(StandardCharsets.ISO_8859_1))
                        : "…(" + secret.length() + ")";
            }
            return Match.printable(text.substring(start, secretStart))
                    + (show ? Match.printable(secret) : masked(secret))
                    + Match.printable(text.substring(secretEnd, end));
        }
    }

    /** The secret at an anchor, if there is one. */
    Optional<Hit> at(CharSequence text, int anchor) {
        var matcher = expression.matcher(text)
                .region(Math.max(anchor - before, 0), Math.min(text.length(), anchor + REACH))
                .useTransparentBounds(true)
                .useAnchoringBounds(false);
        return reaches(matcher, anchor) && isSecret(text.subSequence(matcher.start(SECRET), matcher.end(SECRET)).toString())
                ? Optional.of(new Hit(
                        this, matcher.start(), matcher.end(), matcher.start(SECRET), matcher.end(SECRET)))
                : Optional.empty();
    }

    private boolean reaches(Matcher matcher, int anchor) {
        if (before == 0) {
            return matcher.lookingAt();
        }
        while (matcher.find() && matcher.start() <= anchor) {
            if (matcher.end() > anchor) {
                return true;
            }
        }
        return false;
    }

    private boolean isSecret(String secret) {
        return bits(secret) >= entropy
                && not.map(none -> !none.matcher(secret).matches()).orElse(true)
                && decoded.map(form -> form.matcher(decode(secret)).matches()).orElse(true);
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What a character tells, in bits, if each were drawn from those that are there (Shannon). */
    static double bits(String text) {
        var counts = new int[256];
        text.chars().forEach(c -> counts[c & 0xff]++);
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / text.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }

    /** Its first characters, at most a quarter of them, and how many there are: {@code AKIA…(20)}. */
    static String masked(String secret) {
        return Match.printable(secret.substring(0, Math.min(4, secret.length() / 4))) + "…(" + secret.length() + ")";
    }
}
