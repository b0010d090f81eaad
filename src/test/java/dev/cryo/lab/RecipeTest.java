package dev.cryo.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {

    @Test
    void theSamePackagesInAnyOrderAreTheSameImage() {
        assertEquals(
                Recipe.image("minbase", List.of("redis-server", "procps", "procps")).key(),
                Recipe.image("minbase", List.of("procps", "redis-server")).key());
    }

    @Test
    void anythingThatDiffersMakesAnotherKey() {
        var image = Recipe.image("minbase", List.of("redis-server"));
        assertNotEquals(image.key(), Recipe.image("buildd", List.of("redis-server")).key());
        assertNotEquals(image.key(), Recipe.image("minbase", List.of("redis-tools")).key());
        assertNotEquals(image.key(), Recipe.image("minbase", List.of("redis", "server")).key());
        assertNotEquals(Recipe.lab(DockerFrom.SID).key(), Recipe.lab(DockerFrom.TRIXIE).key());
        assertNotEquals(
                image.key(), new Recipe("image", image.words(), List.of(Script.INSTALL)).key());
    }

    @Test
    void wordsDoNotRunTogether() {
        assertNotEquals(
                new Recipe("x", List.of("ab", "c"), List.of()).key(),
                new Recipe("x", List.of("a", "bc"), List.of()).key());
    }

    @Test
    void aKeyIsFitForTheNameOfAFolder() {
        assertTrue(Recipe.lab(DockerFrom.SID).name().matches("lab-sid-[0-9a-f]{16}"));
    }

    @Test
    void criuIsAlwaysTheNewest() {
        for (var docker : DockerFrom.values()) {
            var words = Recipe.lab(docker).words();
            assertTrue(words.indexOf("criu") > words.indexOf("-t"), docker + ": " + words);
        }
        var trixie = Recipe.lab(DockerFrom.TRIXIE).words();
        assertTrue(trixie.indexOf("docker.io") < trixie.indexOf("-t"));
    }
}
