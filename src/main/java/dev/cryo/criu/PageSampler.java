package dev.cryo.criu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes samples of a process's private anonymous memory.
 *
 * @param pages of the process
 */
record PageSampler(Images images, List<Mapping> mappings, PageMap pages) {

    /** See {@link AddressSpace#samplePages}. */
    List<PageSample> sample(int count) {
        var runs = privateAnonymous();
        long total = runs.stream().mapToLong(Run::pages).sum();
        int wanted = Math.clamp(total, 0, Math.max(count, 0));
        var samples = new ArrayList<PageSample>(wanted);
        if (wanted == 0) {
            return samples;
        }
        var buffer = ByteBuffer.allocate(PageMap.PAGE);
        var digest = sha256();
        try (var channel = images.open(pages.pages())) {
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
                AddressSpace.readFully(channel, pages.pages(), current.offset() + within, buffer.clear());
                samples.add(new PageSample(current.address() + within, Bytes.owned(digest.digest(buffer.array()))));
            }
        } catch (IOException e) {
            throw Damage.unreadable(pages.pages(), e);
        }
        return samples;
    }

    /** Resident pages in a row. */
    private record Run(long address, long offset, long pages) {}

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
                    runs.add(new Run(from, pages.offset(run) + from - pages.start(run), (to - from) / PageMap.PAGE));
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
