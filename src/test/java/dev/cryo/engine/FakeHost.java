package dev.cryo.engine;

import dev.cryo.verb.HostPath;
import dev.cryo.verb.Problem;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * An engine host that is nowhere: its files are what a test puts there, its scripts what a test says they print. Folders
 * of this machine are at the same place there.
 */
public final class FakeHost implements EngineHost {

    private final Map<String, byte[]> files = new TreeMap<>();
    private BiFunction<HostScript, List<String>, HostResult> scripts = (script, arguments) -> {
        throw Problem.failed("no command can be run on a host that is nowhere").evidence(script.name());
    };

    public void put(HostPath file, byte[] bytes) {
        files.put(file.text(), bytes.clone());
    }

    /** What scripts do from now on. */
    public void answer(BiFunction<HostScript, List<String>, HostResult> does) {
        scripts = does;
    }

    @Override
    public HostProcess start(HostScript script, List<String> arguments) {
        return new Ended(scripts.apply(script, arguments));
    }

    @Override
    public byte[] read(HostPath file, long offset, int length) {
        var bytes = files.get(file.text());
        if (bytes == null) {
            throw Problem.failed("a file of the engine's host cannot be read").evidence(file + " is not there");
        }
        int from = (int) Math.min(offset, bytes.length);
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
    }

    @Override
    public boolean exists(HostPath path) {
        return path.text().equals("/")
                || files.containsKey(path.text())
                || files.keySet().stream().anyMatch(file -> file.startsWith(path.text() + "/"));
    }

    @Override
    public List<String> list(HostPath folder) {
        var prefix = folder.text().endsWith("/") ? folder.text() : folder.text() + "/";
        return files.keySet().stream()
                .filter(file -> file.startsWith(prefix))
                .map(file -> file.substring(prefix.length()).replaceFirst("/.*", ""))
                .distinct()
                .toList();
    }

    @Override
    public Optional<HostPath> view(Path local) {
        return Optional.of(new HostPath(local.toAbsolutePath().normalize().toString()));
    }

    @Override
    public Optional<Path> local(HostPath path) {
        return Optional.of(Path.of(path.text()));
    }

    /** A script that has printed all it will. */
    private static final class Ended implements HostProcess {
        private final HostResult result;
        private int read;

        Ended(HostResult result) {
            this.result = result;
        }

        @Override
        public Optional<String> line() {
            return read < result.out().size() ? Optional.of(result.out().get(read++)) : Optional.empty();
        }

        @Override
        public void say(String line) {}

        @Override
        public InputStream output() {
            var text = String.join("\n", finish().out());
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public OutputStream input() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public HostResult finish() {
            var rest = result.out().subList(read, result.out().size());
            read = result.out().size();
            return new HostResult(result.status(), rest, result.err());
        }

        @Override
        public void close() {}
    }
}
