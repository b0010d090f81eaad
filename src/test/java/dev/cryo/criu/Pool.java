package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pages by their contents, as a store keeps them. */
final class Pool implements PagePool {
    private final Map<Bytes, Long> numbers = new HashMap<>();
    private final List<Bytes> pages = new ArrayList<>();
    int read;
    long broken = NONE;

    long number(byte[] page) {
        return numbers.computeIfAbsent(Bytes.of(page), bytes -> {
            pages.add(bytes);
            return pages.size() - 1L;
        });
    }

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public void read(long[] numbers, int[] places, int count, byte[] into) {
                for (int i = 0; i < count; i++) {
                    if (numbers[i] == broken) {
                        throw Problem.failed("a page of the store is damaged");
                    }
                    System.arraycopy(pages.get((int) numbers[i]).array(), 0, into, places[i], Synthetic.PAGE);
                    read++;
                }
            }

            @Override
            public void close() {}
        };
    }

    /** Images whose pages lie in a pool. */
    record Pooled(Images images, Bytes contents, Pool shared) implements Images {
        @Override
        public Set<String> names() {
            return images.names();
        }

        @Override
        public SeekableByteChannel open(String name) throws IOException {
            return images.open(name);
        }

        @Override
        public String title() {
            return images.title();
        }

        @Override
        public Optional<PagePool> pool() {
            return Optional.of(shared);
        }

        @Override
        public long pageNumber(String name, long offset) {
            return shared.number(Arrays.copyOfRange(contents.array(), (int) offset, (int) offset + Synthetic.PAGE));
        }
    }
}
