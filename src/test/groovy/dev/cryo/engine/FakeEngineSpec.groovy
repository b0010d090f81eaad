package dev.cryo.engine

import dev.cryo.catalog.Workspace
import dev.cryo.containers.PsVerb
import dev.cryo.store.Checkpoint
import dev.cryo.timetravel.RewindVerb
import dev.cryo.verb.Binder
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Problem
import dev.cryo.verb.Size
import dev.cryo.verb.ValueTypes
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Instant

/** The engine in memory keeps the contract, so that what is tested over it holds for a real one. */
class FakeEngineSpec extends EngineContract {

    @AutoCleanup FakeEngine engine = new FakeEngine()
    @TempDir Path folder

    def "a rewind to another container's checkpoint is refused, whatever its number"() {
        given: 'two containers, and a checkpoint of one of them'
        def workspace = new Workspace({ engine }, folder.resolve('store'))
        def web = run('web', FOR_LONG)
        run('other', FOR_LONG)
        checkpointOf(workspace, web)

        when:
        new RewindVerb(workspace.subjects()).run(request('other', 'web@1'), Watch.NOBODY)

        then:
        def refusal = thrown(Problem)
        refusal.what() == "'web@1' is a checkpoint of another container"

        when: 'it is asked for by number alone'
        new RewindVerb(workspace.subjects()).run(request('other', '1'), Watch.NOBODY)

        then:
        def missing = thrown(Problem)
        missing.evidence().first().startsWith('the container has no checkpoints')
    }

    private static RewindVerb.Request request(String container, String checkpoint) {
        new Binder(ValueTypes.STANDARD, Binder.Spelling.GROOVY)
                .bind(RewindVerb.Request, [container: container, checkpoint: checkpoint])
    }

    private static void checkpointOf(Workspace workspace, ContainerId id) {
        def key = workspace.subjects().key(id)
        workspace.subjects().store().begin(key, Optional.empty()).withCloseable { draft ->
            draft.commit(new Checkpoint(
                    draft.id(), key, 0, Checkpoint.Remarks.labelled(Optional.empty()), Optional.empty(), 'web', 'busybox', 'sha256:1', FOR_LONG,
                    Instant.now(), true, Optional.empty(), Optional.empty(), new Size(0), new Size(0), Optional.empty(),
                    Optional.empty(), Optional.empty(), true, [], [], [], Optional.empty()))
        }
    }

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
