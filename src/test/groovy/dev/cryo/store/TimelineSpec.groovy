package dev.cryo.store

import dev.cryo.verb.CheckpointId
import dev.cryo.verb.CheckpointRef
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Label
import dev.cryo.verb.Problem
import dev.cryo.verb.Size
import spock.lang.Specification

import java.time.Instant
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.ZoneId

/** How a checkpoint is named on its timeline. */
class TimelineSpec extends Specification {

    static final KEY = new TimelineKey('ENGINE', new ContainerId('a' * 64))

    def "#typed is checkpoint #number"() {
        given: 'four checkpoints; after the second the container was taken back to the first'
        def timeline = timeline(
                [checkpoint(1, id: 'aaaa000000000001', label: 'first'),
                 checkpoint(2, id: 'aaaa000000000002', parent: 1),
                 checkpoint(3, id: 'bbbb000000000003', parent: 1, label: 'third'),
                 checkpoint(4, id: 'cccc000000000004', parent: 3)],
                at: 4)

        expect:
        timeline.find(CheckpointRef.of(typed).which()).number() == number

        where:
        typed              || number
        'first'            || 1
        'web@third'        || 3
        '@third'           || 3
        '2'                || 2
        'web@2'            || 2
        '~0'               || 4
        '~1'               || 3
        'web@~2'           || 1
        'bbbb'             || 3
        'aaaa000000000002' || 2
    }

    def "steps back are counted from where the container stands, not from the newest"() {
        given:
        def checkpoints = [checkpoint(1), checkpoint(2, parent: 1), checkpoint(3, parent: 2)]

        expect:
        timeline(checkpoints, at: 2).find(CheckpointRef.of('~1').which()).number() == 1
        timeline(checkpoints, at: 2).find(CheckpointRef.of('~0').which()).number() == 2
    }

    def "at #now, #typed means checkpoint #number"() {
        given: 'three checkpoints of Monday, one of Tuesday'
        def timeline = timeline([
                checkpoint(1, taken: clock('2026-03-02T10:30:50')),
                checkpoint(2, taken: clock('2026-03-02T10:31:20')),
                checkpoint(3, taken: clock('2026-03-02T23:59:30')),
                checkpoint(4, taken: clock('2026-03-03T08:15:00'))], at: 4)

        expect:
        timeline.lastBy(LocalTime.parse(typed), clock(now).atZone(ZoneId.systemDefault()))
                .map { [it.number()] }.orElse([]) == number

        where: 'a time that has not come today is yesterday\'s, and a minute counts until its end'
        now                   | typed      || number
        '2026-03-02T12:00:00' | '10:30'    || [1]
        '2026-03-02T12:00:00' | '10:31'    || [2]
        '2026-03-02T12:00:00' | '10:31:19' || [1]
        '2026-03-02T12:00:00' | '10:31:20' || [2]
        '2026-03-02T12:00:00' | '10:29'    || []
        '2026-03-03T09:00:00' | '10:31'    || [2]
        '2026-03-03T09:00:00' | '08:15'    || [4]
        '2026-03-03T09:00:00' | '08:14'    || [3]
        '2026-03-03T09:00:00' | '23:59'    || [3]
        '2026-03-03T09:00:00' | '23:59:59' || [3]
        '2026-03-02T23:59:45' | '23:59'    || [3]
        '2026-03-03T09:00:00' | '23:58'    || [2]
    }

    def "a time is found by its name"() {
        expect: 'whatever the clock shows now, something was made by then'
        timeline([checkpoint(1)], at: 1).find(CheckpointRef.of('web@10:31').which()).number() == 1
    }

    def "#typed, which is not there, is a problem that lists those that are"() {
        given:
        def timeline = timeline([checkpoint(1, label: 'first'), checkpoint(2)], at: 2)

        when:
        timeline.find(CheckpointRef.of(typed).which())

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.FAILED
        problem.evidence() == ['it has web@2, web@first']
        problem.remedy().get() == "'checkpoints web' lists them"

        where:
        typed << ['nowhere', '~7', '3', 'ffff']
    }

    def "the start of several ids asks for more digits"() {
        given:
        def timeline = timeline([checkpoint(1, id: 'aaaa000000000001'), checkpoint(2, id: 'aaaa000000000002')], at: 2)

        when:
        timeline.find(CheckpointRef.of('aaaa').which())

        then:
        def problem = thrown(Problem)
        problem.evidence() == ['aaaa000000000001', 'aaaa000000000002']
        problem.remedy().get() == 'give more digits'
    }

    def "'#typed' names no checkpoint, and the call was wrong"() {
        when:
        CheckpointRef.of(typed)

        then:
        def problem = thrown(Problem)
        problem.kind() == Problem.Kind.USAGE

        where:
        typed << ['', 'web@', 'web@25:61', 'web@-1', 'web@a b', 'web@../x', '-x', 'we b@1']
    }

    def "a label may look like an id or a number only where that cannot be meant"() {
        expect: 'hexadecimal digits alone are an id, behind a name they are a label or a number'
        CheckpointRef.of('beef').which() instanceof CheckpointRef.Which.ById
        CheckpointRef.of('web@beef').which() instanceof CheckpointRef.Which.ByLabel
        CheckpointRef.of('web@1234').which() instanceof CheckpointRef.Which.ByNumber
    }

    private static Timeline timeline(Map stands, List<Checkpoint> checkpoints) {
        new Timeline(KEY, 'web', checkpoints, Optional.of(checkpoints[stands.at - 1].id()), Optional.empty(), [])
    }

    private static Checkpoint checkpoint(Map facts = [:], int number) {
        new Checkpoint(
                new CheckpointId(facts.id ?: id(number)), KEY, number,
                Checkpoint.Remarks.labelled(Optional.ofNullable(facts.label).map { new Label(it) }),
                Optional.ofNullable(facts.parent).map { new CheckpointId(parentId(it, facts)) },
                'web', 'busybox', 'sha256:1', ['sh'], facts.taken ?: Instant.EPOCH.plusSeconds(number), true,
                Optional.empty(), Optional.empty(), new Size(0), new Size(0), Optional.empty(), Optional.empty(), Optional.empty(),
                false, [], [], [], Optional.empty())
    }

    /** Those of the first feature have ids of their own. */
    private static String parentId(int number, Map facts) {
        facts.id ? [1: 'aaaa000000000001', 3: 'bbbb000000000003'][number] : id(number)
    }

    private static String id(int number) {
        String.format('%016x', number)
    }

    private static Instant clock(String time) {
        LocalDateTime.parse(time).atZone(ZoneId.systemDefault()).toInstant()
    }
}
