package dev.cryo.timetravel;

import dev.cryo.verb.Included;
import dev.cryo.verb.Option;

/** How a container is put back: the options of {@code rewind}, {@code back} and {@code forward}. */
public record RewindOptions(
        @Option(help = "make a checkpoint of where the container stands now first, to come back to") boolean save,
        @Option(help = "put all containers back that were checkpointed together with it") boolean together,
        @Option(help = "leave all volumes as they are, knowing that memory and volumes are of two times")
                boolean withoutVolumes,
        @Included RestoreOptions how) {

    /** As when nothing is said. */
    public static final RewindOptions DEFAULT = new RewindOptions(false, false, false, RestoreOptions.DEFAULT);
}
