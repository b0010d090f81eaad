package dev.cryo.forensics;

import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code deleted}: the files that were deleted while they were open. */
public final class DeletedVerb implements Verb<DeletedVerb.Request, List<DeletedVerb.Row>> {

    private final EvidenceReader evidence;

    public DeletedVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "deleted",
            summary = "Show the deleted files that were still open in a checkpoint, or extract them",
            details = "CRIU keeps their contents. With --to they are written below that folder under the path that they"
                    + " had; a hole in a file stays one.",
            examples = {"deleted web@1", "deleted --to found web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included EvidenceOnly about,
            @Option(help = "a folder for the files; empty, or not there yet", label = "DIR") Optional<Path> to) {}

    /**
     * A file.
     *
     * @param path that it had
     * @param extracted where it was written to, or why not
     */
    public record Row(
            String path,
            Optional<Size> size,
            String mode,
            String user,
            Optional<Instant> modified,
            Optional<Contents> contents,
            String extracted,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(
                    "", Optional.empty(), "", "", Optional.empty(), Optional.empty(), "", Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var opened = evidence.open(request.about().evidence());
        var extraction = request.to().map(Extraction::into);
        var rows = new ArrayList<Row>();
        DeletedFile.each(opened, watch, file -> rows.add(row(file, extraction)));
        return Stream.concat(rows.stream(), opened.damage().stream().map(Row::damaged)).toList();
    }

    private static Row row(DeletedFile file, Optional<Extraction> extraction) {
        var entry = file.entry();
        var extracted = extraction.map(to -> (entry.number("mode", 0) & 0170000) == 0100000
                ? to.file(file.path(), file::copy)
                : Extraction.Outcome.leftOut("no plain file"));
        return new Row(
                file.path(),
                Optional.of(new Size(Math.max(entry.number("size", file.end()), 0))),
                "%04o".formatted(entry.number("mode", 0) & 07777),
                entry.number("uid", 0) + ":" + entry.number("gid", 0),
                entry.at("mtim").map(time -> Instant.ofEpochSecond(Math.clamp(time.number("tv_sec", 0), 0, 99_999_999_999L))),
                file.pieces().stream().findFirst().map(piece -> new Contents(piece.bytes())),
                extracted.map(Object::toString).orElse(""),
                Optional.empty());
    }
}
