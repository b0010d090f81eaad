package dev.cryo.keeping;

import dev.cryo.store.Checkpoint;
import dev.cryo.store.Timeline;
import dev.cryo.verb.CheckpointId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A timeline as lines of a drawing, oldest first. The youngest child goes on in its parent's column; the branches before
 * it are drawn to the right of that.
 */
final class Tree {

    private static final String HERE = "◉";
    private static final String CHECKPOINT = "●";

    private final Timeline timeline;
    private final Map<CheckpointId, List<Checkpoint>> children = new HashMap<>();
    private final List<Checkpoint> roots = new ArrayList<>();

    Tree(Timeline timeline) {
        this.timeline = timeline;
        var known = new HashSet<CheckpointId>();
        for (var checkpoint : timeline.checkpoints()) {
            // Ascending by number: a parent that is not known yet is gone, or what a damaged manifest says.
            var parent = checkpoint.parent().filter(known::contains);
            parent.map(id -> children.computeIfAbsent(id, _ -> new ArrayList<>()))
                    .orElse(roots)
                    .add(checkpoint);
            known.add(checkpoint.id());
        }
    }

    /**
     * A line.
     *
     * @param drawing the columns, and the checkpoint's number
     * @param path the checkpoints from the root to this one
     */
    record Line(String drawing, Checkpoint checkpoint, List<Checkpoint> path) {}

    private record Pending(Checkpoint checkpoint, String before, String mark, List<Checkpoint> path) {}

    List<Line> lines() {
        var lines = new ArrayList<Line>();
        var pending = new ArrayDeque<Pending>();
        roots.reversed().forEach(root -> pending.push(new Pending(root, "", "", List.of())));
        while (!pending.isEmpty()) {
            var next = pending.pop();
            var path = new ArrayList<>(next.path());
            path.add(next.checkpoint());
            lines.add(new Line(next.before() + next.mark() + point(next.checkpoint()), next.checkpoint(), path));
            var column = next.before() + (next.mark().isEmpty() ? "" : "│ ");
            var its = children.getOrDefault(next.checkpoint().id(), List.of());
            for (int i = its.size() - 1; i >= 0; i--) {
                boolean goesOn = i == its.size() - 1;
                pending.push(new Pending(its.get(i), column, goesOn ? "" : "├─", path));
            }
        }
        return lines;
    }

    private String point(Checkpoint checkpoint) {
        boolean here = timeline.current().map(Checkpoint::id).equals(Optional.of(checkpoint.id()));
        return (here ? HERE : CHECKPOINT) + " " + checkpoint.number();
    }
}
