package dev.cryo.engine

import dev.cryo.archive.TarReader
import dev.cryo.verb.HostPath
import dev.cryo.verb.ImageName
import dev.cryo.verb.Problem

/**
 * What every engine promises; real ones and the fake one pass it. They have the image "busybox", and no container. It is one
 * specification in four parts, each of which inherits the one before; here is the last: descriptions, images, the host.
 */
abstract class EngineContract extends StreamsContract {

    def "what was asked for at its making is told"() {
        given:
        def id = engine.create(spec('web', FOR_LONG,
                hostname: 'front', restart: 'unless-stopped', runtime: 'runc', publish: ['127.0.0.1:18081:80']))

        expect:
        with(engine.container(id)) {
            hostname() == 'front'
            restartPolicy() == 'unless-stopped'
            runtime() == 'runc'
            !tty()
            !autoRemove()
        }

        when:
        engine.start(id)

        then:
        engine.container(id).ports() == ['127.0.0.1:18081->80/tcp']
        engine.containers(false)[0].ports() == ['127.0.0.1:18081->80/tcp']
    }

    def "a container is made like another one, which may be gone, with a name, a hostname and ports of its own"() {
        given:
        def origin = engine.create(spec('web', ['sh', '-c', 'env; sleep 600'],
                environment: ['MODE=fast'], labels: [tier: 'front'], hostname: 'front', restart: 'unless-stopped',
                publish: ['127.0.0.1:18081:80']))
        def document = engine.container(origin).document()
        engine.remove(origin, true)

        when:
        def copy = engine.create(new ContainerCopy(document, 'twin', hostname, ['127.0.0.1:18082:80'], [] as Set, restarts))

        then:
        with(engine.container(copy)) {
            name() == 'twin'
            state().status() == Container.Status.CREATED
            command() == ['sh', '-c', 'env; sleep 600']
            labels().tier == 'front'
            it.hostname() == hostname.orElse(copy.brief())
            restartPolicy() == (restarts ? 'unless-stopped' : 'no')
        }

        when:
        engine.start(copy)

        then:
        soon.eventually { assert logOf(copy).readLines().contains('MODE=fast') }
        engine.container(copy).ports() == ['127.0.0.1:18082->80/tcp']

        where:
        hostname             | restarts
        Optional.of('other') | true
        Optional.empty()     | false
    }

    def "of what is no container's description none is made"() {
        when:
        engine.create(new ContainerCopy('no description', 'twin', Optional.empty(), [], [] as Set, true))

        then:
        thrown(Problem)
        engine.containers(true) == []
    }

    def "images are listed and looked at"() {
        expect:
        def busybox = engine.image(BUSYBOX)
        busybox.names().contains('busybox:latest')
        busybox.size().bytes() > 0
        busybox.id() ==~ /sha256:[0-9a-f]{64}/
        engine.images()*.id().contains(busybox.id())
        engine.image(new ImageName(busybox.id())).id() == busybox.id()

        when:
        engine.image(new ImageName('nobody-has-this'))

        then:
        def problem = thrown(Problem)
        problem.what() == "there is no image 'nobody-has-this'"
    }

    def "a root filesystem becomes an image with the command that it was given"() {
        given:
        def command = ['/bin/say', 'a "quoted" word', 'back\\slash']

        when:
        engine.importImage(new ByteArrayInputStream(tar('bin/say', 'hello')), new ImageName('cryo-spec'), command)

        then:
        engine.image(new ImageName('cryo-spec')).names() == ['cryo-spec:latest']
        engine.container(engine.create(ContainerSpec.of(new ImageName('cryo-spec'), 'of-it', []))).command() == command
    }

    def "a file inside a container is read as an archive, though it never ran"() {
        given:
        engine.importImage(new ByteArrayInputStream(tar('bin/say', 'hello')), new ImageName('cryo-spec'), ['/bin/say'])
        def id = engine.create(ContainerSpec.of(new ImageName('cryo-spec'), 'of-it', []))

        when:
        def found = new TarReader('/bin/say', engine.archive(id, '/bin/say').get()).withCloseable { tar ->
            def member = tar.next().get()
            def bytes = new byte[100]
            [member.kind(), new String(bytes, 0, tar.read(bytes, 0, 100)), member.path().endsWith('say'), tar.next().present]
        }

        then:
        found == [TarReader.Kind.FILE, 'hello', true, false]

        and:
        engine.archive(id, '/bin/nothing').empty

        when:
        engine.remove(id, true)
        engine.archive(id, '/bin/say')

        then:
        thrown(Problem)
    }

    def "what is no archive becomes no image"() {
        when:
        engine.importImage(
                new ByteArrayInputStream(('no archive ' * 200).bytes), new ImageName('cryo-spec-broken'), [])

        then:
        thrown(Problem)
        !engine.images()*.names().flatten().contains('cryo-spec-broken:latest')
    }

    def "the host is there; what is not there on it is a problem to read, and an empty list"() {
        given:
        def missing = new HostPath('/no/such/folder')

        expect:
        engine.host().exists(new HostPath('/'))
        !engine.host().exists(missing)
        engine.host().list(missing) == []

        when:
        engine.host().read(missing)

        then:
        thrown(Problem)
    }
}
