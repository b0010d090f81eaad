package dev.cryo.engine.docker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cryo.engine.EngineHost;
import dev.cryo.engine.HostProcess;
import dev.cryo.engine.HostScript;
import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine host that Cryo reaches through the daemon's API alone: scripts are run by {@code exec} in a privileged
 * container of Cryo's own ({@link Foothold}), from where they enter the namespaces of the host's process 1. Neither
 * side sees the other's files.
 */
final class ApiHost implements EngineHost, AutoCloseable {

    private static final HostScript OUTSIDE = HostScript.beside(ApiHost.class, "outside.sh");
    private static final HostScript FILES = HostScript.beside(ApiHost.class, "files.sh");
    private static final int PIECE = 1 << 20;

    private static final List<String> ENTER = List.of(
            "/usr/bin/nsenter", "-t", "1", "-m", "-p", "-n", "--",
            "/usr/bin/env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-c");

    private final DockerApi api;
    private final Foothold foothold;
    private @Nullable HostProcess files;

    ApiHost(DockerApi api, Duration lease) {
        this.api = api;
        this.foothold = new Foothold(api, lease);
    }

    @Override
    public HostProcess start(HostScript script, List<String> arguments) {
        var words = new ArrayList<>(ENTER);
        words.addAll(List.of(OUTSIDE.text(), "outside", script.text(), script.name()));
        words.addAll(arguments);
        var document = JsonNodeFactory.instance.objectNode();
        document.put("AttachStdin", true).put("AttachStdout", true).put("AttachStderr", true);
        words.forEach(document.putArray("Cmd")::add);
        try {
            var id = api.answer("/containers/" + foothold.container() + "/exec", document)
                    .path("Id")
                    .asText();
            var how = JsonNodeFactory.instance.objectNode().put("Detach", false).put("Tty", false);
            var opened = api.converse("/exec/" + id + "/start", how);
            return ExecProcess.of(api, id, opened.connection(), opened.response().getBody());
        } catch (DockerApi.Refusal e) {
            throw Problem.failed("no command can be run on the engine's host")
                    .evidence(e.said())
                    .remedy("Cryo runs them from a privileged container; the host needs nsenter (package util-linux)")
                    .cause(e);
        }
    }

    @Override
    public byte[] read(HostPath file, long offset, int length) {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            int wanted = Math.min(PIECE, length - bytes.size());
            var piece = ask("read " + (offset + bytes.size()) + " " + wanted + " ", file);
            bytes.writeBytes(piece);
            if (piece.length < wanted) {
                break;
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public boolean exists(HostPath path) {
        return ask("exists ", path).length > 0;
    }

    @Override
    public List<String> list(HostPath folder) {
        var names = new String(ask("list ", folder), StandardCharsets.UTF_8);
        return names.isEmpty() ? List.of() : List.of(names.split("\0"));
    }

    /** One question to files.sh, which stays for the next; one that has gone with its container is started anew. */
    private synchronized byte[] ask(String question, HostPath path) {
        if (path.text().contains("\n")) {
            throw Problem.failed("a file whose name holds a line end cannot be asked for").evidence(path.text());
        }
        for (boolean first = files != null; ; first = false) {
            var asked = files == null ? start(FILES, List.of()) : files;
            files = asked;
            asked.say(question + path);
            var answer = asked.line();
            var trouble = asked.line();
            if (answer.isPresent() && trouble.isPresent()) {
                if (!trouble.get().isEmpty()) {
                    throw Problem.failed("a file of the engine's host cannot be read").evidence(trouble.get());
                }
                return Base64.getDecoder().decode(answer.get());
            }
            files = null;
            var said = asked.finish().err();
            if (!first) {
                throw Problem.failed("files of the engine's host cannot be read").evidence(said);
            }
        }
    }

    @Override
    public Optional<HostPath> view(Path local) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> local(HostPath path) {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        if (files != null) {
            files.close();
            files = null;
        }
        foothold.close();
    }
}
