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
 * the next key is pressed, and who waits too long sees what was there before.
 */
final class RememberedCompletions implements Completions {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(400);
    private static final Duration LONGEST_FIRST_WAIT = Duration.ofSeconds(3);

    /** @param before what was known until the answer comes */
    private record Answer(CompletableFuture<List<Candidate>> coming, @Nullable List<Candidate> before) {}

    private final Completions live;
    private final Map<Class<?>, Answer> answers = new ConcurrentHashMap<>();

    RememberedCompletions(Completions live) {
        this.live = live;
    }

    @Override
    public List<Candidate> candidates(Class<?> type, String typedSoFar) {
        var answer = answers.computeIfAbsent(type, unknown -> ask(unknown, null));
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

    /** What was true may not be so any more. Asks again for what somebody wanted to know, in the background. */
    void renew() {
        answers.replaceAll((type, answer) -> ask(type, answer.coming().getNow(answer.before())));
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
        return new Answer(coming, before);
    }
}
