package dev.cryo.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.catalog.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How calls end, and how their words are read. */
class StatusTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "0 | version",
        "0 | --version",
        "0 | --help",
        "0 | freeze web",
        "0 | freeze --leave-running web",
        "0 | freeze --leave-running=true web",
        "0 | freeze --leave-running=false web",
        "2 | freeze --leave-running=maybe web",
        "0 | freeze -d host:/x web",
        "0 | freeze -x a -xb --extra=c web",
        "0 | freeze -- web",
        "0 | --engine lab list",
        "0 | --engine=podman -H unix:///x list",
        "0 | --context x --store /x -q list",
        "1 | freeze broken",
        "2 | nonsense",
        "2 | list x",
        "2 | freeze --nonsense web",
        "2 | freeze --label a --label b web",
        "2 | freeze web --label",
        "2 | -Z list",
        "2 | --engine rocket list",
        "2 | --engine",
        "2 | --json=true list",
        "2 | freeze web --tcp close",
        "2 | until --stop x",
        "2 | nonsense.groovy",
        "0 | -e 1 + 1",
        "2 | -e 1 +",
        "1 | -e null.x",
        "1 | -e freeze 'broken'",
        "2 | -e freeze 'web', nonsense: 1",
        "3 | -e System.exit(3)",
        "3 | -e Runtime.getRuntime().exit(3)",
        "3 | -e [1].each { Runtime.runtime.exit(3) }",
        "4 | -e try { exit 4 } catch (Exception e) { }",
    })
    void ends(int status, String line) {
        var words = line.startsWith("-e ")
                ? List.of("-e", line.substring(3))
                : Words.of(line);
        var called = Called.with(words.toArray(String[]::new));
        assertEquals(status, called.status(), called.toString());
    }

    @Test
    void aSwitchTakesItsValueAfterAnEqualsSignOnly() {
        assertEquals("0123456789ab\n0123456789ab\n", Called.with("freeze", "--leave-running", "true", "web").out());
    }

    @Test
    void aCommandIsTakenAsItStands() {
        assertEquals("ls|-l|--json|--help\n", Called.with("exec", "-u", "x", "web", "ls", "-l", "--json", "--help").out());
    }

    @Test
    void standardInputStopsAtItsFirstFailure() {
        var called = Called.on("# first\nlook web\n\nfreeze broken\nprintln 'not reached'\n", "");
        assertEquals(1, called.status());
        assertTrue(called.out().startsWith("Name "), called.out());
        assertEquals(-1, called.out().indexOf("not reached"));
    }

    @Test
    void standardInputIsThePromptsLanguage() {
        var called = Called.on(
                """
                def x = 5
                def twice(a) {
                  a * 2
                }
                import java.util.concurrent.TimeUnit
                twice(x)
                TimeUnit.SECONDS
                exec web echo 'a b' \\
                  c
                int n = '7' as int
                n + 1
                def (a, b) = [1, 2]
                a + b
                [1, 2].each { print it }
                class P { int q }
                new P(q: 3).q
                2.seconds + 500.milliseconds
                if (a != b) {
                  println 'multi'
                }
                wait = 3
                wait
                :wait 1ms
                labUp(name: 'z')
                until(stop: { it > 5 })
                """,
                "");
        assertEquals(
                """
                10
                SECONDS
                echo|a b|c
                8
                3
                123
                PT2.5S
                multi
                3
                waited
                lab z is up
                stopped at 6
                """,
                called.out(),
                called.err());
    }

    @Test
    void aScriptsFailurePointsAtItsLine(@TempDir Path folder) throws IOException {
        var script = folder.resolve("deploy-it.groovy");
        Files.writeString(script, "#!/usr/bin/env cryo\nprintln args.join('+')\n\nfreeze 'broken'\n");
        var called = Called.with(script.toString(), "a", "b c");
        assertEquals("a+b c\n", called.out());
        assertEquals(1, called.status());
        assertTrue(called.err().contains("    at deploy-it.groovy:4  freeze 'broken'\n-> mend it\n"), called.err());
    }

    @Test
    void aTypedScriptCompiles(@TempDir Path folder) throws IOException {
        var script = folder.resolve("typed.groovy");
        Files.writeString(
                script,
                """
                import groovy.transform.CompileStatic

                @CompileStatic
                int twice(int a) { a * 2 }

                println twice(4)
                println 1.minute.toSeconds()
                """);
        assertEquals("8\n60\n", Called.with(script.toString()).out());
    }

    @Test
    void nobodyReadsAnyMore() {
        assertEquals(0, over(new Failing("Broken pipe"), "list"));
        assertEquals(0, over(new Failing("Broken pipe"), "-e", "while (true) { println 'x' * 10000 }"));
    }

    @Test
    void whatCannotBeWrittenIsAFailure() {
        assertEquals(1, over(new Failing("No space left on device"), "list"));
    }

    @Test
    void anInterruptedVerbEndsWhereItIsSafe() {
        var interruption = new Interruption();
        interruption.request();
        assertEquals(130, over(new ByteArrayOutputStream(), interruption, "wait", "60s"));
    }

    private static int over(OutputStream out, String... args) {
        return over(out, new Interruption(), args);
    }

    private static int over(OutputStream out, Interruption interruption, String... args) {
        var err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var streams = new Streams(System.in, Streams.data(out, false), err, false, false, false);
        return new Front(streams, Samples::new, () -> {}).run(List.of(args), interruption);
    }

    private static final class Failing extends OutputStream {
        private final String why;

        Failing(String why) {
            this.why = why;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(why);
        }
    }
}
