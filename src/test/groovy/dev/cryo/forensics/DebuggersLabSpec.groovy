package dev.cryo.forensics

import dev.cryo.engine.ContainerSpec
import dev.cryo.testlab.CommandLine
import dev.cryo.testlab.LabEngine
import dev.cryo.testlab.Python
import dev.cryo.testlab.Witness
import dev.cryo.verb.ImageName
import groovy.json.JsonSlurper
import org.opentest4j.TestAbortedException
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.util.concurrent.PollingConditions

import java.nio.file.Files

/** Debuggers look at processes of checkpoints, with the programs that ran. */
class DebuggersLabSpec extends Specification {

    static final JVM = '''
        public class App {
            static int depth(int n) throws Exception {
                if (n > 0) return depth(n - 1) + 1;
                System.out.println("ready");
                Thread.sleep(Long.MAX_VALUE);
                return 0;
            }
            public static void main(String[] args) throws Exception {
                Thread.ofPlatform().name("the-worker").start(() -> { try { depth(7); } catch (Exception e) {} });
                Object forever = new Object();
                synchronized (forever) { forever.wait(); }
            }
        }'''

    @Shared @AutoCleanup LabEngine lab = LabEngine.up()
    @Shared CommandLine console = lab.commandLine()

    def soon = new PollingConditions(timeout: 60, delay: 0.1)

    def cleanup() {
        lab.removeContainers()
        lab.onHost('rm -rf --one-file-system /tmp/spec-*')
    }

    def gdb(String evidence, String... commands) {
        if (!new File('/usr/bin/gdb').canExecute()) {
            throw new TestAbortedException('there is no gdb on this machine')
        }
        def outcome = console.type("cryo gdb $evidence -nx -batch ${commands.collect { "-ex '$it'" }.join(' ')}")
        assert outcome.status() == 0: outcome.err().join('\n')
        outcome.out().join('\n')
    }

    static List<File> desks() {
        new File(System.getProperty('java.io.tmpdir')).listFiles().findAll { it.directory && it.name.startsWith('cryo-') && new File(it, 'core').exists() }
    }

    def typed(String line) {
        def outcome = console.type(line)
        assert outcome.status() == 0: outcome.err().join('\n')
        outcome.out()
    }

    def "gdb knows the program of the container: a variable, and each thread's frames"() {
        given:
        Witness.start(lab, console, 'witness')
        typed('cryo checkpoint --leave-running --file-locks --tcp keep witness')

        when:
        def said = gdb('witness@1 1', 'p/x planted', 'thread apply all bt')

        then:
        said.contains('0x5eed5eed12345678')
        said =~ /#\d .* in sleep_long \(hours=1000\)/
        said =~ /#\d .* hold_registers \(\)/
        said =~ /#\d .* in main \(\)/

        and:
        desks() == []
    }

    def "libraries are there too, also when the container is gone, and nothing stays"() {
        given:
        lab.needImage('python', 'python3-minimal')
        lab.run(ContainerSpec.of(new ImageName('python'), 'web', ['python3', '-c', Python.COUNTER]))
        soon.eventually { assert lab.counted('web') }
        typed('cryo checkpoint web')
        typed('cryo rm web')

        when:
        def said = gdb('web@1 1', 'info sharedlibrary', 'bt')

        then:
        said.readLines().any { it ==~ /.*Yes.*libc\.so\.6.*/ }
        said =~ /#\d+ .* in Py_BytesMain \(\) from .*|#\d+ .* in __libc_start_main.*/

        and:
        lab.engine.containers(true) == []
        desks() == []
    }

    def "evidence that lies in a folder needs to be told where its programs are"() {
        given:
        def program = Witness.start(lab, console, 'witness')
        typed('cryo checkpoint --leave-running --file-locks --tcp keep --image-dir=images witness')
        def files = Files.createDirectories(lab.folder.resolve('root/programs'))
        Files.copy(program, files.resolve('witness'))

        expect:
        console.type('cryo gdb images 1 -batch').err().any { it.contains('--files') }
        gdb('--files root images 1', 'p/x planted').contains('0x5eed5eed12345678')
    }

    def "code that was patched is found beside its file, and memory that is executable without one"() {
        given:
        Witness.start(lab, console, 'patched')
        typed('cryo checkpoint --leave-running patched')

        when:
        def rows = typed('cryo --json diff --against-files patched@1').collect { new JsonSlurper().parseText(it) }

        then:
        rows*.kind.unique() == ['code']
        rows[0].what ==~ /0x[0-9a-f]+ .*\/programs\/patched.*/
        [rows[0].before, rows[0].after] == ['44 33 22 11', '0d f0 ad de']
        rows[1].after == 'executable memory without a file, 4.10kB of it written'
        rows.size() == 2

        and: 'of one that did nothing of the kind there is nothing to say'
        lab.run('web', 'while true; do sleep 1; done')
        typed('cryo checkpoint --leave-running web')
        typed('cryo --json diff --against-files web@1') == []
    }

    def "jhsdb of the container's own JDK prints the threads of its JVM"() {
        given:
        lab.needImage('jdk', 'openjdk-21-jdk-headless')
        def source = lab.folder.resolve('App.java')
        source.toFile().text = JVM
        typed("cryo run -d --name app -v /host${source}:/App.java jdk java -XX:+UseSerialGC -Xmx64m /App.java")
        soon.eventually { assert 'ready' in lab.log('app') }
        typed('cryo checkpoint --leave-running app')

        when:
        def said = typed('cryo jhsdb app@1 1 jstack').join('\n')

        then:
        said.contains('"the-worker"')
        said.count('App.depth(int)') == 8
        said.contains('App.main(java.lang.String[])')

        and:
        lab.engine.containers(true)*.name() == ['app']
        desks() == []

        when: 'what is no JVM'
        def outcome = console.type('cryo jhsdb app@1 99 jstack')

        then:
        outcome.status() == 1
    }
}
