package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Stretch;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An ELF core file of a 64-bit x86 process: a header, one segment of notes, and a segment for each piece of memory.
 *
 * <p>Memory that was never written is a hole in the file, and so is a page of zeros; memory that the checkpoint does not
 * hold is a segment without contents, for which debuggers turn to the files of NT_FILE.
 *
 * <p>Source: System V ABI, "Object Files"; elf(5); PN_XNUM for more than 65534 segments.
 */
final class ElfCore {

    private static final int PAGE = 4096;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final int PN_XNUM = 0xffff;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;

    /** Longer rows of zeros are left out, as a file has no room for the terabytes that runtimes reserve. */
    private static final long LONGEST_HOLE = 256L << 20;

    private static final int MOST_SEGMENTS = 1 << 20;

    /**
     * Memory between two addresses, of which all or nothing is in the file.
     *
     * @param flags PF_X 1, PF_W 2, PF_R 4
     */
    private record Segment(long start, long end, int flags, boolean inFile) {
        long length() {
            return end - start;
        }
    }

    private final AddressSpace space;
    private final byte[] notes;
    private final List<Segment> segments = new ArrayList<>();

    ElfCore(AddressSpace space, byte[] notes) {
        this.space = space;
        this.notes = notes;
        space.mappings().forEach(this::plan);
    }

    int segments() {
        return segments.size();
    }

    private void plan(Mapping mapping) {
        int flags = (mapping.permissions().charAt(0) == 'r' ? 4 : 0)
                | (mapping.permissions().charAt(1) == 'w' ? 2 : 0)
                | (mapping.permissions().charAt(2) == 'x' ? 1 : 0);
        long start = mapping.start();
        boolean inFile = false;
        for (long at = mapping.start(); at != mapping.end(); ) {
            var stretch = space.stretch(mapping, at);
            boolean has = switch (stretch) {
                case Stretch.Stored _ -> true;
                case Stretch.Zeros(var length) -> length <= LONGEST_HOLE;
                case Stretch.Absent _ -> false;
            };
            if (has != inFile) {
                add(new Segment(start, at, flags, inFile));
                start = at;
                inFile = has;
            }
            at += stretch.length();
        }
        add(new Segment(start, mapping.end(), flags, inFile));
    }

    private void add(Segment segment) {
        if (segment.length() == 0) {
            return;
        }
        if (segments.size() == MOST_SEGMENTS) {
            throw Problem.failed("the memory lies in more than " + MOST_SEGMENTS + " pieces");
        }
        segments.add(segment);
    }

    /** Writes the file; tells how many bytes of memory it has from the checkpoint. */
    long write(FileChannel out, Watch watch) throws IOException {
        int headers = segments.size() + 1;
        boolean many = headers >= PN_XNUM;
        long notesAt = HEADER + (long) PROGRAM_HEADER * headers + (many ? SECTION_HEADER : 0);
        long memoryAt = roundUp(notesAt + notes.length);
        var head = ByteBuffer.allocate((int) notesAt).order(ByteOrder.LITTLE_ENDIAN);
        header(head, headers, many);
        program(head, PT_NOTE, 0, notesAt, 0, notes.length, 0, 4);
        long at = memoryAt;
        for (var segment : segments) {
            long inFile = segment.inFile() ? segment.length() : 0;
            program(head, PT_LOAD, segment.flags(), at, segment.start(), inFile, segment.length(), PAGE);
            at += inFile;
        }
        if (many) {
            section(head, headers);
        }
        writeFully(out, head.flip(), 0);
        writeFully(out, ByteBuffer.wrap(notes), notesAt);
        // The last page may be a hole: the file must reach over it all the same.
        if (at > memoryAt) {
            writeFully(out, ByteBuffer.wrap(new byte[1]), at - 1);
        }
        return memory(out, memoryAt, watch);
    }

    private long memory(FileChannel out, long memoryAt, Watch watch) throws IOException {
        long total = space.residentBytes() + space.sharedBytes();
        long written = 0;
        long at = memoryAt;
        try (var copy = new SparseCopy(space, out)) {
            for (var segment : segments) {
                if (segment.inFile()) {
                    watch.stopIfCancelled();
                    written += copy.write(segment.start(), segment.end(), at);
                    at += segment.length();
                    watch.progress("writing memory", written, Math.max(total, written));
                }
            }
        }
        return written;
    }

    static void writeFully(FileChannel out, ByteBuffer bytes, long at) throws IOException {
        for (long to = at; bytes.hasRemaining(); ) {
            to += out.write(bytes, to);
        }
    }

    /** ELF64, little-endian, version 1, ET_CORE 4, EM_X86_64 62. */
    private static void header(ByteBuffer to, int headers, boolean many) {
        to.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        to.putShort((short) 4).putShort((short) 62).putInt(1);
        to.putLong(0).putLong(HEADER).putLong(many ? HEADER + (long) PROGRAM_HEADER * headers : 0);
        to.putInt(0).putShort((short) HEADER).putShort((short) PROGRAM_HEADER);
        to.putShort((short) (many ? PN_XNUM : headers));
        to.putShort((short) SECTION_HEADER).putShort((short) (many ? 1 : 0)).putShort((short) 0);
    }

    private static void program(
            ByteBuffer to, int type, int flags, long offset, long address, long inFile, long inMemory, long alignment) {
        to.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(0);
        to.putLong(inFile).putLong(inMemory).putLong(alignment);
    }

    /** The first section's sh_info counts what e_phnum cannot. */
    private static void section(ByteBuffer to, int headers) {
        to.putInt(0).putInt(0).putLong(0).putLong(0).putLong(0).putLong(1).putInt(0).putInt(headers).putLong(0).putLong(0);
    }

    private static long roundUp(long value) {
        return (value + PAGE - 1) / PAGE * PAGE;
    }
}
