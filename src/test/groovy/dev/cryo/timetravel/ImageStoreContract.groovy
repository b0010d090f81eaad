package dev.cryo.timetravel

import dev.cryo.engine.Engine
import dev.cryo.engine.EngineContract
import dev.cryo.lab.ImageStore
import dev.cryo.lab.LabName
import dev.cryo.lab.LabUpVerb
import dev.cryo.testlab.LabEngine
import dev.cryo.verb.ContainerName
import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.AutoCleanup
import spock.lang.Shared

/** A daemon that names no folder of a container's changes: everything that an engine promises, and that time travel does. */
abstract class ImageStoreContract extends EngineContract {

    static final CAPTURES = 4
    static final REWINDS = 10
    static final WEB = new ContainerName('web')

    /** Counts in memory, and each number goes to a file that it holds open, and to one that it opens each time. */
    static final WRITER = 'exec 3>>/held; i=0; while true; do i=$((i+1)); echo $i >&3; echo $i >>/reopened; echo $i; sleep 0.05; done'

    @Shared @AutoCleanup LabEngine lab = LabEngine.upWith(store)
    @Shared random = new Random()

    abstract ImageStore getStore()

    /** What doctor is to say of the image store. */
    abstract String getTold()

    @Override
    Engine getEngine() {
        lab.engine
    }

    def "the engine names no folder of a container's changes, and doctor says what that means"() {
        given:
        start()

        expect:
        lab.container('web').upper().isEmpty()

        when:
        def found = lab.call('doctor').find { it.about() == 'image store' }

        then:
        found.verdict() == Verdict.FINE
        found.detail().contains(told)
    }

    def "a lab keeps the image store that it was made with"() {
        when:
        new LabUpVerb().run(LabUpVerb.Request.of(new LabName(lab.lab.name())), Watch.NOBODY)

        then:
        noExceptionThrown()

        when:
        new LabUpVerb().run(new LabUpVerb.Request(
                new LabName(lab.lab.name()), Optional.empty(), false, false, Optional.of(ImageStore.OVERLAY2), Optional.empty()), Watch.NOBODY)

        then:
        def problem = thrown(Problem)
        problem.what().contains("is up with the image store ${store.name().toLowerCase()}")
    }

    def "a counter is checkpointed and restored, and goes on"() {
        given:
        start()

        when:
        lab.call('checkpoint', containers: 'web')
        def stoodAt = lab.counted('web').last()

        then:
        !lab.container('web').alive()
        mounted() == []

        when:
        def restored = lab.call('restore', containers: 'web')[0]

        then:
        restored.receipt().holds()
        soon.eventually { assert lab.counted('web').last() > stoodAt + 3 }
        countsUp(lab.counted('web'))
        countsUp(numbers('/held'))
        countsUp(numbers('/reopened'))
    }

    def "memory and files agree after each of many rewinds to any checkpoint"() {
        given:
        start()
        def series = lab.call('capture', container: 'web', every: '300ms', times: CAPTURES)

        expect:
        (1..REWINDS).collect { faultOfRewind(series[random.nextInt(CAPTURES)]) }.findAll() == []
        lab.hostState().cryo() == []
        leftBeside() == []
    }

    def "a container that stands still is rewound, too"() {
        given:
        start()
        def early = lab.call('checkpoint', containers: 'web', leaveRunning: true, label: 'early')[0]
        def stoodAt = numberIn(early)
        soon.eventually { assert lab.counted('web').last() > stoodAt + 10 }
        if (how == 'checkpoint') {
            lab.call('checkpoint', containers: 'web')
        } else {
            lab.engine.kill(lab.container('web').id(), 'KILL')
            lab.engine.awaitExit(lab.container('web').id())
        }

        when:
        def restored = lab.call('rewind', container: 'web', checkpoint: 'early')

        then:
        restored.receipt().holds()
        countsUp(numbers('/held'))
        countsUp(numbers('/reopened'))

        and: 'it has counted from there on a second time'
        soon.eventually { assert lab.counted('web').count(stoodAt + 2) == 2 }

        where:
        how << ['checkpoint', 'kill']
    }

    /** Rewinds to a checkpoint; what is not as it should be then, or null. */
    private String faultOfRewind(Made checkpoint) {
        def stoodAt = numberIn(checkpoint)
        def restored = lab.call('rewind', container: 'web', checkpoint: "web@${checkpoint.number()}".toString())
        if (!restored.receipt().holds()) {
            return "rewind to ${checkpoint.number()}: ${restored.receipt()}"
        }
        soon.eventually { assert numbers('/reopened').size() > stoodAt + 1 }
        // What it wrote after the rewind comes from memory: any other instant of the files would show as a gap or a repetition.
        def gaps = ['/held', '/reopened'].findAll { !countsUp(numbers(it)) }
        gaps ? "rewind to ${checkpoint.number()}: ${gaps.join(' and ')} did not go on where memory did" : null
    }

    /** The last number in the files of a checkpoint. */
    private int numberIn(Made made) {
        def subjects = lab.workspace().subjects()
        def timeline = subjects.find(WEB).timeline().get()
        subjects.store().unpack(timeline.byId(made.checkpoint()).get()).withCloseable { kept ->
            ['tar', '-xOf', kept.filesystem().toString(), './reopened'].execute().text.readLines()*.toInteger().last()
        }
    }

    private List<Integer> numbers(String file) {
        lab.inside('web', 'cat', file).readLines()*.toInteger()
    }

    private static boolean countsUp(List<Integer> numbers) {
        numbers == (1..numbers.size()).toList()
    }

    private void start() {
        lab.run('web', WRITER)
        soon.eventually { assert lab.counted('web').size() >= 3 }
    }

    /** What is mounted of the container, as the daemon's host sees it. */
    private List<String> mounted() {
        lab.onHost('grep -e "$1" /proc/self/mountinfo', lab.container('web').id().text()).out()
    }

    /** What a rewind keeps beside the container's files while it is under way. */
    private List<String> leftBeside() {
        lab.onHost('find /var/lib/docker -maxdepth 7 -name "*.cryo-*"').out()
    }
}
