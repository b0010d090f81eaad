package dev.cryo.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * One ssh connection that the following ones share (ssh calls it a master), so that only the first pays for the
 * handshake. It runs {@code cat} at the other end, whose input Cryo holds: should Cryo die, it ends too.
 */
final class SshMaster implements Closeable {

    private static final String WORD = "ready";

    private final Process ssh;
    private final Path control;

    private SshMaster(Process ssh, Path control) {
        this.ssh = ssh;
        this.control = control;
    }

    /** One that could not be made is of no use, and does no harm: ssh connects anew then, and tells what is wrong. */
    static SshMaster start(SshWay way) throws IOException {
        // A name that nobody can guess; ssh makes the socket for its owner only, and removes it.
        var control = Path.of(System.getProperty("java.io.tmpdir"), "cryo-ssh-" + UUID.randomUUID());
        var options = List.of("-o", "ControlMaster=yes", "-o", "ControlPersist=no", "-S", control.toString());
        var ssh = new ProcessBuilder(way.command(options, List.of("cat")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            var out = ssh.getOutputStream();
            out.write((WORD + "\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // Its echo says that the connection stands; the end of the pipe, that there is none.
            var _ = ssh.getInputStream().readNBytes(WORD.length() + 1);
        } catch (IOException e) {
            // It has ended.
        }
        return new SshMaster(ssh, control);
    }

    boolean alive() {
        return ssh.isAlive();
    }

    /** The words with which another ssh goes through it. */
    List<String> options() {
        return List.of("-o", "ControlMaster=no", "-S", control.toString());
    }

    @Override
    public void close() throws IOException {
        try {
            ssh.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
        ssh.destroy();
    }
}
