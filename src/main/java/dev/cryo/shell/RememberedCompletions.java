package dev.cryo.shell;

import dev.cryo.catalog.Candidate;
import dev.cryo.catalog.Completions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Completions that ask engine and store once between two inputs, not at each key: what was asked for is there again before
 * the next key is pressed, and who waits too long sees what was there before. A line that stands long is no reason to show
 * what was true when it was begun: what is old is asked for again.
 */
final class RememberedCompletions implements Completions {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(400);
    private static final Duration LONGEST_FIRST_WAIT = Duration.ofSeconds(3);
    private static final Duration USUAL_AGE = Duration.ofSeconds(10);

    /**
     * @param before what was known until the answer comes
     * @param asked when, by {@link System#nanoTime}
     */
    private record Answer(CompletableFuture<List<Candidate>> coming, @Nullable List<Candidate> before, long asked) {

        /** One that has not come yet is not old: asking once more would not bring it sooner. */
        boolean isOlderThan(Duration age) {
            return coming.isDone() && System.nanoTime() - asked >= age.toNanos();
        }

        @Nullable List<Candidate> known() {
            return coming.isCompletedExceptionally() ? before : coming.getNow(before);
        }
    }

    private final Completions live;
    private final Duration age;
    private final Map<Class<?>, Answer> answers = new ConcurrentHashMap<>();

    RememberedCompletions(Completions live) {
        this(live, USUAL_AGE);
    }

    /** @param age how long an answer is shown as true */
    RememberedCompletions(Completions live, Duration age) {
        this.live = live;
        this.age = age;
    }

    @Override
    public List<Candidate> candidates(Class<?> type, String typedSoFar) {
        var answer = answer(type);
        var before = answer.before();
        var wait = before == null ? LONGEST_FIRST_WAIT : LONGEST_WAIT;
        try {
            return answer.coming().get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return before == null ? List.of() : before;
        } catch (ExecutionException e) {
            return List.of(); // the verb itself will say why
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    @Override
    public boolean near(Class<?> type) {
        return live.near(type);
    }

    /** Somebody is likely to want to know soon. Asks in the background, if that is near, for what is not known or old. */
    void expect(Class<?> type) {
        var answer = answers.get(type);
        if (answer == null || answer.isOlderThan(age)) {
            Thread.ofVirtual().name("expected completions").start(() -> {
                if (live.near(type)) {
                    answer(type);
                }
            });
        }
    }

    /** What was true may not be so any more. Asks again for what somebody wanted to know, in the background. */
    void renew() {
        answers.replaceAll((type, answer) -> ask(type, answer.known()));
    }

    private Answer answer(Class<?> type) {
        return answers.compute(type, (asked, answer) -> {
            if (answer == null) {
                return ask(asked, null);
            }
            return answer.isOlderThan(age) ? ask(asked, answer.known()) : answer;
        });
    }

    private Answer ask(Class<?> type, @Nullable List<Candidate> before) {
        var coming = new CompletableFuture<List<Candidate>>();
        Thread.ofVirtual().name("completions").start(() -> {
            try {
                coming.complete(live.candidates(type, ""));
            } catch (RuntimeException e) {
                coming.completeExceptionally(e);
            }
        });
        return new Answer(coming, before, System.nanoTime());
    }
}
