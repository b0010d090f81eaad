package dev.cryo.forensics;

import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code core}: a process as a core dump for debuggers. */
public final class CoreVerb implements Verb<CoreVerb.Request, CoreVerb.Core> {

    private final EvidenceReader evidence;

    public CoreVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "core",
            summary = "Write a process of a checkpoint as a core dump that gdb opens",
            details = {
                "All threads with their registers, the auxiliary vector, the list of mapped files, and the memory that"
                        + " the checkpoint holds. Unchanged pages of programs and libraries are not among it: 'gdb' gives the"
                        + " debugger the container's files, too.",
                "The file is sparse. One that is there already is not overwritten."
            },
            examples = {"core web@1 1", "core --to web.core web@1 1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence,
            @Argument(label = "PID", help = "the process") int process,
            @Option(label = "FILE", help = "the file to make (default: core.PID here)") Optional<Path> to) {}

    /**
     * A core dump that was written.
     *
     * @param memory how much of it is memory
     */
    public record Core(Path file, int threads, int segments, Size memory) implements Watch.Finished {
        @Override
        public String line() {
            return file.toString();
        }

        @Override
        public String summary() {
            return "core: " + threads + (threads == 1 ? " thread, " : " threads, ") + memory + " of memory";
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Core run(Request request, Watch watch) {
        var file = request.to().orElseGet(() -> Path.of("core." + request.process()));
        var made = write(evidence.open(request.evidence()), request.process(), file, watch);
        watch.done(made);
        return made;
    }

    /** Writes the core dump of a process into a file that is not there yet. */
    static Core write(OpenedEvidence evidence, int pid, Path file, Watch watch) {
        var asked = Asked.of(evidence, Whose.of(pid));
        var process = asked.processes().getFirst();
        var space = process.addressSpace().orFail("the memory of process " + pid);
        var core = new ElfCore(space, new CoreNotes(asked, process).bytes());
        boolean whole = false;
        try (var out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            try {
                long memory = core.write(out, watch);
                whole = true;
                return new Core(file, process.threads().size(), core.segments(), new Size(memory));
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw Problem.failed("'" + file + "' is there already")
                    .remedy("remove it, or name another file with --to")
                    .cause(e);
        } catch (IOException e) {
            throw Problem.failed("the core dump could not be written").evidence(String.valueOf(e)).cause(e);
        }
    }
}
