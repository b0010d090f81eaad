package dev.cryo.shell;

import dev.cryo.catalog.Interruption;
import dev.cryo.containers.Subjects;
import dev.cryo.engine.ContainerSummary;
import dev.cryo.engine.EngineInfo;
import dev.cryo.store.Removal;
import dev.cryo.verb.ContainerId;
import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tour makes: containers of its own names, and their checkpoints. Nothing that it did not make is touched. A file tells
 * of them, so that another process removes what one that was killed has left.
 */
final class TourGround {

    private static final Set<String> NAMES = Set.of("tour", "tour-twin");

    private final Subjects subjects;
    private final Interruption interruption;
    private final TourWords words;
    private final Set<ContainerId> made = new HashSet<>();
    private Path file;

    TourGround(Subjects subjects, Interruption interruption, TourWords words, Path file) {
        this.subjects = subjects;
        this.interruption = interruption;
        this.words = words;
        this.file = file;
    }

    void keptIn(Path other) {
        file = other;
    }

    /** The step where somebody was, from 1 on. */
    int step() {
        return TourProgress.read(file).step();
    }

    /** Remembers the step, and what was made. */
    void keep(int step) {
        write(TourProgress.here(step, look()));
    }

    /** Remembers what was made. */
    void note() {
        keep(step());
    }

    private void write(TourProgress progress) {
        try {
            progress.write(file);
        } catch (IOException e) {
            words.line("how far you are is not remembered: " + e.getMessage());
        }
    }

    /**
     * Makes sure that there is an engine which can do all of the tour, and that its names are free.
     *
     * @return what a line of the tour must have beside its words to run under Cryo's runtime
     * @throws Problem when there is none, with how to get one
     */
    String enter() {
        var info = subjects.engine().info();
        if (!info.runtimes().contains(EngineInfo.CRYO_RUNTIME)) {
            throw Problem.failed("the engine has not got Cryo's runtime, without which the tour cannot go back in time")
                    .evidence("its runtimes are " + String.join(", ", info.runtimes()))
                    .remedy("'lab up' makes a private engine that has it, for 'cryo --engine lab'; 'install' puts it onto this one");
        }
        named().findFirst().ifPresent(taken -> {
            throw Problem.failed("there is a container '" + taken.name() + "' already, which the tour has not made")
                    .remedy("the tour needs that name: 'rm -f " + taken.name() + "' deletes the container if nobody wants it");
        });
        return info.defaultRuntime().equals(EngineInfo.CRYO_RUNTIME) ? "" : " --runtime " + EngineInfo.CRYO_RUNTIME;
    }

    private Stream<ContainerSummary> named() {
        return subjects.engine().containers(true).stream().filter(container -> NAMES.contains(container.name()));
    }

    /** Whether its container is there. */
    boolean stands() {
        return named().anyMatch(container -> made.contains(container.id()));
    }

    /** Takes what has its names for its own: since {@link #enter} nobody else had them. */
    private Set<ContainerId> look() {
        named().map(ContainerSummary::id).forEach(made::add);
        return Set.copyOf(made);
    }

    /**
     * Removes what this tour, or one that was cut short, has made, as far as it is still there; an interruption before that does
     * not keep it from it.
     *
     * @throws Problem when a tour in another process is under way
     */
    void clear() {
        interruption.renew();
        var left = TourProgress.read(file);
        if (left.isElsewhere()) {
            throw Problem.failed("a tour is under way in another cryo, process " + left.process())
                    .remedy("end it there, by 'tour --end'");
        }
        made.addAll(left.containers());
        if (!made.isEmpty()) {
            remove();
            write(TourProgress.here(left.step(), Set.of()));
        }
    }

    private void remove() {
        var store = subjects.store();
        store.timelines().stream()
                .filter(timeline -> made.contains(timeline.key().container()))
                .forEach(timeline -> new Removal(store)
                        .remove(timeline.key(), timeline.checkpoints().stream().map(checkpoint -> checkpoint.id()).toList()));
        var there = subjects.engine().containers(true).stream().map(ContainerSummary::id).collect(Collectors.toSet());
        made.stream().filter(there::contains).forEach(id -> subjects.engine().remove(id, true));
        made.clear();
    }
}
