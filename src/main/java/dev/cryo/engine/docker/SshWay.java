package dev.cryo.engine.docker;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A machine that the system's ssh reaches; {@code docker system dial-stdio} there leads on to the daemon. Keys,
 * agents, jumps and known hosts are ssh's business.
 *
 * @param socket the daemon's socket on that machine, when it is not the one that the docker client takes there
 */
record SshWay(Optional<String> user, String host, Optional<Integer> port, Optional<String> socket) implements Way {

    private static final int KEPT_ERRORS = 4096;
    private static final long PATIENCE_SECONDS = 5;

    /** The child has a session of its own: Ctrl-C at the terminal is not for it, and it asks nothing there. */
    List<String> command() {
        var words = new ArrayList<>(List.of("setsid", "ssh", "-o", "ConnectTimeout=30", "-T"));
        user.ifPresent(name -> words.addAll(List.of("-l", name)));
        port.ifPresent(number -> words.addAll(List.of("-p", number.toString())));
        words.addAll(List.of("--", host, "docker"));
        socket.ifPresent(path -> words.add("--host=unix://" + quoted(path)));
        words.addAll(List.of("system", "dial-stdio"));
        return List.copyOf(words);
    }

    /** The shell at the other end takes the words apart once more. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public Connection connect() {
        try {
            return new Open(new ProcessBuilder(command()).start(), toString());
        } catch (IOException e) {
            throw Problem.failed("ssh cannot be started")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("an engine at ssh://… is reached through the system's ssh (package openssh-client)")
                    .cause(e);
        }
    }

    @Override
    public String toString() {
        return "ssh://" + user.map(name -> name + "@").orElse("") + (host.contains(":") ? "[" + host + "]" : host)
                + port.map(number -> ":" + number).orElse("") + socket.orElse("");
    }

    private static final class Open implements Connection {
        private final Process ssh;
        private final String where;
        private final StringBuilder errors = new StringBuilder();
        private final Thread errorReader;

        Open(Process ssh, String where) {
            this.ssh = ssh;
            this.where = where;
            this.errorReader = Thread.ofVirtual().start(this::drainErrors);
        }

        private void drainErrors() {
            try (var in = ssh.getErrorStream()) {
                var buffer = new byte[1024];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    synchronized (errors) {
                        if (errors.length() < KEPT_ERRORS) {
                            errors.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                        }
                    }
                }
            } catch (IOException e) {
                // It was ended.
            }
        }

        @Override
        public InputStream in() {
            return ssh.getInputStream();
        }

        @Override
        public OutputStream out() {
            return ssh.getOutputStream();
        }

        @Override
        public void endOutput() throws IOException {
            ssh.getOutputStream().close();
        }

        @Override
        public Optional<Problem> explain(IOException failure) {
            try {
                if (!ssh.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                errorReader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(Problem.interrupted());
            }
            int status = ssh.exitValue();
            List<String> said;
            synchronized (errors) {
                said = errors.toString().lines().filter(line -> !line.isBlank()).toList();
            }
            var problem = Problem.failed("the engine at " + where + " cannot be reached through ssh")
                    .evidence(said.isEmpty() ? List.of("ssh ended with status " + status) : said)
                    .cause(failure);
            return Optional.of(
                    switch (status) {
                        case 255 ->
                            problem.remedy("try 'ssh HOST true' by hand: it must succeed without a question (key in the"
                                    + " agent, host known)");
                        case 127 ->
                            problem.remedy("ssh itself, and on that machine the docker client, must be in PATH");
                        default -> problem.remedy("on that machine 'docker version' must work for that user");
                    });
        }

        /** Without its child a connection is closed; reading threads see the end of the pipe. */
        @Override
        public void close() throws IOException {
            ssh.destroy();
            try {
                ssh.getOutputStream().close();
            } catch (IOException e) {
                // What was still to be written has nobody to go to.
            }
            ssh.getInputStream().close();
        }
    }
}
