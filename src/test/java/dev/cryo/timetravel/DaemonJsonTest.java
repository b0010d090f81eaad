package dev.cryo.timetravel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonJsonTest {

    private static final String PROGRAM = "/usr/local/bin/cryo-runtime";

    private static DaemonJson read(String text) {
        return DaemonJson.read(text.getBytes(StandardCharsets.UTF_8), "daemon.json");
    }

    @Test
    void everythingElseStaysInItsOrderToTheLastDigit() {
        var changed = read("{\"z\": 1.50, \"runtimes\": {\"kata\": {\"path\": \"/k\"}}, \"a\": [1, {\"b\": null}], \"big\":"
                        + " 12345678901234567890123}")
                .with(PROGRAM, false);
        assertEquals(
                "{\"z\":1.50,\"runtimes\":{\"kata\":{\"path\":\"/k\"},\"cryo\":{\"path\":\"" + PROGRAM
                        + "\"}},\"a\":[1,{\"b\":null}],\"big\":12345678901234567890123}",
                changed.root().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " \n", "{}", "{\"debug\":true}", "{\"runtimes\":{}}", "{\"default-runtime\":\"kata\",\"runtimes\":"
                        + "{\"kata\":{\"path\":\"/k\",\"runtimeArgs\":[\"x\"]}}}"
            })
    void whatIsPutInComesOutAgain(String text) {
        var before = read(text);
        for (boolean asDefault : List.of(true, false)) {
            var with = before.with(PROGRAM, asDefault);
            assertEquals(with, with.with(PROGRAM, asDefault), "a second time changes nothing");
            assertEquals(before, with.without(before));
        }
    }

    @Test
    void whatSomebodyAddedMeanwhileStays() {
        var before = read("{}");
        var later = read("{\"runtimes\":{\"cryo\":{\"path\":\"" + PROGRAM
                + "\"},\"kata\":{\"path\":\"/k\"}},\"default-runtime\":\"kata\",\"debug\":true}");
        assertEquals(
                "{\"runtimes\":{\"kata\":{\"path\":\"/k\"}},\"default-runtime\":\"kata\",\"debug\":true}",
                later.without(before).root().toString());
    }

    @Test
    void aDaemonIsToldWhatIsThereInsteadOfWhatWasTakenAway() {
        assertEquals(
                "{\"runtimes\":{},\"default-runtime\":\"runc\"}", read("{}").explicit().root().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{", "[]", "null", "\"x\"", "{} {}", "{\"a\":1,\"a\":2}", "{\"runtimes\":[]}", "{\"a\":1,}", "{// c\n}"
            })
    void whatIsNoConfigurationIsRefusedByName(String text) {
        var problem = assertThrows(Problem.class, () -> read(text));
        assertTrue(problem.what().contains("nothing was changed"));
        assertTrue(problem.evidence().getFirst().startsWith("daemon.json: "), problem.evidence().toString());
    }
}
