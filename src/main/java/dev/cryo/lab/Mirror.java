package dev.cryo.lab;

import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where Debian comes from: the URI of a mirror of its whole archive. */
public record Mirror(String uri) {

    private static final Pattern PROXY = Pattern.compile("(?m)^PROXY='(.*)'$");

    public Mirror {
        if (!uri.matches("(https?|ftp)://\\S+")) {
            throw Problem.usage("'" + uri + "' is not the URI of a Debian mirror")
                    .remedy("write one as it stands in apt's sources, such as http://HOST/debian");
        }
        uri = uri.replaceFirst("/+$", "");
    }

    /**
     * The mirror in the machine's own apt configuration.
     *
     * @throws Problem when none of apt's sources has the suite
     */
    static Mirror ofMachine(Watch watch) {
        var candidates = AptSource.mirrors(AptSource.all(Path.of("/etc/apt")));
        var evidence = new ArrayList<String>();
        for (var candidate : candidates) {
            var answer = ask(candidate, watch);
            if (answer.isEmpty()) {
                return new Mirror(candidate);
            }
            evidence.add(candidate + ": " + answer.get());
        }
        throw Problem.failed("no Debian mirror with " + Recipe.SUITE + " in this machine's apt configuration")
                .evidence(candidates.isEmpty() ? List.of("/etc/apt names no Debian archive with 'main'") : evidence)
                .remedy("name one: lab up --mirror URI");
    }

    /** Asks as apt would, with apt's proxies and certificates; empty when the suite is there, else what is wrong. */
    private static Optional<String> ask(String uri, Watch watch) {
        try {
            var file = Files.createTempFile("cryo-mirror", "");
            try {
                var url = uri + "/dists/" + Recipe.SUITE + "/Release";
                var result = Command.of("/usr/lib/apt/apt-helper", "download-file", url, file.toString())
                        .run(watch);
                var lines = result.lastLines(1);
                return result.status() == 0 ? Optional.empty() : Optional.of(lines.isEmpty() ? "" : lines.getFirst());
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Problem.failed("no temporary file could be made").cause(e);
        }
    }

    /** The proxy that apt uses, for debootstrap's downloader does not read apt's configuration. */
    static Optional<String> proxy(Watch watch) {
        var answer = Command.of("apt-config", "shell", "PROXY", "Acquire::http::Proxy").run(watch);
        var line = PROXY.matcher(answer.output());
        return line.find() && !line.group(1).isEmpty() && !line.group(1).equals("DIRECT")
                ? Optional.of(line.group(1))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return uri;
    }
}
