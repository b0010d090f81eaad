package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.Bytes;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Mapping;
import dev.cryo.criu.Stretch;
import dev.cryo.criu.StretchReader;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Code in memory beside the files that it came from. A checkpoint holds those pages of a program's code that somebody wrote
 * to, and no others; and executable memory that no file stands behind.
 */
final class AgainstFiles {

    private static final int PATCHED = 990;
    private static final int NO_FILE = 940;
    private static final int INJECTED = 850;

    private static final int PAGE = 4096;
    /** Changes that are nearer to each other are one. */
    private static final int NEAR = 8;
    /** The most bytes of a change that are shown. */
    private static final int SHOWN = 32;

    private final Asked asked;
    private final ProgramFiles programs;
    private final Desk desk;
    private final Changes changes;
    private final Watch watch;
    /** What was fetched, by path; nothing for what is not there. */
    private final Map<String, Optional<Path>> fetched = new HashMap<>();

    AgainstFiles(Asked asked, ProgramFiles programs, Desk desk, Changes changes, Watch watch) {
        this.asked = asked;
        this.programs = programs;
        this.desk = desk;
        this.changes = changes;
        this.watch = watch;
    }

    void collect() {
        for (var process : asked.processes()) {
            process.addressSpace().toOptional().ifPresent(space -> {
                for (var mapping : space.mappings()) {
                    if (mapping.permissions().charAt(2) == 'x') {
                        watch.stopIfCancelled();
                        executable(process, space, mapping);
                    }
                }
            });
        }
    }

    private void executable(DumpedProcess process, AddressSpace space, Mapping mapping) {
        switch (mapping.kind()) {
            case FILE_PRIVATE -> code(process, space, mapping);
            case VDSO, VVAR, VSYSCALL, UPROBES -> {}
            default -> add(INJECTED, process, mapping, mapping.start(), "", "executable memory without a file, "
                    + new Size(space.residency(mapping).here()) + " of it written");
        }
    }

    private void code(DumpedProcess process, AddressSpace space, Mapping mapping) {
        if (space.residency(mapping).here() + space.residency(mapping).inParent() == 0) {
            return;
        }
        var path = mapping.path().orElse("");
        var file = fetched.computeIfAbsent(path, this::fetch);
        if (file.isEmpty()) {
            add(NO_FILE, process, mapping, mapping.start(), "(the file is not there)",
                    new Size(space.residency(mapping).here()) + " of changed code");
            return;
        }
        try (var reader = space.reader(); var channel = FileChannel.open(file.get())) {
            compare(process, space, mapping, reader, channel);
        } catch (IOException e) {
            throw Problem.failed("'" + path + "' could not be compared").evidence(String.valueOf(e)).cause(e);
        }
    }

    private Optional<Path> fetch(String path) {
        watch.step("fetching " + path);
        var file = desk.folder().resolve(fetched.size() + ".file");
        try {
            var found = programs.open(path);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (var contents = found.get()) {
                Files.copy(contents, file);
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw Problem.failed("'" + path + "' could not be fetched").evidence(String.valueOf(e)).cause(e);
        }
    }

    private void compare(
            DumpedProcess process, AddressSpace space, Mapping mapping, StretchReader reader, FileChannel file)
            throws IOException {
        var memory = new byte[PAGE];
        var original = new byte[PAGE];
        for (long at = mapping.start(); at != mapping.end(); ) {
            var stretch = space.stretch(mapping, at);
            if (stretch instanceof Stretch.Stored) {
                for (long done = 0; done < stretch.length(); done += PAGE) {
                    reader.fill(stretch, done, memory, PAGE);
                    read(file, mapping.offset() + at + done - mapping.start(), original);
                    page(process, mapping, at + done, original, memory);
                }
            }
            at += stretch.length();
        }
    }

    /** Behind the end of a file its last page is filled with zeros. */
    private static void read(FileChannel file, long offset, byte[] into) throws IOException {
        Arrays.fill(into, (byte) 0);
        var buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {}
    }

    private void page(DumpedProcess process, Mapping mapping, long address, byte[] original, byte[] memory) {
        int at = Arrays.mismatch(original, memory);
        while (at >= 0) {
            int end = at + 1;
            for (int look = end; look < PAGE && look < end + NEAR; look++) {
                if (original[look] != memory[look]) {
                    end = look + 1;
                }
            }
            add(PATCHED, process, mapping, address + at, hex(original, at, end), hex(memory, at, end));
            int next = Arrays.mismatch(original, end, PAGE, memory, end, PAGE);
            at = next < 0 ? -1 : end + next;
        }
    }

    private static String hex(byte[] bytes, int from, int to) {
        var shown = Unit.BYTES.show(Bytes.of(Arrays.copyOfRange(bytes, from, Math.min(to, from + SHOWN))));
        return to - from > SHOWN ? shown + " … (" + (to - from) + " bytes)" : shown;
    }

    private void add(int weight, DumpedProcess process, Mapping mapping, long address, String original, String now) {
        changes.add(weight, new DiffVerb.Row(
                "",
                Optional.of(DiffVerb.Kind.CODE),
                Optional.of(process.pid()),
                process.command(),
                "0x" + Long.toHexString(address) + " " + MappingName.of(mapping),
                original,
                now,
                Optional.empty()));
    }
}
