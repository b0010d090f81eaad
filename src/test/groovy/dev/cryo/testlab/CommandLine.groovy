package dev.cryo.testlab

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.TimeUnit

/**
 * Cryo as its users start it: a process. The command "cryo" runs the classes under test; lines are typed as in a
 * shell's console.
 */
class CommandLine {

    private static final int LONGEST_MINUTES = 5

    private final Path folder
    private final Map<String, String> environment

    /** @param environment what "cryo" finds in its environment, beside PATH and HOME */
    CommandLine(Path folder, Map<String, String> environment) {
        this.folder = folder
        this.environment = environment
        def program = Files.createDirectories(folder.resolve('bin')).resolve('cryo')
        if (!Files.exists(program)) {
            Files.writeString(program, "#!/bin/sh\nexec ${java().collect { "'$it'" }.join(' ')} \"\$@\"\n")
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString('rwx------'))
        }
    }

    /** What a process came to. */
    record Outcome(int status, List<String> out, List<String> err) {
        String only() {
            assert out.size() == 1
            out[0]
        }
    }

    /** Runs one line of a console to its end. */
    Outcome type(String line) {
        finish(start(['sh', '-c', line]))
    }

    /** Starts Cryo, which is then this very process. */
    Process cryo(String... words) {
        start([folder.resolve('bin/cryo').toString(), *words])
    }

    Process start(List<String> command) {
        def builder = new ProcessBuilder(command).directory(folder.toFile())
        def its = builder.environment()
        its.keySet().retainAll(['HOME', 'JAVA_HOME'])
        environment.each { name, value -> its.put(name, value) }
        its.put('PATH', "${folder.resolve('bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".toString())
        its.put('LC_ALL', 'C.UTF-8')
        builder.start()
    }

    static Outcome finish(Process process) {
        process.outputStream.close()
        def err = new StringBuilder()
        def reader = Thread.ofVirtual().start { err.append(process.errorStream.text) }
        def out = process.inputStream.text
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly()
            throw new AssertionError("it did not end: ${process.info().commandLine().orElse('?')}")
        }
        reader.join()
        new Outcome(process.exitValue(), out.readLines(), err.toString().readLines())
    }

    private static List<String> java() {
        def classes = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        [Path.of(System.getProperty('java.home'), 'bin', 'java').toString(),
         '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData', '--enable-native-access=ALL-UNNAMED',
         '-cp', classes, 'dev.cryo.shell.Main']
    }
}
