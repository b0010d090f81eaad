package dev.cryo.containers

import dev.cryo.verb.Problem
import dev.cryo.verb.Watch
import spock.lang.Specification

import java.util.concurrent.CountDownLatch
import java.util.concurrent.CyclicBarrier
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/** Work on several things, one after the other or some at a time. */
class EachOfSpec extends Specification {

    record Piece(String line) implements Watch.Finished {}

    static class Told implements Watch {
        @Delegate private final Watch nobody = NOBODY
        final List<String> pieces = []
        volatile boolean enough

        @Override
        void done(Watch.Finished piece) {
            pieces << piece.line()
        }

        @Override
        boolean cancelled() {
            enough
        }

        @Override
        void stopIfCancelled() {
            if (enough) {
                throw Problem.interrupted()
            }
        }
    }

    def watch = new Told()

    def "so many are worked on at the same moment, never more"() {
        given: 'nobody gets on alone'
        def both = new CyclicBarrier(2)
        def now = new AtomicInteger()
        def most = new AtomicInteger()

        when:
        def made = EachOf.of((1..6).toList(), 2, watch) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max)
            both.await(10, TimeUnit.SECONDS)
            now.decrementAndGet()
            new Piece("$it".toString())
        }

        then:
        most.get() == 2
        made*.line() == ['1', '2', '3', '4', '5', '6']
    }

    def "they are announced in their order, whoever is done first"() {
        given:
        def second = new CountDownLatch(1)

        when:
        EachOf.of([1, 2], 2, watch) {
            if (it == 1) {
                assert second.await(10, TimeUnit.SECONDS)
            } else {
                second.countDown()
            }
            new Piece("$it".toString())
        }

        then:
        watch.pieces == ['1', '2']
    }

    def "one that fails keeps no other from being done, at once: #atOnce"() {
        when:
        EachOf.of((1..5).toList(), atOnce, watch) {
            if (it in [2, 4]) {
                throw Problem.failed("no $it")
            }
            new Piece("$it".toString())
        }

        then:
        def problem = thrown(Problem)
        "$problem.message ${problem.evidence()}".contains('no 2')
        "$problem.message ${problem.evidence()}".contains('no 4')
        watch.pieces == ['1', '3', '5']

        where:
        atOnce << [1, 2, 5, 9]
    }

    def "who gives up gets what was begun to its end, and nothing that was not: at once #atOnce"() {
        given:
        def begun = new AtomicInteger()

        when:
        EachOf.of((1..9).toList(), atOnce, watch) {
            begun.incrementAndGet()
            if (it == 3) {
                watch.enough = true
            }
            new Piece("$it".toString())
        }

        then:
        def ended = thrown(Problem)
        ended.kind() == Problem.Kind.INTERRUPTED
        watch.pieces.size() == begun.get()
        begun.get() < 9
        watch.pieces == (1..begun.get())*.toString()

        where:
        atOnce << [1, 2, 4]
    }

    def "a fault of the program is no failure of one, and leaves nobody at work"() {
        given:
        def working = new AtomicInteger()

        when:
        EachOf.of([1, 2, 3], 3, watch) {
            working.incrementAndGet()
            try {
                if (it == 1) {
                    throw new IllegalStateException('a fault')
                }
                sleep(50)
                new Piece("$it".toString())
            } finally {
                working.decrementAndGet()
            }
        }

        then:
        thrown(IllegalStateException)
        working.get() == 0
    }
}
