package dev.cryo.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a Docker daemon the two or three things that tell whether it is well; short answers only, and with a deadline. */
record DaemonSocket(Path path) {

    private static final int LONGEST = 1 << 16;

    /** What a GET was answered with. */
    record Answer(int status, String text) {}

    /** Whether the daemon answers, and its containerd too. */
    boolean well(Duration patience) {
        return get("/version", patience)
                .filter(answer -> answer.status() == 200 && answer.text().contains("\"Name\":\"containerd\""))
                .isPresent();
    }

    /** Whether the daemon answers at all. */
    boolean answers(Duration patience) {
        return get("/_ping", patience).filter(answer -> answer.status() == 200).isPresent();
    }

    /** How the daemon describes an image, as JSON; empty when it has none of this name. */
    Optional<String> image(String name, Duration patience) {
        return get("/images/" + name.replaceAll("[^A-Za-z0-9./:@_-]", "") + "/json", patience)
                .filter(answer -> answer.status() == 200)
                .map(Answer::text);
    }

    /** Empty when nobody listens, or the answer is not there in time. */
    private Optional<Answer> get(String what, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(path));
            var request = "GET " + what + " HTTP/1.0\r\nHost: docker\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            var answer = ByteBuffer.allocate(LONGEST);
            while (answer.hasRemaining()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    return Optional.empty();
                }
                selector.select(left);
                selector.selectedKeys().clear();
                if (channel.read(answer) < 0) {
                    break;
                }
            }
            return parse(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static Optional<Answer> parse(String text) {
        var words = text.lines().findFirst().orElse("").split(" ", 3);
        return words.length >= 2 && words[1].matches("\\d{3}")
                ? Optional.of(new Answer(Integer.parseInt(words[1]), text))
                : Optional.empty();
    }
}
