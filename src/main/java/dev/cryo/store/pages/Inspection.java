package dev.cryo.store.pages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a check of all packs found.
 *
 * @param whole the numbers of the pages that are there and have their hash
 * @param lost the numbers of those that were looked at and do not have it
 * @param damage what is damaged, in words, one line for a pack or table
 */
public record Inspection(BitSet whole, BitSet lost, List<String> damage) {

    /** Is told how far the check is, and may end it by a {@link CancellationException}. */
    @FunctionalInterface
    public interface Progress {
        void checked(long bytes, long of);
    }

    private record Part(BitSet whole, BitSet lost, List<String> damage) {}

    /** @param wanted the pages to look at; empty: all */
    static Inspection of(PageStore store, Optional<BitSet> wanted, Progress progress) throws IOException {
        var packs = store.packs().packs();
        long total = packs.stream().mapToLong(Pack::bytesOnDisk).sum();
        var whole = new BitSet();
        var lost = new BitSet();
        var damage = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var parts = new ArrayList<Future<Part>>();
            for (var pack : packs) {
                Callable<Part> check = () -> check(pack, wanted);
                parts.add(threads.submit(check));
            }
            try {
                long done = 0;
                for (int i = 0; i < packs.size(); i++) {
                    var part = parts.get(i).get();
                    whole.or(part.whole());
                    lost.or(part.lost());
                    damage.addAll(part.damage());
                    done += packs.get(i).bytesOnDisk();
                    progress.checked(done, total);
                }
            } finally {
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            throw new IOException("a pack could not be checked", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while packs were checked", e);
        }
        lost.andNot(whole); // a page may stand in two packs
        return new Inspection(whole, lost, List.copyOf(damage));
    }

    private static Part check(Pack pack, Optional<BitSet> wanted) throws IOException {
        var damage = new ArrayList<String>();
        var beside = pack.beside();
        var within = pack.within();
        if (beside.isEmpty()) {
            damage.add(pack.tableFile() + ": the table is damaged or missing; the pack's own one serves");
        }
        if (within.isEmpty()) {
            damage.add(pack.file() + ": its table is damaged; the one beside it serves");
        }
        var whole = new BitSet();
        var lost = new BitSet();
        if (beside.isEmpty() && within.isEmpty()) {
            return new Part(whole, lost, List.of(pack.file() + ": both tables are damaged"));
        }
        var table = beside.or(() -> within).orElseThrow();
        try (var files = new PackFiles();
                var blocks = new Blocks(files)) {
            for (int b = 0; b < table.blocks() && !Thread.currentThread().isInterrupted(); b++) {
                int first = table.block(b).firstPage();
                int end = first + table.block(b).pages();
                if (wanted.isPresent() && !anyOf(wanted.get(), table, first, end)) {
                    continue;
                }
                var block = blocks.read(pack, table, b);
                for (int page = first; page < end; page++) {
                    if (block.holds(page) && hasItsHash(block, page)) {
                        whole.set(Math.toIntExact(table.number(page)));
                    } else {
                        lost.set(Math.toIntExact(table.number(page)));
                    }
                }
                if (!block.whole()) {
                    damage.add(pack.file() + ": the block at byte " + block.block().offset() + " is damaged");
                }
            }
        }
        if (!lost.isEmpty()) {
            damage.add(pack.file() + ": " + lost.cardinality() + " pages are lost");
        }
        return new Part(whole, lost, damage);
    }

    private static boolean anyOf(BitSet wanted, PackTable table, int from, int to) {
        for (int page = from; page < to; page++) {
            if (wanted.get(Math.toIntExact(table.number(page)))) {
                return true;
            }
        }
        return false;
    }

    static boolean hasItsHash(Blocks.Unpacked block, int page) {
        var digest = Sum.sha256();
        digest.update(block.page(page));
        return block.table().hasHash(page, digest.digest());
    }

    static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
