package dev.cryo.timetravel;

import dev.cryo.store.Checkpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An option of CRIU's that a restore must repeat as the dump had it. */
enum Repeated {
    FILE_LOCKS,
    LINK_REMAP,
    EXT_UNIX_SK;

    /** Its line in CRIU's configuration file. */
    String line() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Those that a checkpoint was dumped with. What it names beside them is passed over, and never reaches CRIU. */
    static List<Repeated> of(Checkpoint checkpoint) {
        return Arrays.stream(values())
                .filter(option -> checkpoint.options().contains(option.line()))
                .toList();
    }
}
