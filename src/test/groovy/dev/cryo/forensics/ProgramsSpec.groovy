package dev.cryo.forensics

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** Checkpoints of real programs, as {@code WorkloadsLabSpec} made them once: asked without an engine. */
class ProgramsSpec extends Specification {

    @TempDir Path folder
    Closure ask

    def setup() {
        ask = new Questions(folder.resolve('store')).&ask
    }

    def "#name: answers are what /proc said, and crit says"() {
        given:
        def fixture = ProgramFixture.read(name, folder.resolve(name))
        def work = Files.createDirectory(folder.resolve('work'))

        expect:
        new ProgramAnswers(ask).with {
            agreeWithProc(fixture.images, fixture.proc)
            agreeWithCrit(fixture.images, work, fixture::shown)
            true
        }

        where:
        name << ProgramFixture.NAMES
    }

    def "#name listens at #addresses, and the other questions are answered"() {
        given:
        def fixture = ProgramFixture.read(name, folder.resolve(name))

        expect:
        ask('sockets', evidence: fixture.images).findAll { it.state() == 'listen' }*.local() == addresses
        ['sockets', 'mounts', 'namespaces', 'registers', 'timers', 'tmpfs', 'deleted', 'queues', 'cgroups'].each { verb ->
            assert ask(verb, evidence: fixture.images).every { !it.hasProperty('damage') || it.damage().empty }: verb
        }

        where:
        name         | addresses
        'python'     | []
        'redis'      | ['0.0.0.0:6379', '[::]:6379']
        'nginx'      | ['0.0.0.0:80', '[::]:80']
        'postgresql' | ['[::1]:5432', '127.0.0.1:5432', '/var/run/postgresql/.s.PGSQL.5432']
        'jvm'        | ['[::ffff:127.0.0.1]:8000']
    }
}
