package dev.cryo.store

import dev.cryo.verb.CheckpointId
import dev.cryo.verb.ContainerId
import dev.cryo.verb.Label
import dev.cryo.verb.Size
import spock.lang.Specification

import java.time.Instant
import java.time.LocalDateTime
import java.time.ZoneId
import java.time.ZoneOffset

/** Which checkpoints stay. */
class RetentionSpec extends Specification {

    static final KEY = new TimelineKey('ENGINE', new ContainerId('a' * 64))

    /** 1 to 8; the container stands at the newest, 8. */
    static final TIMES = [
            '2026-03-01T09:10:00', '2026-03-01T23:50:00', '2026-03-02T00:05:00', '2026-03-02T10:00:00',
            '2026-03-02T10:59:59', '2026-03-02T11:00:00', '2026-03-04T08:00:00', '2026-03-04T08:30:00']

    def "last #last, hourly #hourly, daily #daily, labelled #labelled: #staying stay"() {
        expect:
        staying(new Retention(last, hourly, daily, labelled), timeline(TIMES, labels: [2: 'first'])) == staying

        where: 'a day or an hour without a checkpoint does not count'
        last | hourly | daily | labelled || staying
        0    | 0      | 0     | false    || [1, 2, 3, 4, 5, 6, 7, 8]
        1    | 0      | 0     | false    || [8]
        3    | 0      | 0     | false    || [6, 7, 8]
        99   | 0      | 0     | false    || [1, 2, 3, 4, 5, 6, 7, 8]
        0    | 1      | 0     | false    || [8]
        0    | 2      | 0     | false    || [6, 8]
        0    | 3      | 0     | false    || [5, 6, 8]
        0    | 5      | 0     | false    || [2, 3, 5, 6, 8]
        0    | 0      | 2     | false    || [6, 8]
        0    | 0      | 3     | false    || [2, 6, 8]
        0    | 0      | 9     | false    || [2, 6, 8]
        0    | 0      | 0     | true     || [2, 8]
        2    | 0      | 3     | true     || [2, 6, 7, 8]
    }

    def "days and hours are those of the user's clock"() {
        given: 'midnight lies between them in UTC, not in Tokyo'
        def timeline = timeline(['2026-03-01T23:50:00', '2026-03-02T00:05:00', '2026-03-02T01:00:00'])

        expect:
        staying(new Retention(0, 0, 2, false), timeline, ZoneOffset.UTC) == [1, 3]
        staying(new Retention(0, 0, 2, false), timeline, ZoneId.of('Asia/Tokyo')) == [3]
    }

    def "an hour that the clock shows twice is two hours"() {
        given: 'in Berlin, 02:30 came twice on this day'
        def timeline = timeline(['2026-10-25T00:30:00', '2026-10-25T01:30:00', '2026-10-25T03:00:00'])

        expect:
        staying(new Retention(0, 3, 0, false), timeline, ZoneId.of('Europe/Berlin')) == [1, 2, 3]
    }

    def "a pinned one, the one that the container stands at and the one that stopped it stay in any case"() {
        expect:
        staying(new Retention(1, 0, 0, false), timeline(TIMES, pinned: [1], at: 4, stoppedBy: 5)) == [1, 4, 5, 8]
    }

    private static List<Integer> staying(Retention retention, Timeline timeline, ZoneId zone = ZoneOffset.UTC) {
        def ids = retention.staying(timeline, zone)
        timeline.checkpoints().findAll { it.id() in ids }*.number()
    }

    private static Timeline timeline(Map about = [:], List<String> times) {
        def checkpoints = times.withIndex(1).collect { time, number ->
            new Checkpoint(
                    id(number), KEY, number,
                    new Checkpoint.Remarks(
                            Optional.ofNullable(about.labels?.get(number)).map { new Label(it) }, Optional.empty(),
                            number in (about.pinned ?: [])),
                    Optional.empty(), 'web', 'busybox', 'sha256:1', ['sh'],
                    LocalDateTime.parse(time).toInstant(ZoneOffset.UTC), true, Optional.empty(), Optional.empty(),
                    new Size(0), new Size(0), Optional.empty(), Optional.empty(), Optional.empty(), false, [], [], [], Optional.empty())
        }
        new Timeline(
                KEY, 'web', checkpoints, Optional.of(id(about.at ?: times.size())),
                Optional.ofNullable(about.stoppedBy).map { id(it) }, [])
    }

    private static CheckpointId id(int number) {
        new CheckpointId(String.format('%016x', number))
    }
}
