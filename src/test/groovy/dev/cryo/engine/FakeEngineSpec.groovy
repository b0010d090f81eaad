package dev.cryo.engine

import dev.cryo.catalog.Workspace
import dev.cryo.containers.PsVerb
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.TempDir

import java.nio.file.Path

/** The engine in memory keeps the contract, so that what is tested over it holds for a real one. */
class FakeEngineSpec extends EngineContract {

    @AutoCleanup FakeEngine engine = new FakeEngine()
    @TempDir Path folder

    def "verbs run over it"() {
        given:
        def workspace = new Workspace({ engine }, folder.resolve('store'))
        run('web', FOR_LONG)

        when:
        def rows = workspace.catalog().match(['ps']).entry().verb().run(new PsVerb.Request(false), Watch.NOBODY)

        then:
        rows*.name() == ['web']
        rows*.status() == ['Up']
    }
}
