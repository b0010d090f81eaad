package dev.cryo.forensics;

import dev.cryo.archive.TarReader;
import dev.cryo.archive.TarReader.Member;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The files that lay in memory only: CRIU keeps a compressed archive for each tmpfs. */
final class TmpfsFiles {

    private static final Pattern ARCHIVES = Pattern.compile("(tmpfs(?:-dev)?-\\d+)\\.tar\\.gz\\.img");
    private static final Pattern MOUNTS = Pattern.compile("mountpoints-(\\d+)\\.img");
    private static final int MOST = 200_000;

    private TmpfsFiles() {}

    /** Is shown each file. */
    interface Visitor {
        /**
         * Takes one.
         *
         * @param mount where its filesystem was mounted
         * @param tar gives its contents
         */
        void visit(String mount, Member member, TarReader tar) throws IOException;
    }

    /** Shows the visitor every file; what is damaged is noted in the evidence. */
    static void each(OpenedEvidence opened, Watch watch, Visitor visitor) {
        var mounts = mounts(opened);
        for (var archive : opened.imagesNamed(ARCHIVES)) {
            read(opened, archive.name(), mounts.getOrDefault(archive.number(), archive.number()), watch, visitor);
        }
    }

    private static void read(OpenedEvidence opened, String archive, String mount, Watch watch, Visitor visitor) {
        try (var channel = opened.images().open(archive);
                var tar = new TarReader(
                        archive, new BufferedInputStream(new GZIPInputStream(Channels.newInputStream(channel), 1 << 16)))) {
            try {
                int files = 0;
                for (var member = tar.next(); member.isPresent(); member = tar.next()) {
                    watch.stopIfCancelled();
                    if (files++ == MOST) {
                        opened.damaged("'" + archive + "' holds more files than the " + MOST + " that are read");
                        return;
                    }
                    visitor.visit(mount, member.get(), tar);
                }
            } catch (Problem problem) {
                if (!tar.isDamaged()) {
                    throw problem;
                }
                opened.damaged(problem.what() + ": " + String.join("; ", problem.evidence()));
            }
        } catch (IOException e) {
            opened.damaged("'" + archive + "' is damaged: " + e.getMessage());
        }
    }

    /** The path of a file below its mount. */
    static String path(Member member) {
        var path = member.path().replaceFirst("^\\./", "");
        return path.isEmpty() ? "." : path;
    }

    /** The path of a file in the container. */
    static String path(String mount, Member member) {
        return (mount + "/" + member.path().replaceFirst("^\\./", "")).replaceAll("/+", "/");
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
