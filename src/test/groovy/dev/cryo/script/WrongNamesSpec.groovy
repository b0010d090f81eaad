package dev.cryo.script

import dev.cryo.catalog.Interruption
import dev.cryo.catalog.Workspace
import dev.cryo.engine.FakeEngine
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** A name that is not there is refused wherever it stands, and the nearest one that is there is named. */
class WrongNamesSpec extends Specification {

    @AutoCleanup FakeEngine engine = new FakeEngine()
    @TempDir Path folder

    def "#line"() {
        given:
        def workspace = new Workspace({ engine }, folder.resolve('store'))
        def interruption = new Interruption()
        def verbs = new VerbCall(workspace.catalog(), workspace.subjects(), workspace.types(), Watch.NOBODY, interruption)
        def prompt = new GroovySession(verbs, workspace.subjects(), interruption, System.out)
        prompt.evaluate(new ScriptSource('before', "web = containers.run('busybox', 'sleep', '1000', name: 'web')"))

        when:
        prompt.evaluate(new ScriptSource('line', line))

        then:
        def problem = thrown(Problem)
        problem.what() == what
        problem.remedy().orElse('') == remedy

        where:
        line                                        || what                                                 | remedy
        "web.checkpoint(leaveRuning: true)"         || "checkpoint has no argument 'leaveRuning'"           | "did you mean 'leaveRunning'?"
        "web.doctor(fileLock: true)"                || "doctor has no argument 'fileLock'"                  | "did you mean 'fileLocks'?"
        "checkpoint('web', labl: 'x')"              || "checkpoint has no argument 'labl'"                  | "did you mean 'label'?"
        "containers.run('busybox', nam: 'x')"       || "run has no argument 'nam'"                          | "did you mean 'name'?"
        "web.chekpoint(label: 'x')"                 || "there is no method 'chekpoint' on ContainerHandle"  | "did you mean 'checkpoint'?"
        "web.isruning()"                            || "there is no method 'isruning' on ContainerHandle"   | "did you mean 'isRunning'?"
        "web.adresses"                              || "there is no variable 'adresses' on ContainerHandle" | "did you mean 'addresses'?"
        "chekpoint('web')"                          || "there is no method 'chekpoint'"                     | "did you mean 'checkpoint'?"
        "contaners['web']"                          || "there is no variable 'contaners'"                   | "did you mean 'containers'?"
        "web.checkpoints['first']"                  || "none of these checkpoints is labelled 'first'"      | ''
        "web.sockets()"                             || "there is no method 'sockets' on ContainerHandle"    | "'help sockets' tells what it is about"
    }
}
