package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.SharedPages;
import dev.cryo.criu.Stretch;
import dev.cryo.forensics.DiffVerb.Kind;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.util.Optional;

/**
 * What changed in the memory of one process. Compared is what lies at the same addresses in both checkpoints; a page
 * that only one of them holds counts as changed, and is compared with zeros where the other never wrote it.
 */
final class MemoryDifference {

    private static final int PAGE = 4096;
    private static final int WINDOW = 256 << 10;
    private static final int PAGES = 150;

    private final DumpedProcess before;
    private final DumpedProcess after;
    private final Changes changes;
    private final Watch watch;
    private final byte[] old = new byte[WINDOW];
    private final byte[] fresh = new byte[WINDOW];
    private long done;

    MemoryDifference(DumpedProcess before, DumpedProcess after, Changes changes, Watch watch) {
        this.before = before;
        this.after = after;
        this.changes = changes;
        this.watch = watch;
    }

    void collect() {
        var then = before.addressSpace().toOptional();
        var now = after.addressSpace().toOptional();
        if (then.isPresent() && now.isPresent()) {
            now.get().mappings().forEach(mapping -> mapping(then.get(), now.get(), mapping));
        }
    }

    private void mapping(AddressSpace then, AddressSpace now, Mapping mapping) {
        if (mapping.start() < 0) {
            return; // the kernel's
        }
        var words = new ChangedWords(then, now, mapping, after, changes);
        var shared = new SharedPages(then, now);
        long pages = 0;
        long unknown = 0;
        try (var oldPages = then.reader(); var freshPages = now.reader()) {
            for (long at = mapping.start(); at != mapping.end(); ) {
                var one = then.stretchAt(at).upTo(mapping.end() - at);
                var other = now.stretchAt(at).upTo(one.length());
                long length = other.length();
                boolean known = !(one instanceof Stretch.Absent) && !(other instanceof Stretch.Absent);
                boolean stored = one instanceof Stretch.Stored || other instanceof Stretch.Stored;
                if (known && stored) {
                    for (long part = 0; part < length; part += WINDOW) {
                        int size = (int) Math.min(WINDOW, length - part);
                        if (shared.alike(one, other, part, size)) {
                            progress(size);
                            continue;
                        }
                        oldPages.fill(one, part, old, size);
                        freshPages.fill(other, part, fresh, size);
                        pages += words.compare(at + part, old, fresh, size);
                        progress(size);
                    }
                } else if (stored) {
                    unknown += length / PAGE;
                }
                at += length;
            }
        } catch (Problem problem) {
            if (problem.kind() != Problem.Kind.FAILED) {
                throw problem;
            }
            changes.add(PAGES, DiffVerb.Row.damaged(problem.what() + ": " + String.join("; ", problem.evidence())));
        }
        if (pages + unknown > 0) {
            summary(mapping, pages, unknown);
        }
    }

    private void progress(int size) {
        done += size;
        watch.stopIfCancelled();
        watch.progress("comparing memory of " + after.pid(), done, Math.max(after.residentBytes(), done));
    }

    private void summary(Mapping mapping, long pages, long unknown) {
        changes.add(PAGES, new DiffVerb.Row(
                "",
                Optional.of(Kind.PAGES),
                Optional.of(after.pid()),
                after.command(),
                Long.toHexString(mapping.start()) + " " + MappingName.of(mapping),
                "",
                (pages + unknown) + " of " + mapping.length() / PAGE + " pages, " + new Size((pages + unknown) * PAGE)
                        + (unknown == 0 ? "" : "; " + unknown + " of them are in one checkpoint only"),
                Optional.empty()));
    }
}
