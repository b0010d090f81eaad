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
import org.jspecify.annotations.Nullable;

/**
 * A machine that the system's ssh reaches; {@code docker system dial-stdio} there leads on to the daemon. Keys,
 * agents, jumps and known hosts are ssh's business.
 */
final class SshWay implements Way {

    private static final int KEPT_ERRORS = 4096;
    private static final long PATIENCE_SECONDS = 5;

    private final Optional<String> user;
    private final String host;
    private final Optional<Integer> port;
    private final Optional<String> socket;
    private @Nullable SshMaster master;

    /** @param socket the daemon's socket on that machine, when it is not the one that the docker client takes there */
    SshWay(Optional<String> user, String host, Optional<Integer> port, Optional<String> socket) {
        this.user = user;
        this.host = host;
        this.port = port;
        this.socket = socket;
    }

    /**
     * What is started. Every child has a session of its own: Ctrl-C at the terminal is not for it, and it asks nothing
     * there.
     *
     * @param options of ssh
     * @param remote what runs at the other end
     */
    List<String> command(List<String> options, List<String> remote) {
        var words = new ArrayList<>(List.of("setsid", "ssh", "-o", "ConnectTimeout=30", "-T"));
        words.addAll(options);
        user.ifPresent(name -> words.addAll(List.of("-l", name)));
        port.ifPresent(number -> words.addAll(List.of("-p", number.toString())));
        words.addAll(List.of("--", host));
        words.addAll(remote);
        return List.copyOf(words);
    }

    /** What runs at the other end. */
    List<String> dial() {
        var words = new ArrayList<>(List.of("docker"));
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
            var options = master().options();
            return new Open(new ProcessBuilder(command(options, dial())).start(), toString());
        } catch (IOException e) {
            throw Problem.failed("ssh cannot be started")
                    .evidence(String.valueOf(e.getMessage()))
                    .remedy("an engine at ssh://… is reached through the system's ssh (package openssh-client)")
                    .cause(e);
        }
    }

    private synchronized SshMaster master() throws IOException {
        if (master == null || !master.alive()) {
            master = SshMaster.start(this);
        }
        return master;
    }

    @Override
    public synchronized void close() throws IOException {
        if (master != null) {
            master.close();
            master = null;
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
