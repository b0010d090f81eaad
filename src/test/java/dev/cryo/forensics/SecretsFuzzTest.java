package dev.cryo.forensics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/**
 * Memory can hold anything: whatever stands there, the rules end, and what they find lies in it and is shown harmlessly.
 *
 * <p>In the tests it runs over its corpus. To look for new inputs: {@code JAZZER_FUZZ=1 mvn test
 * -Dtest=SecretsFuzzTest#anyText}.
 */
class SecretsFuzzTest {

    private static final SecretRules RULES = SecretRules.known();

    @FuzzTest(maxDuration = "30m")
    void anyText(byte[] data) {
        var text = new String(data, ISO_8859_1);
        var found = RULES.find(text, 0, text.length());
        for (var hit : found.hits()) {
            assertTrue(hit.start() <= hit.secretStart() && hit.secretEnd() <= hit.end() && hit.end() <= text.length());
            assertTrue(hit.in(text, true).chars().allMatch(c -> c >= ' ' && c <= '~'));
            var secret = text.substring(hit.secretStart(), hit.secretEnd());
            assertTrue(secret.length() < 4 || !SecretRule.masked(secret).contains(secret));
        }
        assertSameInParts(text, found);
    }

    /** Where a window ends makes no difference to whether something is found. */
    private static void assertSameInParts(String text, SecretRules.Found whole) {
        int middle = text.length() / 2;
        var parts = List.of(RULES.find(text, 0, middle), RULES.find(text, middle, text.length()));
        if (whole.whole() && parts.stream().allMatch(SecretRules.Found::whole)) {
            assertEquals(whole.hits().isEmpty(), parts.stream().allMatch(part -> part.hits().isEmpty()));
        }
    }
}
