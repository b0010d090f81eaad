package dev.cryo.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** The order in which the docker client's settings count, over files as that client writes them. */
class DockerClientSettingsTest {

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void contexts() throws Exception {
        environment.put("HOME", home.toString());
        context("one", "tcp://one:1");
        context("two", "tcp://two:2");
        context("three", "ssh://three");
    }

    private void context(String name, String host) throws IOException, NoSuchAlgorithmException {
        var digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        var folder = Files.createDirectories(home.resolve(".docker/contexts/meta").resolve(digest));
        Files.writeString(
                folder.resolve("meta.json"),
                "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"" + host
                        + "\",\"SkipTLSVerify\":false}}}");
    }

    private void current(String name) throws IOException {
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\":{},\"currentContext\":\"" + name + "\"}");
    }

    private String chosen(@Nullable String host, @Nullable String context) {
        return new DockerClientSettings(environment)
                .choose(Optional.ofNullable(host), Optional.ofNullable(context))
                .map(choice -> choice.way().toString())
                .orElse("");
    }

    private String chosen() {
        return chosen(null, null);
    }

    @Test
    void withoutAnySettingTheMachinesOwnIsMeant() {
        assertEquals("", chosen());
    }

    @Test
    void whatLeavesTheMachineIsNotNear() throws IOException {
        var settings = new DockerClientSettings(environment);
        assertTrue(settings.isNear(Optional.empty(), Optional.empty()), "the machine's own");
        assertTrue(settings.isNear(Optional.of("unix:///run/other.sock"), Optional.empty()));
        assertFalse(settings.isNear(Optional.of("tcp://127.0.0.1:1"), Optional.empty()));
        assertFalse(settings.isNear(Optional.empty(), Optional.of("three")));
        current("one");
        assertFalse(settings.isNear(Optional.empty(), Optional.empty()));
    }

    @Test
    void eachSettingIsOverruledByTheNext() throws IOException {
        current("one");
        assertEquals("tcp://one:1", chosen());
        environment.put("DOCKER_CONTEXT", "two");
        assertEquals("tcp://two:2", chosen());
        environment.put("DOCKER_HOST", "tcp://variable:3");
        assertEquals("tcp://variable:3", chosen());
        assertEquals("ssh://three", chosen(null, "three"));
        assertEquals("unix:///flag.sock", chosen("unix:///flag.sock", null));
    }

    @Test
    void theDefaultContextIsTheMachinesOwnUnlessDockerHostSaysOtherwise() throws IOException {
        current("one");
        assertEquals("", chosen(null, "default"));
        environment.put("DOCKER_HOST", "tcp://variable:3");
        assertEquals("tcp://variable:3", chosen(null, "default"));
    }

    @Test
    void emptyVariablesSayNothing() {
        environment.put("DOCKER_HOST", "");
        environment.put("DOCKER_CONTEXT", "");
        assertEquals("", chosen());
    }

    @Test
    void dockerConfigSaysWhereContextsAre() {
        environment.put("DOCKER_CONFIG", home.resolve("elsewhere").toString());
        var problem = assertThrows(Problem.class, () -> chosen(null, "one"));
        assertTrue(problem.evidence().contains("there are: default"), problem.evidence().toString());
    }

    @Test
    void anUnknownContextIsAnsweredWithThoseThereAre() {
        var problem = assertThrows(Problem.class, () -> chosen(null, "thre"));
        assertEquals(Problem.Kind.USAGE, problem.kind());
        assertTrue(problem.evidence().contains("there are: default, one, three, two"), problem.evidence().toString());
        assertEquals(Optional.of("did you mean 'three'?"), problem.remedy());
    }

    @Test
    void aNameThatIsAPathLeadsNowhere() {
        assertThrows(Problem.class, () -> chosen(null, "../../../etc"));
    }

    @Test
    void hostAndContextTogetherAreRefused() {
        assertEquals(
                Problem.Kind.USAGE, assertThrows(Problem.class, () -> chosen("tcp://x", "one")).kind());
    }

    @Test
    void damagedSettingsAreNamed() throws IOException {
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\": ");
        var problem = assertThrows(Problem.class, this::chosen);
        assertTrue(problem.evidence().getFirst().contains("config.json"));
        environment.put("DOCKER_HOST", "tcp://variable:3");
        assertEquals("tcp://variable:3", chosen(), "what is not asked does not matter");
    }

    @Test
    void tlsTakesAnotherPortAndItsKeysMustBeUsable() throws IOException {
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", home.toString());
        environment.put("DOCKER_HOST", "tcp://secured");
        assertEquals("tcp://secured:2376", chosen());
        Files.writeString(home.resolve("ca.pem"), "no certificate");
        var problem = assertThrows(Problem.class, this::chosen);
        assertTrue(problem.remedy().isPresent());
        environment.put("DOCKER_HOST", "unix:///x");
        assertEquals("unix:///x", chosen(), "a socket has no TLS");
    }
}
