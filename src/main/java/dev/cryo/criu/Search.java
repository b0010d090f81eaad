package dev.cryo.criu;

import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds a needle in the resident memory of processes, match by match. */
final class Search extends Spliterators.AbstractSpliterator<Match> {

    /** How much memory a match shows before and behind itself, in bytes. */
    static final int CONTEXT = 32;
    /** How much of itself a match shows. */
    static final int SHOWN = 512;

    /** How much of itself a match keeps: an expression may match all that is seen at once, and there may be many. */
    static final int KEPT = Needle.LONGEST;

    private final Needle needle;
    private final Windows windows;
    private Windows.@Nullable Window window;
    private int position;

    private Search(List<DumpedProcess> processes, Needle needle, Watch watch) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.needle = needle;
        this.windows = new Windows(processes, needle.reach(), CONTEXT, watch);
    }

    static Stream<Match> over(List<DumpedProcess> processes, Needle needle, Watch watch) {
        var search = new Search(processes, needle, watch);
        return StreamSupport.stream(search, false).onClose(search.windows::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Match> action) {
        while (true) {
            var current = window;
            if (current != null) {
                var hit = needle.find(current.bytes(), position).filter(found -> found.start() < current.limit());
                if (hit.isPresent()) {
                    position = hit.get().end();
                    action.accept(match(current, hit.get()));
                    return true;
                }
            }
            var next = windows.next();
            if (next.isEmpty()) {
                window = null;
                return false;
            }
            // A match may have reached into what the next window shows again.
            long behind = current == null
                    ? 0
                    : current.address() + position - next.get().address();
            boolean continued =
                    current != null && current.limit() < current.bytes().length();
            position = continued
                    ? (int) Math.max(behind, next.get().from())
                    : next.get().from();
            window = next.get();
        }
    }

    private static Match match(Windows.Window window, Needle.Hit hit) {
        return new Match(
                window.process().pid(),
                window.process().command(),
                window.address(hit.start()),
                window.mapping(hit.start()),
                window.bytes().shown(hit, CONTEXT, SHOWN),
                window.bytes().slice(hit.start(), Math.min(hit.end(), hit.start() + KEPT)));
    }
}
