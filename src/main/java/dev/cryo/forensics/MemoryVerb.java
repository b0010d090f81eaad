package dev.cryo.forensics;

import dev.cryo.criu.AddressSpace;
import dev.cryo.criu.Bytes;
import dev.cryo.criu.DumpedProcess;
import dev.cryo.criu.Reading;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.ArrayList;
import java.util.List;

/** {@code memory}: what lay at an address. */
public final class MemoryVerb implements Verb<MemoryVerb.Request, List<MemoryVerb.Row>> {

    private static final int PAGE = 4096;
    /** Lines of bytes, or values: more would take more room than the rest of Cryo. */
    private static final int MOST = 1 << 17;

    private final EvidenceReader evidence;

    public MemoryVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "memory",
            summary = "Show the memory of a process in a checkpoint",
            details = {
                "ADDRESS is hexadecimal (0x7ffd…), or a register of the process's first thread, such as rsp.",
                "Memory that the checkpoint does not hold, such as unchanged pages of a program's file, says so."
            },
            examples = {"memory web@1 1 rsp", "memory --as u64 --length 64 web@1 1 rsp"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence,
            @Argument(label = "PID", help = "the process") int process,
            @Argument(label = "ADDRESS", help = "where") String address,
            @Option(letter = "n", help = "how many bytes", fallback = "256") Size length,
            @Option(help = "what to read it as", fallback = "bytes") Unit as) {

        public Request {
            long most = (long) MOST * as.step();
            if (length.bytes() == 0 || length.bytes() > most) {
                throw Problem.usage("--length must be from 1 to " + most + " bytes");
            }
        }
    }

    /**
     * A line of memory, or one value.
     *
     * @param value bytes in hexadecimal, or the number
     * @param text the bytes as printable ASCII, a dot for the others; or what a pointer points to
     */
    public record Row(String address, Reading<String> value, String text) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var opened = evidence.open(request.evidence());
        var process = Asked.process(opened, request.process());
        var space = process.addressSpace().orFail("the memory of process " + process.pid());
        long start = address(process, request.address());
        long end = start + request.length().bytes();
        var rows = new ArrayList<Row>();
        // Page by page: one that is not there says so, and the others are shown.
        for (long at = start; at != end; ) {
            watch.stopIfCancelled();
            int length = (int) Math.min(PAGE - (at & (PAGE - 1)), end - at);
            switch (space.read(at, length)) {
                case Reading.Value<Bytes>(var bytes) -> lines(request.as(), space, at, bytes, rows);
                case Reading.Absent<Bytes>(var why) ->
                    rows.add(new Row("0x" + Long.toHexString(at), Reading.absent(why), ""));
            }
            at += length;
        }
        return rows;
    }

    private static void lines(Unit as, AddressSpace space, long address, Bytes bytes, List<Row> to) {
        for (int i = 0; i < bytes.length(); i += as.step()) {
            var piece = bytes.slice(i, Math.min(i + as.step(), bytes.length()));
            to.add(new Row(
                    "0x" + Long.toHexString(address + i),
                    Reading.of(as.show(piece)),
                    as == Unit.BYTES
                            ? printable(piece)
                            : as == Unit.POINTER ? pointsTo(space, piece) : ""));
        }
    }

    private static String printable(Bytes bytes) {
        return bytes.latin1().replaceAll("[^ -~]", ".");
    }

    private static String pointsTo(AddressSpace space, Bytes bytes) {
        return bytes.length() < Unit.POINTER.step()
                ? ""
                : space.mapping(Unit.little(bytes)).map(MappingName::of).orElse("");
    }

    private static long address(DumpedProcess process, String text) {
        var registers = process.threads().stream()
                .findFirst()
                .flatMap(thread -> thread.registers().toOptional());
        var register = registers.map(known -> known.get(text));
        if (register.isPresent()) {
            return register.get();
        }
        try {
            return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, 16);
        } catch (NumberFormatException e) {
            throw Problem.usage("'" + text + "' is no address")
                    .remedy("write it in hexadecimal, or name one of "
                            + registers.map(known -> String.join(", ", known.keySet())).orElse("no registers"));
        }
    }
}
