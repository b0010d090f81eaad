package dev.cryo.forensics;

import dev.cryo.criu.Bytes;
import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code deleted}: the files that were deleted while they were open. */
public final class DeletedVerb implements Verb<DeletedVerb.Request, List<DeletedVerb.Row>> {

    private static final byte[] HOLE = new byte[1 << 16];
    private static final Pattern GHOSTS = Pattern.compile("ghost-file-([0-9a-f]{1,8})\\.img");

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
        var table = OpenFiles.of(opened);
        var rows = new ArrayList<Row>();
        for (var ghost : opened.imagesNamed(GHOSTS)) {
            watch.stopIfCancelled();
            var records = opened.records(ghost.name());
            if (!records.isEmpty()) {
                var path = table.pathOfGhost(Long.parseLong(ghost.number(), 16))
                        .filter(name -> !name.isEmpty())
                        .orElse(ghost.name());
                rows.add(row(path, records, extraction));
            }
        }
        return Stream.concat(rows.stream(), opened.damage().stream().map(Row::damaged)).toList();
    }

    private static Row row(String path, List<Fields> records, Optional<Extraction> extraction) {
        var ghost = records.getFirst();
        var pieces = ghost.flag("chunks")
                ? records.stream()
                        .skip(1)
                        .map(chunk -> new Piece(chunk.number("off", 0), chunk.bytes("extra")))
                        .sorted(Comparator.comparingLong(Piece::offset))
                        .toList()
                : List.of(new Piece(0, ghost.bytes("extra")));
        long end = pieces.stream().mapToLong(Piece::end).max().orElse(0);
        var extracted = extraction.map(to -> (ghost.number("mode", 0) & 0170000) == 0100000
                ? to.file(path, out -> {
                    long at = 0;
                    for (var piece : pieces) {
                        for (; at < piece.offset(); at += Math.min(HOLE.length, piece.offset() - at)) {
                            out.write(HOLE, 0, (int) Math.min(HOLE.length, piece.offset() - at));
                        }
                        out.write(piece.bytes().toArray());
                        at += piece.bytes().length();
                    }
                })
                : Extraction.Outcome.leftOut("no plain file"));
        return new Row(
                path,
                Optional.of(new Size(Math.max(ghost.number("size", end), 0))),
                "%04o".formatted(ghost.number("mode", 0) & 07777),
                ghost.number("uid", 0) + ":" + ghost.number("gid", 0),
                ghost.at("mtim").map(time -> Instant.ofEpochSecond(Math.clamp(time.number("tv_sec", 0), 0, 99_999_999_999L))),
                pieces.isEmpty() ? Optional.empty() : Optional.of(new Contents(pieces.getFirst().bytes())),
                extracted.map(Object::toString).orElse(""),
                Optional.empty());
    }

    /** A part of a file that is not a hole. */
    private record Piece(long offset, Bytes bytes) {
        long end() {
            return offset + bytes.length();
        }
    }
}
