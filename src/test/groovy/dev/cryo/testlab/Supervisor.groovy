package dev.cryo.testlab

/**
 * Makes a lab's dockerd come back when it dies, as systemd does it on ordinary hosts; the containers' processes outlive it
 * there. Without, a lab ends with its dockerd.
 */
class Supervisor implements AutoCloseable {

    private static final String PLACE = '/usr/local/sbin/dockerd'

    private static final String SCRIPT = '''\
        #!/bin/sh
        trap 'kill -TERM "$daemon"; ended=yes' TERM
        ended=
        while [ -z "$ended" ]; do
          /usr/sbin/dockerd "$@" &
          daemon=$!
          wait $daemon
          sleep 1
        done
        wait
        '''.stripIndent()

    private final LabEngine lab

    Supervisor(LabEngine lab) {
        this.lab = lab
        assert lab.onHost('printf %s "$2" > "$1" && chmod 755 "$1"', PLACE, SCRIPT).succeeded()
        lab.restarted()
    }

    /** Asks dockerd to end, which brings another one. */
    void restartDaemon() {
        assert lab.onHost('''
            for process in /proc/[0-9]*; do
              [ "$(readlink "$process/exe")" != /usr/sbin/dockerd ] || kill "${process#/proc/}"
            done''').succeeded()
    }

    @Override
    void close() {
        assert lab.onHost('rm -f "$1"', PLACE).succeeded()
        lab.restarted()
    }
}
