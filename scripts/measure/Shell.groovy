package measure

import java.util.concurrent.CompletableFuture

/** Runs shell text on a host, and times it there: on this machine, or inside a lab. */
class Shell {
    private static final String TIMED = 'date +%s%N; "$@" >&3 2>&4; status=$?; date +%s%N; exit $status'

    final List<String> enter

    Shell(List<String> enter) {
        this.enter = enter
    }

    static Shell ofMachine() {
        new Shell([])
    }

    /** On the host of a lab, whose process 1 has this pid; with the machine's network, where a mirror is reached. */
    static Shell ofLab(long pid, boolean machineNetwork = false) {
        def path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
        new Shell(['nsenter', '-t', "$pid".toString(), '-m', '-p'] + (machineNetwork ? [] : ['-n']) +
                ['--', 'env', '-i', path, 'HOME=/root', 'LC_ALL=C.UTF-8'])
    }

    /** What a command wrote, and when it began and ended by the clock of its own host. */
    static class Ran {
        String out
        long began
        long ended

        double getSeconds() {
            (ended - began) / 1e9
        }
    }

    /** Runs a command that must succeed. */
    String run(String... command) {
        timed(command).out
    }

    Ran timed(String... command) {
        def out = File.createTempFile('measure', '.out')
        def err = File.createTempFile('measure', '.err')
        try {
            def process = launch(['sh', '-c', TIMED, 'sh', *command], out, err)
            def times = CompletableFuture.supplyAsync { process.inputStream.readLines() }
            try {
                def lines = times.get()
                if (process.waitFor() != 0) {
                    throw new Failure("${command.join(' ').take(120)}: ${reason(err, out)}")
                }
                new Ran(out: out.text, began: lines[0] as long, ended: lines[1] as long)
            } finally {
                process.destroy()
            }
        } finally {
            out.delete()
            err.delete()
        }
    }

    /** A process that is talked to; a session of its own keeps Ctrl-C away from it. */
    Process start(List<String> command) {
        new ProcessBuilder(['setsid', *enter, *command]*.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
    }

    /** Descriptors 3 and 4 carry the command's output past the times. */
    private Process launch(List<String> command, File out, File err) {
        def redirect = 'exec 3>"$1" 4>"$2"; shift 2; exec "$@" </dev/null'
        def words = ['setsid', 'sh', '-c', redirect, 'sh', out.path, err.path, *enter, *command]
        new ProcessBuilder(words*.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    }

    private static String reason(File err, File out) {
        def lines = (err.readLines() + out.readLines()).findAll { !it.isBlank() && !it.contains('level=warning') }
        lines.takeRight(2).join(' ').take(400)
    }
}
