package dev.cryo.shell

import dev.cryo.catalog.Workspace
import dev.cryo.engine.ContainerSpec
import dev.cryo.engine.FakeEngine
import dev.cryo.keeping.KeptStore
import dev.cryo.store.TimelineKey
import dev.cryo.verb.ContainerName
import dev.cryo.verb.ImageName
import dev.cryo.verb.VerbShape
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** A container in use: what commands mean by it, and what the prompt says of it. */
class UseSpec extends Specification {

    @Shared catalog = new Workspace({ null }, null).catalog()
    @TempDir Path folder
    @AutoCleanup FakeEngine engine = new FakeEngine()
    KeptStore kept

    def setup() {
        kept = new KeptStore(folder)
    }

    private VerbShape shape(String verb) {
        catalog.find(verb).get().shape()
    }

    def 'with web in use, "#line" means "#meant"'() {
        given:
        def words = line.split(' ') as List
        def focus = new Focus(Optional.of(new ContainerName('web')))

        expect:
        [words[0], *focus.complete(shape(words[0]), words.tail())].join(' ') == meant

        where:
        line                            || meant
        'checkpoint'                    || 'checkpoint web'
        'checkpoint db'                 || 'checkpoint db'
        'rewind ~1'                     || 'rewind web ~1'
        'rewind before-deploy'          || 'rewind web before-deploy'
        'rewind @3'                     || 'rewind web @3'
        'rewind db ~1'                  || 'rewind db ~1'
        'back'                          || 'back web'
        'back 2'                        || 'back web 2'
        'back db'                       || 'back db'
        'back db 2'                     || 'back db 2'
        'bisect @1 @3 true'             || 'bisect web @1 @3 true'
        'bisect db @1 @3'               || 'bisect db @1 @3'
        'when-changed it.size()'        || 'when-changed web it.size()'
        'timeline'                      || 'timeline web'
        'checkpoints'                   || 'checkpoints web'
        'exec'                          || 'exec web'
        'exec db ls'                    || 'exec db ls'
        'processes'                     || 'processes web@~0'
        'processes ~2'                  || 'processes web@~2'
        'processes @before'             || 'processes web@before'
        'processes images'              || 'processes images'
        'diff'                          || 'diff web@~0'
        'diff ~1 ~0'                    || 'diff web@~1 web@~0'
        'diff @first images'            || 'diff web@first images'
        'plot'                          || 'plot web'
        'plot pages'                    || 'plot web pages'
        'plot db'                       || 'plot db'
        'plot db pages'                 || 'plot db pages'
        'pin 3'                         || 'pin web@3'
        'pin db@3 first'                || 'pin db@3 web@first'
        'rm-checkpoint'                 || 'rm-checkpoint'
        'ps'                            || 'ps'
        'label 3 before'                || 'label web@3 before'
    }

    def 'the prompt shows the container and where it stands'() {
        given:
        def web = engine.create(ContainerSpec.of(new ImageName('busybox'), 'web', ['sleep', '1000']))
        def screen = new Screen('xterm-256color', 80, 24, folder, { new Workspace({ engine }, kept.root()) })

        when:
        screen.type('use web\r').await('\nweb>')
        kept.make(key: new TimelineKey('FAKE', web), label: 'first')

        then:
        screen.type('\r').await('\nweb@first>')

        when:
        kept.make(key: new TimelineKey('FAKE', web))
        screen.type('use\r').await('web@2')

        then:
        screen.type('checkpoints\r').await('too narrow')
        screen.await('first')

        when:
        screen.type('use --none\r').await('use --none\ncryo>')

        then:
        screen.type('use\r').await("-> 'use CONTAINER' chooses one")
        screen.type('use db\r').await("there is no container 'db'")
        screen.leave() == 0
    }

    def 'on a command line of its own it means nothing'() {
        when:
        def called = Called.with('use', 'web')

        then:
        called.status() == 2
        called.err().startsWith("cryo: 'use' means something only where other lines follow")
        Called.with('help', 'use').out().startsWith('Choose the container that commands mean')
        Called.on('use --none\n', '').status() == 0
    }

    def 'of thousands of checkpoints the prompt reads the one that it names'() {
        given:
        def name = new ContainerName('web')
        def id = engine.create(ContainerSpec.of(new ImageName('busybox'), 'web', ['sleep', '1000']))
        def key = new TimelineKey('FAKE', id)
        def standing = new Standing(new Workspace({ engine }, kept.root()).subjects())
        standing.enter(name)
        3.times { kept.make(key: key) }

        when: 'who opened another one would wait for ever'
        kept.store().timeline(key).get().checkpoints().init().each {
            def manifest = kept.timeline(key).resolve(it.id().text()).resolve('checkpoint.json')
            Files.delete(manifest)
            assert ['mkfifo', manifest.toString()].execute().waitFor() == 0
        }

        then:
        standing.place() == Optional.of('web@3')

        when: 'that one is damaged'
        kept.timeline(key).toFile().eachFileRecurse { if (it.name == 'checkpoint.json' && !it.file) it.delete() }
        def last = kept.store().current(key).get()
        Files.writeString(kept.timeline(key).resolve(last.id().text()).resolve('checkpoint.json'), '{')

        then:
        standing.place() == Optional.of('web')

        when: 'it is gone, and nothing else is known'
        kept.make(key: key, parent: null)
        Files.deleteIfExists(kept.timeline(key).resolve('timeline.json'))

        then:
        standing.place().get() == 'web@' + kept.store().timeline(key).get().newest().get().number()
    }
}
