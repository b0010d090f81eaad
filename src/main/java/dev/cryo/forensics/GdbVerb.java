package dev.cryo.forensics;

import dev.cryo.containers.Subjects;
import dev.cryo.criu.Mapping;
import dev.cryo.engine.LocalProgram;
import dev.cryo.verb.Argument;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** {@code gdb}: a process of a checkpoint in the debugger, with the programs that it ran. */
public final class GdbVerb implements Verb<GdbVerb.Request, Debugged> {

    private final EvidenceReader evidence;
    private final Subjects subjects;

    public GdbVerb(EvidenceReader evidence, Subjects subjects) {
        this.evidence = evidence;
        this.subjects = subjects;
    }

    @Usage(
            name = "gdb",
            summary = "Look at a process of a checkpoint with gdb",
            details = {
                "Writes a core dump, fetches the program and its libraries from the container (or from a new one of its image,"
                        + " or out of --files), and starts gdb with them. All of it is gone when gdb ends. Nothing is run of"
                        + " what the container holds.",
                "What stands behind PID is given to gdb: -batch -ex 'thread apply all bt'. Without it gdb has the terminal."
            },
            examples = {"gdb web@1 1 -batch -ex 'info registers rip'"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Argument(label = "EVIDENCE", help = "a checkpoint, an image directory, or a file in one") Evidence evidence,
            @Argument(label = "PID", help = "the process") int process,
            @Option(label = "DIR", help = "the folder that holds the container's files") Optional<Path> files,
            @Argument(label = "ARGS", help = "arguments for gdb", verbatim = true) List<String> arguments) {}

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public Debugged run(Request request, Watch watch) {
        var debugger = new LocalProgram("gdb", "apt-get install gdb");
        var opened = evidence.open(request.evidence());
        try (var desk = Desk.make(); var programs = ProgramFiles.of(opened, request.files(), subjects)) {
            watch.step("writing a core dump");
            var core = CoreVerb.write(opened, request.process(), desk.folder().resolve("core"), watch).file();
            var sysroot = Extraction.into(desk.folder().resolve("files"));
            var wanted = files(opened, request.process());
            for (var path : wanted) {
                watch.step("fetching " + path);
                fetch(programs, path, sysroot, watch);
            }
            var command = new ArrayList<>(List.of("-iex", "set sysroot " + desk.folder().resolve("files")));
            command.addAll(List.of("-iex", "set solib-search-path " + libraries(desk.folder().resolve("files"), wanted)));
            command.addAll(List.of("-iex", "set debuginfod enabled off"));
            command.addAll(request.arguments());
            wanted.stream().findFirst().map(path -> desk.folder().resolve("files" + path)).filter(Files::exists)
                    .ifPresent(program -> command.add(program.toString()));
            command.add(core.toString());
            return Debugged.of(debugger.run(command, !request.arguments().isEmpty(), watch));
        }
    }

    /** The program, and what else is mapped of files. */
    private static SequencedSet<String> files(OpenedEvidence opened, int pid) {
        var process = Asked.process(opened, pid);
        var paths = new LinkedHashSet<String>();
        FilesVerb.program(Asked.of(opened, Whose.of(pid))).ifPresent(paths::add);
        process.mappings().stream().filter(m -> m.kind() == Mapping.Kind.FILE_PRIVATE)
                .flatMap(m -> m.path().stream())
                .filter(path -> path.startsWith("/"))
                .forEach(paths::add);
        return paths;
    }

    private static void fetch(ProgramFiles programs, String path, Extraction sysroot, Watch watch) {
        try {
            var found = programs.open(path);
            if (found.isEmpty()) {
                watch.note("gdb goes without " + path + ", which the container does not hold");
                return;
            }
            try (var contents = found.get()) {
                var outcome = sysroot.file(path, contents::transferTo);
                outcome.path().ifPresentOrElse(
                        GdbVerb::link, () -> watch.note("gdb goes without " + path + ": " + outcome.why()));
            }
        } catch (IOException e) {
            throw Problem.failed("'" + path + "' could not be fetched").evidence(String.valueOf(e)).cause(e);
        }
    }

    /** A library is asked for by a shorter name than that of its file: libc.so.6 of libc.so.6.1.2. */
    private static void link(Path library) {
        var name = String.valueOf(library.getFileName());
        for (int dot = name.lastIndexOf('.'); dot > 0 && name.substring(0, dot).contains(".so"); dot = name.lastIndexOf('.', dot - 1)) {
            var shorter = library.resolveSibling(name.substring(0, dot));
            if (!Files.exists(shorter, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    Files.createSymbolicLink(shorter, Path.of(name));
                } catch (IOException e) {
                    throw Problem.failed("a link to '" + library + "' could not be made").evidence(String.valueOf(e)).cause(e);
                }
            }
        }
    }

    private static String libraries(Path sysroot, SequencedSet<String> wanted) {
        return wanted.stream()
                .map(path -> String.valueOf(Path.of(sysroot + path).getParent()))
                .distinct()
                .collect(Collectors.joining(":"));
    }
}
