package dev.cryo.script;

import java.util.AbstractList;
import java.util.List;

/** Checkpoints of one container in the order of their making: what a {@code capture} gives, or a timeline. */
public final class CheckpointSeries extends AbstractList<CheckpointHandle> {

    private final List<CheckpointHandle> checkpoints;

    CheckpointSeries(List<CheckpointHandle> checkpoints) {
        this.checkpoints = List.copyOf(checkpoints);
    }

    @Override
    public CheckpointHandle get(int index) {
        return checkpoints.get(index);
    }

    @Override
    public int size() {
        return checkpoints.size();
    }
}
