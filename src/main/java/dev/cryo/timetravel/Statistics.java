package dev.cryo.timetravel;

import dev.cryo.criu.DumpStatistics;
import dev.cryo.criu.Images;
import dev.cryo.criu.RestoreStatistics;
import dev.cryo.verb.DurationWords;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.util.Optional;

/** Reports what CRIU measured ({@code --print-stats}). That it cannot be read is said, and fails nothing. */
final class Statistics {

    private Statistics() {}

    static Optional<DumpStatistics> ofDump(Images work, Watch watch) {
        try {
            var s = DumpStatistics.read(work);
            watch.note("freezing " + DurationWords.show(s.freezing()) + ", frozen " + DurationWords.show(s.frozen())
                    + ", dump " + DurationWords.show(s.memoryDump()) + ", write " + DurationWords.show(s.memoryWrite())
                    + ", pages " + s.pagesWritten() + " of " + s.pagesScanned());
            return Optional.of(s);
        } catch (Problem e) {
            watch.note("no statistics: " + e.what());
            return Optional.empty();
        }
    }

    static Optional<RestoreStatistics> ofRestore(Path work, Watch watch) {
        try {
            var s = RestoreStatistics.read(work);
            watch.note("forking " + DurationWords.show(s.forking()) + ", restore " + DurationWords.show(s.restore())
                    + ", pages " + s.pagesRestored());
            return Optional.of(s);
        } catch (Problem e) {
            watch.note("no statistics: " + e.what());
            return Optional.empty();
        }
    }
}
