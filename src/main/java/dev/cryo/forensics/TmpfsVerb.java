package dev.cryo.forensics;

import dev.cryo.archive.TarReader;
import dev.cryo.archive.TarReader.Kind;
import dev.cryo.archive.TarReader.Member;
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

/** {@code tmpfs}: the files that lay in memory only. */
public final class TmpfsVerb implements Verb<TmpfsVerb.Request, List<TmpfsVerb.Row>> {

    private final EvidenceReader evidence;

    public TmpfsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "tmpfs",
            summary = "List the files in the tmpfs mounts of a checkpoint, or extract them",
            details = "With --to, plain files are written below that folder, under the path of their mount; links and"
                    + " devices are listed and not made, and no name can lead out of the folder.",
            examples = {"tmpfs web@1", "tmpfs --to found web@1"},
            group = Usage.Group.EVIDENCE)
    public record Request(
            @Included EvidenceOnly about,
            @Option(help = "a folder for the files; empty, or not there yet", label = "DIR") Optional<Path> to) {}

    /**
     * A file.
     *
     * @param mount where its filesystem was mounted
     * @param extracted where it was written to, or why not
     */
    public record Row(
            String mount,
            String path,
            Optional<Kind> type,
            Optional<Size> size,
            String mode,
            String user,
            Optional<Instant> modified,
            String link,
            String extracted,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row(
                    "", "", Optional.empty(), Optional.empty(), "", "", Optional.empty(), "", "", Optional.of(what));
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
        TmpfsFiles.each(opened, watch, (mount, member, tar) -> rows.add(row(mount, member, tar, extraction)));
        opened.damage().forEach(what -> rows.add(Row.damaged(what)));
        return rows;
    }

    private static Row row(String mount, Member member, TarReader tar, Optional<Extraction> extraction) {
        var path = TmpfsFiles.path(member);
        var below = TmpfsFiles.path(mount, member);
        var extracted = extraction
                .filter(_ -> member.kind() != Kind.FOLDER)
                .map(to -> member.kind() == Kind.FILE
                        ? to.file(below, out -> tar.contents().transferTo(out))
                        : Extraction.Outcome.leftOut("no plain file"));
        return new Row(
                mount,
                path,
                Optional.of(member.kind()),
                member.kind() == Kind.FILE ? Optional.of(new Size(member.size())) : Optional.empty(),
                "%04o".formatted(member.mode()),
                member.user() + ":" + member.group(),
                Optional.of(member.modified()),
                member.link(),
                extracted.map(Object::toString).orElse(""),
                Optional.empty());
    }
}
