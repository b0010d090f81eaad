package measure

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

/** Cryo's prompt on a terminal of its own, which script(1) makes. */
class Terminal implements Closeable {
    static final String PROMPT = 'cryo> '
    private static final int PATIENCE = 20

    private final Process process

    /** Returns when the prompt stands. */
    Terminal(File cryo, Map<String, String> environment) {
        def builder = new ProcessBuilder('setsid', 'script', '-qefc', "stty cols 80 rows 24; exec '$cryo.path'".toString(), '/dev/null')
                .redirectErrorStream(true)
        builder.environment() << [TERM: 'xterm'] + environment
        process = builder.start()
        await(PROMPT)
    }

    Terminal type(String keys) {
        process.outputStream.write(keys.getBytes('UTF-8'))
        process.outputStream.flush()
        this
    }

    /** Reads what is shown up to a text. */
    Terminal await(String text) {
        try {
            CompletableFuture.supplyAsync { until(text) }.get(PATIENCE, TimeUnit.SECONDS)
        } catch (TimeoutException e) {
            process.destroy()
            throw new Failure("'$text' did not come within $PATIENCE seconds")
        }
        this
    }

    private void until(String text) {
        def shown = new StringBuilder()
        while (shown.indexOf(text) < 0) {
            int next = process.inputStream.read()
            if (next < 0) {
                throw new Failure("the prompt ended: ${shown.toString().readLines().takeRight(2).join(' ')}")
            }
            shown << (char) next
        }
    }

    /** Drops the line, and leaves. */
    @Override
    void close() {
        try {
            if (process.alive) {
                type('\u0015\u0004')
                if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                    throw new Failure('the prompt did not end at Ctrl-D')
                }
            }
        } finally {
            process.destroy()
        }
    }
}
