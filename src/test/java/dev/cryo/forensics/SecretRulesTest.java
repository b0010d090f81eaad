package dev.cryo.forensics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of secrets, and the search for them in text. */
class SecretRulesTest {

    private final SecretRules rules = SecretRules.known();

    private static List<String> kinds(SecretRules.Found found) {
        return found.hits().stream().map(hit -> hit.rule().name()).toList();
    }

    private SecretRules.Found find(String text) {
        return rules.find(text, 0, text.length());
    }

    private Stream<DynamicTest> each(Consumer<SecretRule> test) {
        return rules.rules().stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> test.accept(rule)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsASecretIsFoundByItsRuleAlone() {
        return each(rule -> {
            assertFalse(rule.positive().isEmpty());
            for (var example : rule.positive()) {
                for (var around : List.of("", "\0", "\n", " ", "\u00ff\u0000")) {
                    var text = around + example + around;
                    var found = find(text);
                    if (!around.equals(" ") || !kinds(found).isEmpty()) {
                        assertEquals(List.of(rule.name()), kinds(found), text);
                        assertTrue(found.whole());
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatOnlyLooksLikeItIsNot() {
        return each(rule -> {
            assertFalse(rule.negative().isEmpty());
            rule.negative().forEach(example -> assertEquals(List.of(), kinds(find(example)), example));
        });
    }

    @TestFactory
    Stream<DynamicTest> theSecretIsMaskedUnlessAskedFor() {
        return each(rule -> rule.positive().forEach(example -> {
            var hit = find(example).hits().getFirst();
            var secret = example.substring(hit.secretStart(), hit.secretEnd());
            assertFalse(hit.in(example, false).contains(secret.substring(4, Math.min(secret.length(), 12))), example);
            assertTrue(hit.in(example, false).contains("…(" + secret.length() + ")"), example);
            assertTrue(hit.in(example, true).length() >= secret.length());
            assertTrue(hit.in(example, true).chars().allMatch(c -> c >= ' ' && c <= '~'));
        }));
    }

    @Test
    void privateKeysAsJavaWritesThemAreFoundInBinaryForm() throws Exception {
        for (var kind : List.of("RSA 2048", "RSA 3072", "RSA 4096", "EC 256", "EC 384", "Ed25519 255", "X25519 255")) {
            var words = kind.split(" ", -1);
            var generator = KeyPairGenerator.getInstance(words[0]);
            generator.initialize(Integer.parseInt(words[1]));
            for (int i = 0; i < (words[0].equals("RSA") ? 2 : 50); i++) {
                var pair = generator.generateKeyPair();
                var text = "some" + new String(pair.getPrivate().getEncoded(), ISO_8859_1) + "thing";
                var name = "der-" + words[0].replaceFirst("X25519", "Ed25519").toLowerCase(Locale.ROOT) + "-private-key";
                assertEquals(List.of(name), kinds(find(text)), kind);
                var open = "some" + new String(pair.getPublic().getEncoded(), ISO_8859_1) + "thing";
                assertEquals(List.of(), kinds(find(open)), kind + ", the public key");
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatStandsAsUtf16IsFoundWhereItStands() {
        return each(rule -> {
            for (var example : rule.positive()) {
                if (example.chars().anyMatch(c -> c > '~' || c < '\t')) {
                    continue; // keys in binary form, and arguments, are no such text
                }
                for (int before : new int[] {0, 1, 2, 7}) {
                    var wide = "\u00ff".repeat(before) + new String(example.getBytes(StandardCharsets.UTF_16LE), ISO_8859_1) + "\0\0\u00ff";
                    var found = new FoundSecrets(rules, true, 10);
                    var places = new ArrayList<Integer>();
                    found.search(wide, 0, wide.length(), index -> {
                        places.add(index);
                        return SecretPlace.of(List.of(), "tmpfs", "/here");
                    });
                    assertEquals(List.of(rule.name()), found.all().stream().map(secret -> secret.rule().name()).toList(), example);
                    assertEquals(List.of(before + 2 * find(example).hits().getFirst().start()), places);
                }
            }
        });
    }

    @Test
    void thereAreEnoughKindsAndEachHasItsOwnName() {
        assertTrue(rules.rules().size() >= 30);
        assertEquals(
                rules.rules().size(),
                new HashSet<>(rules.rules().stream().map(SecretRule::name).toList()).size());
    }

    @Test
    void ofTwoKindsThatOverlapTheOneThatTellsMoreCounts() {
        var token = rules.rules().stream()
                .filter(rule -> rule.name().equals("gitlab-token"))
                .findFirst()
                .orElseThrow()
                .positive()
                .getFirst()
                .replace("PRIVATE-TOKEN: ", "");
        assertEquals(List.of("gitlab-token"), kinds(find("CI_JOB_TOKEN=" + token + "\0")));
        assertEquals(List.of("gitlab-token", "variable"), kinds(find("CI_JOB_TOKEN=hunter2-Zq\0" + token + "\0")));
    }

    @Test
    void aTextIsFoundOnceWhereverTheWindowsOfAStreamMeet() {
        var secret = "\nDB_PASSWORD=hunter2-Zq\n";
        for (int offset : List.of(0, 1, 262_100, 262_143, 262_144, 262_145, 270_300, 270_330, 270_400, 270_420, 532_500)) {
            var found = new FoundSecrets(rules, true, 10);
            try (var stream = new SecretStream(
                    rules.before(), (text, from, limit) -> assertTrue(found.search(text, from, limit, _ ->
                            new SecretPlace(Optional.empty(), "", "", ""))))) {
                var bytes = (".".repeat(offset) + secret + ".".repeat(300_000)).getBytes(ISO_8859_1);
                for (int at = 0; at < bytes.length; at += 10_000) {
                    stream.write(bytes, at, Math.min(10_000, bytes.length - at));
                }
            }
            assertEquals(List.of(1L), found.all().stream().map(FoundSecrets.Secret::count).toList(), "at " + offset);
            assertEquals("DB_PASSWORD=hunter2-Zq", found.all().getFirst().shown());
        }
    }

    @Test
    void differentSecretsAreKeptUpToABoundAndTheSameIsCounted() {
        var found = new FoundSecrets(rules, false, 5);
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("A_TOKEN=hunter").append(i % 100).append("-Zq\n");
        }
        found.search(text.toString(), 0, text.length(), at -> new SecretPlace(Optional.empty(), "", "", "" + at));
        assertTrue(found.more());
        assertEquals(5, found.all().size());
        assertEquals(200, found.all().getFirst().count());
        assertEquals(10, found.all().getFirst().places().size());
    }

    /** Text made so that at every few bytes an expression begins, and reads far: it costs no more than its bound. */
    @TestFactory
    Stream<DynamicTest> hostileTextIsSearchedToo() {
        return each(rule -> {
            for (var anchor : rule.anchors()) {
                for (var filler : List.of("", "A", "eyJ", "=", ":a", "\n", "A1b2C3d4E5f6G7h8I9j0")) {
                    assertApart((anchor + filler).repeat(40_000 / (anchor.length() + filler.length())));
                    assertApart(anchor + filler.repeat(40_000 / Math.max(filler.length(), 1)));
                }
            }
        });
    }

    private void assertApart(String text) {
        var hits = find(text).hits().stream()
                .sorted(Comparator.comparingInt(SecretRule.Hit::secretStart))
                .toList();
        int end = 0;
        for (var hit : hits) {
            assertTrue(hit.start() <= hit.secretStart() && hit.secretEnd() <= hit.end() && hit.end() <= text.length());
            assertTrue(end <= hit.secretStart(), () -> "two hits in one place: " + hits);
            end = hit.secretEnd();
        }
    }

    @Test
    void whatIsTooMuchIsSaid() {
        var expensive = "T3BlbkFJ".repeat(40_000);
        assertFalse(find(expensive).whole());
    }

    @Test
    void anchorsFindWhatAPlainSearchFinds() {
        var random = new Random(20260725);
        for (int round = 0; round < 300; round++) {
            var words = new ArrayList<>(new TreeSet<>(
                    Stream.generate(() -> letters(random, 1 + random.nextInt(5), "abAB\u00e9")).limit(8).toList()));
            var text = letters(random, 200, "abAB\u00e9.");
            int from = random.nextInt(50);
            int limit = 100 + random.nextInt(101);
            var expected = new TreeSet<String>();
            for (int word = 0; word < words.size(); word++) {
                var lower = words.get(word).toLowerCase(Locale.ROOT);
                for (int at = from; at < limit; at++) {
                    if (text.toLowerCase(Locale.ROOT).startsWith(lower, at)) {
                        expected.add(word + " " + at);
                    }
                }
            }
            var found = new TreeSet<String>();
            new Anchors(words).find(text, from, limit, (word, start) -> assertTrue(found.add(word + " " + start)));
            assertEquals(expected, found, words + " in " + text);
        }
    }

    private static String letters(Random random, int count, String of) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }
}
