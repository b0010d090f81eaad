package dev.cryo.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cryo.verb.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "unix:///run/docker.sock, unix:///run/docker.sock",
        "unix://, unix:///var/run/docker.sock",
        "tcp://10.0.0.1:1234, tcp://10.0.0.1:1234",
        "tcp://build-host, tcp://build-host:2375",
        "tcp://, tcp://localhost:2375",
        "tcp://[fe80::1]:99/, tcp://[fe80::1]:99",
        "build-host:99, tcp://build-host:99",
        "ssh://host, ssh://host",
        "ssh://me@host:2222, ssh://me@host:2222",
        "ssh://me@[::1]:22, ssh://me@[::1]:22",
        "ssh://host/run/other.sock, ssh://host/run/other.sock",
        "ssh://host/, ssh://host",
    })
    void readsWhatTheDockerClientReads(String address, String means) {
        assertEquals(means, DockerAddress.read(address, Optional.empty()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix://relative", "npipe:////./pipe/docker", "tcp://host:0", "tcp://host:65536", "tcp://host:12345678901",
                "tcp://user@host:1", "tcp://host:1/path", "tcp://ho st:1", "ssh://", "ssh://host:port", "ssh://me:secret@host",
                "ssh://host?x=y", "ssh://host#x", "tcp://[::1"
            })
    void refusesTheRestAsWrongUse(String address) {
        var problem = assertThrows(Problem.class, () -> DockerAddress.read(address, Optional.empty()));
        assertEquals(Problem.Kind.USAGE, problem.kind());
        assertTrue(problem.remedy().isPresent());
        assertTrue(!problem.what().contains("secret"), "a password is not repeated");
    }

    @Test
    void nothingInAnAddressBecomesAnOptionOfSsh() {
        var way = (SshWay) DockerAddress.read("ssh://-oProxyCommand=x@host/it's.sock", Optional.empty());
        var command = way.command(List.of(), way.dial());
        assertEquals("-oProxyCommand=x", command.get(command.indexOf("-l") + 1));
        assertEquals(
                List.of("--", "host", "docker", "--host=unix://'/it'\\''s.sock'", "system", "dial-stdio"),
                command.subList(command.indexOf("--"), command.size()));
    }
}
