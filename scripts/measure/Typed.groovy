package measure

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

/**
 * Cryo's prompt, on a terminal of its own that script(1) makes: from the start of the process until the prompt stands
 * there and a key that was typed is shown.
 */
class Typed {
    private static final String PROMPT = 'cryo> '
    private static final String KEY = 'Z'

    private final File cryo
    private final File home

    /** @param home a folder for the lines that the prompt remembers */
    Typed(File cryo, File home) {
        this.cryo = cryo
        this.home = home
    }

    double getSeconds() {
        def builder = new ProcessBuilder('setsid', 'script', '-qefc', "stty cols 80 rows 24; exec '$cryo.path'".toString(), '/dev/null')
                .redirectErrorStream(true)
        builder.environment() << [TERM: 'xterm', XDG_STATE_HOME: home.path]
        long began = System.nanoTime()
        def process = builder.start()
        try {
            def terminal = process.inputStream
            def shown = ''
            await('the prompt') { shown = until(terminal, shown) { it.contains(PROMPT) } }
            type(process, KEY)
            await('the key') { until(terminal, '') { it.contains(KEY) } }
            def seconds = (System.nanoTime() - began) / 1e9
            type(process, '\u0015\u0004') // drops the line, and leaves
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new Failure('the prompt did not end at Ctrl-D')
            }
            seconds
        } finally {
            process.destroy()
        }
    }

    private static void type(Process process, String keys) {
        process.outputStream.write(keys.getBytes('UTF-8'))
        process.outputStream.flush()
    }

    private static String until(InputStream terminal, String before, Closure<Boolean> enough) {
        def shown = new StringBuilder(before)
        while (!enough(shown.toString())) {
            int next = terminal.read()
            if (next < 0) {
                throw new Failure("the prompt ended: ${shown.toString().readLines().takeRight(2).join(' ')}")
            }
            shown << (char) next
        }
        shown.toString()
    }

    private static void await(String what, Closure<?> work) {
        try {
            CompletableFuture.supplyAsync(work).get(20, TimeUnit.SECONDS)
        } catch (TimeoutException e) {
            throw new Failure("$what did not come within 20 seconds")
        }
    }
}
