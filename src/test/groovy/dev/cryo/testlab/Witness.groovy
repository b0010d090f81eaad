package dev.cryo.testlab

import org.opentest4j.TestAbortedException

import java.nio.file.Files
import java.nio.file.Path

/** C programs of the test's resources, of which everything is known. */
class Witness {

    /**
     * Builds one, statically, and starts it in a container of its name, without a network.
     *
     * @return the program, on this machine
     */
    static Path start(LabEngine lab, CommandLine console, String name) {
        def program = build(lab, "forensics/${name}.c")
        def folder = "/tmp/spec-${name}"
        lab.onHost("rm -rf --one-file-system $folder && mkdir $folder && cp /host$program $folder/$name")
        def outcome = console.type("cryo run -d --name $name --network none -v $folder:/programs busybox /programs/$name")
        assert outcome.status() == 0: outcome.err().join('\n')
        waitFor(lab, name, 'ready')
        program
    }

    /** Builds one, statically: its source is named from the resources of {@code dev.cryo} on. */
    static Path build(LabEngine lab, String resource) {
        if (!['/usr/bin/gcc', '/usr/local/bin/gcc'].any { new File(it).canExecute() }) {
            throw new TestAbortedException('there is no gcc on this machine')
        }
        def name = resource.replaceAll('.*/|\\.c$', '')
        def source = lab.folder.resolve("${name}.c")
        Files.write(source, Witness.getResourceAsStream("/dev/cryo/$resource").bytes)
        def program = lab.folder.resolve(name)
        def built = new ProcessBuilder('gcc', '-static', '-O0', '-g', '-pthread', '-o', program.toString(), source.toString())
                .redirectErrorStream(true).start()
        def said = built.inputStream.text
        assert built.waitFor() == 0: said
        program
    }

    static void waitFor(LabEngine lab, String name, String line) {
        def end = System.nanoTime() + 60_000_000_000
        while (!(line in lab.log(name))) {
            assert System.nanoTime() < end: "$name never said '$line'"
            Thread.sleep(50)
        }
    }
}
