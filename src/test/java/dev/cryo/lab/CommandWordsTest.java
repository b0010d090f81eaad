package dev.cryo.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cryo.verb.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void wordsAreTakenApartAsAShellWould() {
        assertEquals(List.of("redis-server", "--save", "", "-p", "1 2"), words("redis-server --save '' -p \"1 2\""));
        assertEquals(List.of("sh", "-c", "echo \"$x\"; echo 'y'"), words("sh -c 'echo \"$x\"; echo '\"'y'\""));
        assertEquals(List.of("a b", "c\\d", "\""), words("  a\\ b\t'c\\d' \\\" "));
    }

    @Test
    void whatCannotBeACommandIsRefused() {
        assertThrows(Problem.class, () -> new CommandWords(" "));
        assertThrows(Problem.class, () -> new CommandWords("echo 'open"));
    }

    private static List<String> words(String text) {
        return new CommandWords(text).words();
    }
}
