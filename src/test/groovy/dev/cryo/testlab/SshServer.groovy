package dev.cryo.testlab

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/**
 * The system's sshd on a port of 127.0.0.1 with keys of its own, and a program "ssh" that knows them; the docker client
 * behind it finds the engine by DOCKER_HOST.
 */
class SshServer implements AutoCloseable {

    static final Path SSHD = Path.of('/usr/sbin/sshd')

    final int port
    private final Process sshd

    SshServer(Path folder, Path bin, Path socket) {
        Files.createDirectories(folder)
        Files.createDirectories(Path.of('/run/sshd'))
        ['host', 'user'].each { run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', folder.resolve(it).toString()) }
        port = new ServerSocket(0, 1, InetAddress.getByName('127.0.0.1')).withCloseable { it.localPort }
        folder.resolve('known').toFile().text = "[127.0.0.1]:$port ${folder.resolve('host.pub').toFile().text}"
        folder.resolve('sshd_config').toFile().text = """
            ListenAddress 127.0.0.1
            Port $port
            HostKey ${folder.resolve('host')}
            AuthorizedKeysFile ${folder.resolve('user.pub')}
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            SetEnv DOCKER_HOST=unix://$socket
            MaxStartups 100
            """.stripIndent()
        folder.resolve('ssh_config').toFile().text = """
            Host *
            IdentityFile ${folder.resolve('user')}
            IdentitiesOnly yes
            BatchMode yes
            StrictHostKeyChecking yes
            UserKnownHostsFile ${folder.resolve('known')}
            """.stripIndent()
        def ssh = Files.createDirectories(bin).resolve('ssh')
        ssh.toFile().text = "#!/bin/sh\nexec /usr/bin/ssh -F '${folder.resolve('ssh_config')}' \"\$@\"\n"
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString('rwx------'))
        sshd = new ProcessBuilder(SSHD.toString(), '-D', '-e', '-f', folder.resolve('sshd_config').toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve('sshd.log').toFile()).start()
    }

    /** Whether this machine can play the part. */
    static boolean possible() {
        Files.isExecutable(SSHD) && ['ssh', 'ssh-keygen', 'docker'].every { run('sh', '-c', "command -v $it".toString()) == 0 }
    }

    private static int run(String... words) {
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()
    }

    @Override
    void close() {
        sshd.destroy()
        sshd.waitFor()
    }
}
