package measure

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException

/** What a client of a Redis feels: ping.py in a container that shares the network of its lab's host. */
class Client {
    private static final String CONTAINER = 'client'

    private final Shell host
    private final String program

    Client(Shell host, File folder) {
        this.host = host
        program = new File(folder, 'ping.py').text
        host.run('docker', 'run', '-d', '--name', CONTAINER, '--network', 'host', '--userns', 'host', '--stop-signal', 'KILL',
                'redis', 'sleep', 'infinity')
    }

    /** The seconds for which the client got no answer while {@code work} was done. */
    double freeze(String address, Closure<?> work) {
        talk('gap', address) { process, line ->
            work()
            Thread.sleep(100)
            process.outputStream.close()
            (line() as long) / 1e9
        }
    }

    /** When, on the clock, one that does not answer now had answered. */
    long answered(String address, Closure<?> work) {
        moment('answer', address, work)
    }

    /** When one that answers now had lost its connections and answered again. */
    long answeredAgain(String address, Closure<?> work) {
        moment('again', address, work)
    }

    /** What a Redis says to a command. */
    String ask(String address, String... command) {
        host.run('docker', 'exec', CONTAINER, 'redis-cli', '-h', address, *command).trim()
    }

    private long moment(String mode, String address, Closure<?> work) {
        talk(mode, address) { process, line ->
            work()
            line() as long
        }
    }

    private def talk(String mode, String address, Closure<?> talk) {
        def process = host.start(['docker', 'exec', '-i', CONTAINER, 'python3', '-c', program, mode, address])
        try {
            def reader = process.inputReader()
            def line = {
                def next = CompletableFuture.supplyAsync { reader.readLine() }
                try {
                    next.get(60, TimeUnit.SECONDS) ?: { throw new Failure("the client lost $address") }()
                } catch (TimeoutException e) {
                    throw new Failure("$address did not answer for a minute")
                }
            }
            line()
            talk(process, line)
        } finally {
            process.destroy()
        }
    }
}
