package dev.cryo.forensics;

import dev.cryo.archive.TarReader;
import dev.cryo.archive.TarReader.Kind;
import dev.cryo.archive.TarReader.Member;
import dev.cryo.verb.Problem;
import dev.cryo.verb.Watch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What changed in the container's files: its own changes to its filesystem, and its volumes. Contents are compared by their
 * SHA-256; times alone are no change.
 */
final class FilesystemDifference {

    private static final int FILES = 780;
    /** Of each side; a file is some 300 bytes here. */
    private static final int MOST_FILES = 200_000;

    /**
     * A file as an archive has it.
     *
     * @param contents their hash; of a link where it leads, empty where there are none
     */
    private record Entry(Kind kind, long size, int mode, long user, long group, String contents) {

        /** A device of the numbers 0, 0 in the changes of an overlay hides a file of the image. */
        boolean isRemoved() {
            return kind == Kind.CHARACTER_DEVICE;
        }

        String show() {
            var words = switch (kind) {
                case FILE, OTHER -> size + " bytes";
                case SYMBOLIC_LINK -> "link to " + contents;
                case HARD_LINK -> "the same as " + contents;
                case CHARACTER_DEVICE -> "removed, or a device";
                case FOLDER -> "folder";
                default -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            };
            return isRemoved() ? words : "%s, %04o, %d:%d".formatted(words, mode, user, group);
        }
    }

    private final Asked before;
    private final Asked after;
    private final Changes changes;
    private final Watch watch;
    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[1 << 16];

    FilesystemDifference(Asked before, Asked after, Changes changes, Watch watch) {
        this.before = before;
        this.after = after;
        this.changes = changes;
        this.watch = watch;
    }

    /** Compares what both have archives of; nothing is said of what only one of them has. */
    void collect() {
        var old = new HashMap<String, OpenedEvidence.Archive>();
        before.evidence().archives().forEach(archive -> old.put(archive.at(), archive));
        for (var archive : after.evidence().archives()) {
            var other = old.get(archive.at());
            if (other != null) {
                compare(entries(before.evidence(), other), entries(after.evidence(), archive));
            }
        }
    }

    private void compare(Map<String, Entry> then, Map<String, Entry> now) {
        then.forEach((path, entry) -> {
            if (!now.containsKey(path)) {
                add(path, entry.show(), "");
            }
        });
        now.forEach((path, entry) -> {
            var old = then.get(path);
            if (old == null) {
                add(path, "", entry.show());
            } else if (!old.equals(entry)) {
                boolean contentsAlone = old.show().equals(entry.show());
                add(path, old.show(), entry.show() + (contentsAlone ? ", other contents" : ""));
            }
        });
    }

    private void add(String path, String old, String fresh) {
        changes.add(FILES, new DiffVerb.Row(
                "", Optional.of(DiffVerb.Kind.FILESYSTEM), Optional.empty(), "", path, old, fresh, Optional.empty()));
    }

    private SequencedMap<String, Entry> entries(OpenedEvidence evidence, OpenedEvidence.Archive archive) {
        var entries = new LinkedHashMap<String, Entry>();
        try (var channel = archive.opener().open();
                var tar = new TarReader(
                        archive.at(), new BufferedInputStream(Channels.newInputStream(channel), 1 << 16))) {
            for (var member = tar.next(); member.isPresent(); member = tar.next()) {
                watch.stopIfCancelled();
                watch.progress("reading files of " + archive.at(), Math.min(channel.position(), channel.size()), channel.size());
                if (entries.size() == MOST_FILES) {
                    evidence.damaged(archive.at() + " has more files than the " + MOST_FILES + " that are compared");
                    break;
                }
                var path = path(archive.at(), member.get().path());
                // Of a name that stands there twice the last one counts, as for whoever unpacks it.
                entries.put(path, entry(tar, member.get()));
            }
        } catch (IOException e) {
            evidence.damaged("the files of " + archive.at() + " cannot be read: " + e.getMessage());
        } catch (Problem problem) {
            if (problem.kind() != Problem.Kind.FAILED) {
                throw problem;
            }
            evidence.damaged(problem.what() + ": " + String.join("; ", problem.evidence()));
        }
        return entries;
    }

    private static String path(String at, String member) {
        return (at + "/" + member.replaceFirst("^\\./", "")).replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    }

    private Entry entry(TarReader tar, Member member) {
        var contents = member.link();
        if (member.kind() == Kind.FILE || member.kind() == Kind.OTHER) {
            digest.reset();
            for (int got = tar.read(buffer, 0, buffer.length); got >= 0; got = tar.read(buffer, 0, buffer.length)) {
                digest.update(buffer, 0, got);
            }
            contents = HexFormat.of().formatHex(digest.digest());
        }
        // A folder's size is the filesystem's affair.
        long size = member.kind() == Kind.FOLDER ? 0 : member.size();
        return new Entry(member.kind(), size, member.mode(), member.user(), member.group(), contents);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
