package dev.cryo.forensics;

import dev.cryo.archive.TarReader;
import dev.cryo.archive.TarReader.Kind;
import dev.cryo.archive.TarReader.Member;
import dev.cryo.verb.Included;
import dev.cryo.verb.Option;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Size;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** {@code tmpfs}: the files that lay in memory only. */
public final class TmpfsVerb implements Verb<TmpfsVerb.Request, List<TmpfsVerb.Row>> {

    private static final Pattern ARCHIVES = Pattern.compile("(tmpfs(?:-dev)?-\\d+)\\.tar\\.gz\\.img");
    private static final Pattern MOUNTS = Pattern.compile("mountpoints-(\\d+)\\.img");
    private static final int MOST_ROWS = 200_000;

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
        var mounts = mounts(opened);
        var rows = new ArrayList<Row>();
        for (var archive : opened.imagesNamed(ARCHIVES)) {
            watch.stopIfCancelled();
            read(opened, archive, mounts.getOrDefault(archive.number(), archive.number()), extraction, rows, watch);
        }
        opened.damage().forEach(what -> rows.add(Row.damaged(what)));
        return rows;
    }

    private static void read(
            OpenedEvidence opened,
            OpenedEvidence.Numbered archive,
            String mount,
            Optional<Extraction> extraction,
            List<Row> rows,
            Watch watch) {
        try (var channel = opened.images().open(archive.name());
                var tar = new TarReader(
                        archive.name(),
                        new BufferedInputStream(new GZIPInputStream(Channels.newInputStream(channel), 1 << 16)))) {
            try {
                for (var member = tar.next(); member.isPresent(); member = tar.next()) {
                    watch.stopIfCancelled();
                    if (rows.size() == MOST_ROWS) {
                        opened.damaged("'" + archive.name() + "' holds more files than the " + MOST_ROWS + " that are listed");
                        return;
                    }
                    rows.add(row(mount, member.get(), tar, extraction));
                }
            } catch (Problem problem) {
                if (!tar.isDamaged()) {
                    throw problem;
                }
                opened.damaged(problem.what() + ": " + String.join("; ", problem.evidence()));
            }
        } catch (IOException e) {
            opened.damaged("'" + archive.name() + "' is damaged: " + e.getMessage());
        }
    }

    private static Row row(String mount, Member member, TarReader tar, Optional<Extraction> extraction) {
        var path = member.path().replaceFirst("^\\./", "");
        var below = (mount + "/" + path).replaceAll("/+", "/");
        var extracted = extraction
                .filter(_ -> member.kind() != Kind.FOLDER)
                .map(to -> member.kind() == Kind.FILE
                        ? to.file(below, out -> copy(tar, out))
                        : Extraction.Outcome.leftOut("no plain file"));
        return new Row(
                mount,
                path.isEmpty() ? "." : path,
                Optional.of(member.kind()),
                member.kind() == Kind.FILE ? Optional.of(new Size(member.size())) : Optional.empty(),
                "%04o".formatted(member.mode()),
                member.user() + ":" + member.group(),
                Optional.of(member.modified()),
                member.link(),
                extracted.map(Object::toString).orElse(""),
                Optional.empty());
    }

    private static void copy(TarReader tar, OutputStream out) throws IOException {
        var buffer = new byte[1 << 16];
        for (int got = tar.read(buffer, 0, buffer.length); got >= 0; got = tar.read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, got);
        }
    }

    /** Where the filesystems of archives were mounted: by device ({@code tmpfs-dev-N}), or by mount ({@code tmpfs-N}). */
    private static Map<String, String> mounts(OpenedEvidence opened) {
        var byArchive = new HashMap<String, String>();
        for (var image : opened.imagesNamed(MOUNTS)) {
            for (var mount : opened.records(image.name())) {
                // A part of it may be mounted elsewhere as well.
                boolean whole = mount.text("root").orElse("").equals("/");
                var at = mount.text("mountpoint").map(path -> path.startsWith("./") ? path.substring(1) : path).orElse("");
                var device = mount.text("root_dev").orElse("").split(":", 2);
                if (device.length == 2 && device[0].matches("\\d{1,9}") && device[1].matches("\\d{1,9}")) {
                    long number = Long.parseLong(device[0]) << 20 | Long.parseLong(device[1]);
                    byArchive.merge("tmpfs-dev-" + number, at, (old, other) -> whole ? other : old);
                }
                byArchive.putIfAbsent("tmpfs-" + mount.number("mnt_id", 0), at);
            }
        }
        return byArchive;
    }
}
