package dev.cryo.script

import dev.cryo.catalog.Interruption
import dev.cryo.catalog.Settings
import dev.cryo.catalog.Workspace
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.Specification

/** Every script in scripts/ can be asked what it is for, and refuses words that it does not know. */
class ScriptsSpec extends Specification {

    def "#script.name --help tells what it is for, and opens no engine"() {
        given:
        def printed = new ByteArrayOutputStream()

        when:
        run(script, printed, '--help')

        then:
        def end = thrown(ScriptExit)
        end.status() == 0
        printed.toString('UTF-8').startsWith("Usage: $script.name ")
        printed.toString('UTF-8').readLines().every { it.length() <= 140 }
        script.canExecute()
        script.readLines().first() == '#!/usr/bin/env cryo'

        where:
        script << scripts()
    }

    def "#script.name refuses an option that it does not have, before anything is done"() {
        when:
        run(script, new ByteArrayOutputStream(), '--no-such-thing', 'web', 'true')

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE
        problem.what() == "$script.name has no option '--no-such-thing'"

        where:
        script << scripts()
    }

    private static void run(File script, OutputStream out, String... words) {
        def workspace = new Workspace(Settings.NONE, [:], {})
        def interruption = new Interruption()
        def verbs = new VerbCall(workspace.catalog(), workspace.subjects(), workspace.types(), Watch.NOBODY, interruption)
        new GroovySession(verbs, workspace.subjects(), interruption, new PrintStream(out, true, 'UTF-8'))
                .run(new ScriptSource(script.name, script.text), words as List)
    }

    /** measure.groovy is a part of shell/measure, and no script for users. */
    static List<File> scripts() {
        new File(System.getProperty('cryo.checkout'), 'scripts').listFiles()
                .findAll { it.name.endsWith('.groovy') && it.name != 'measure.groovy' }.sort()
    }
}
