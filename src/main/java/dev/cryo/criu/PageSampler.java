package dev.cryo.criu;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes samples of a process's private anonymous memory.
 *
 * @param pages of the process
 */
record PageSampler(StretchReader reader, List<Mapping> mappings, PageMap pages) {

    /** See {@link AddressSpace#samplePages}. */
    List<PageSample> sample(int count) {
        var runs = privateAnonymous();
        long total = runs.stream().mapToLong(Run::pages).sum();
        int wanted = Math.clamp(total, 0, Math.max(count, 0));
        var samples = new ArrayList<PageSample>(wanted);
        if (wanted == 0) {
            return samples;
        }
        var buffer = new byte[PageMap.PAGE];
        var digest = sha256();
        var run = runs.iterator();
        var current = run.next();
        long before = 0;
        for (long sample = 0; sample < wanted; sample++) {
            long index = sample * total / wanted;
            while (index >= before + current.pages()) {
                before += current.pages();
                current = run.next();
            }
            long within = (index - before) * PageMap.PAGE;
            reader.fill(current.stored(), within, buffer, buffer.length);
            samples.add(new PageSample(current.address() + within, Bytes.owned(digest.digest(buffer))));
        }
        return samples;
    }

    /** Resident pages in a row. */
    private record Run(long address, Stretch.Stored stored) {
        long pages() {
            return stored.length() / PageMap.PAGE;
        }
    }

    private List<Run> privateAnonymous() {
        var runs = new ArrayList<Run>();
        for (var mapping : mappings) {
            if (!mapping.kind().isPrivateAnonymous()) {
                continue;
            }
            int run = Math.max(pages.after(mapping.start()) - 1, 0);
            for (; run < pages.size() && pages.start(run) < mapping.end(); run++) {
                long from = Math.max(pages.start(run), mapping.start());
                long to = Math.min(pages.end(run), mapping.end());
                if (pages.isPresent(run) && from < to) {
                    long offset = pages.offset(run) + from - pages.start(run);
                    runs.add(new Run(from, new Stretch.Stored(pages.file(run), offset, to - from)));
                }
            }
        }
        return runs;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
