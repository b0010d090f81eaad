package dev.cryo.criu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A checkpoint of one process whose memory a test lays out, page by page. */
public final class Synthetic {

    public static final int PAGE = PageMap.PAGE;
    public static final int PRESENT = 4;

    /** Bits of {@code vma_entry}'s status. */
    static final int FILE_PRIVATE = 1 << 6;

    static final int FILE_SHARED = 1 << 7;
    static final int ANON_SHARED = 1 << 8;
    public static final int ANON_PRIVATE = 1 << 9;
    static final int VVAR = 1 << 12;
    static final int MEMFD = 1 << 14;
    static final int GUARD = 1 << 16;

    private final List<Wire> mappings = new ArrayList<>();
    private final List<Wire> runs = new ArrayList<>(List.of(new Wire().number(1, 1)));
    private final Map<Integer, Long> layout = new HashMap<>();
    final MemoryImages images = new MemoryImages();

    /** Maps {@code pages} pages at {@code address}. */
    public Synthetic map(long address, int pages, int status) {
        return map(address, pages, status, 0, 0);
    }

    Synthetic map(long address, int pages, int status, int object, long offset) {
        return map(vma(address, address + (long) pages * PAGE, status, object, offset));
    }

    Synthetic map(Wire vma) {
        mappings.add(vma);
        return this;
    }

    static Wire vma(long start, long end, int status, int object, long offset) {
        return new Wire()
                .number(1, start)
                .number(2, end)
                .number(3, offset)
                .number(4, object)
                .number(5, 3)
                .number(6, 0x22)
                .number(7, status)
                .number(8, 1);
    }

    public Synthetic run(long address, long pages, int flags) {
        return run(new Wire().number(1, address).number(2, 0).number(4, flags).number(5, pages));
    }

    Synthetic run(Wire entry) {
        runs.add(entry);
        return this;
    }

    public Synthetic pages(byte[] contents) {
        images.put("pages-1.img", contents);
        return this;
    }

    Synthetic pages(MemoryImages.Contents contents) {
        images.put("pages-1.img", contents);
        return this;
    }

    /** Sets a field of {@code mm_entry} that is not 0. */
    Synthetic layout(int field, long value) {
        layout.put(field, value);
        return this;
    }

    /** The images, complete. */
    MemoryImages images() {
        var mm = new Wire();
        for (int field = 1; field <= 12; field++) {
            mm.number(field, layout.getOrDefault(field, 0L));
        }
        mappings.forEach(vma -> mm.message(14, vma));
        return images.put("inventory.img", Wire.image(ImageType.INVENTORY, new Wire().number(1, 2)))
                .put("pstree.img", Wire.image(ImageType.PSTREE, tree(1, 0)))
                .put("core-1.img", Wire.image(ImageType.CORE, core(1, "synthetic")))
                .put("mm-1.img", Wire.image(ImageType.MM, mm))
                .put("pagemap-1.img", Wire.image(ImageType.PAGEMAP, runs.toArray(Wire[]::new)));
    }

    static Wire tree(int pid, int parent) {
        return new Wire().number(1, pid).number(2, parent).number(3, pid).number(4, pid);
    }

    static Wire core(int state, String command) {
        return new Wire().number(1, 1).message(3, new Wire().number(1, state).text(6, command));
    }

    /** Writes the images into a folder, for those who read folders. */
    public Path into(Path folder, String command) throws IOException {
        var all = images().put("core-1.img", Wire.image(ImageType.CORE, core(1, command)));
        for (var name : all.names()) {
            try (var in = Channels.newInputStream(all.open(name))) {
                Files.write(folder.resolve(name), in.readAllBytes());
            }
        }
        return folder;
    }

    DumpedProcess process() {
        return ImageDirectory.open(images()).processes().getFirst();
    }

    AddressSpace space() {
        return process().addressSpace().orFail("the memory");
    }

    /** Pages that hold {@code text} at {@code offset}, and dots elsewhere. */
    static byte[] dots(int pages, int offset, String text) {
        var bytes = new byte[pages * PAGE];
        Arrays.fill(bytes, (byte) '.');
        var inner = text.getBytes(UTF_8);
        System.arraycopy(inner, 0, bytes, offset, inner.length);
        return bytes;
    }
}
