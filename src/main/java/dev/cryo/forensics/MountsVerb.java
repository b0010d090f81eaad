package dev.cryo.forensics;

import dev.cryo.criu.Fields;
import dev.cryo.verb.Included;
import dev.cryo.verb.Usage;
import dev.cryo.verb.Verb;
import dev.cryo.verb.Watch;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code mounts}: what was mounted where. */
public final class MountsVerb implements Verb<MountsVerb.Request, List<MountsVerb.Row>> {

    private static final Pattern MOUNTS = Pattern.compile("mountpoints-(\\d+)\\.img");

    /** Flags of mount(2) that are worth a word. */
    private static final List<String> FLAGS = List.of("ro", "nosuid", "nodev", "noexec", "sync");

    private final EvidenceReader evidence;

    public MountsVerb(EvidenceReader evidence) {
        this.evidence = evidence;
    }

    @Usage(
            name = "mounts",
            summary = "List the mounts in a checkpoint",
            details = "An external mount is one from outside the container, such as a volume: the checkpoint holds its"
                    + " place and not its files. Those of a tmpfs are in the checkpoint: 'tmpfs' lists them.",
            examples = "mounts web@1",
            group = Usage.Group.EVIDENCE)
    public record Request(@Included EvidenceOnly about) {}

    /**
     * A mount.
     *
     * @param namespace CRIU's number of the mount namespace
     * @param root what of the filesystem is mounted
     */
    public record Row(
            String namespace,
            long id,
            long parent,
            String mountpoint,
            String type,
            String source,
            String root,
            String options,
            boolean external,
            Optional<String> damage) {

        static Row damaged(String what) {
            return new Row("", 0, 0, "", "", "", "", "", false, Optional.of(what));
        }
    }

    @Override
    public Class<Request> request() {
        return Request.class;
    }

    @Override
    public List<Row> run(Request request, Watch watch) {
        var asked = request.about().open(evidence);
        return asked.withDamage(
                asked.evidence().imagesNamed(MOUNTS).stream()
                        .flatMap(image -> asked.evidence().records(image.name()).stream()
                                .map(mount -> row(image.number(), mount))),
                Row::damaged);
    }

    private static Row row(String namespace, Fields mount) {
        return new Row(
                namespace,
                mount.number("mnt_id", 0),
                mount.number("parent_mnt_id", 0),
                mount.text("mountpoint").map(path -> path.startsWith("./") ? path.substring(1) : path).orElse(""),
                mount.text("fsname").filter(name -> !name.isEmpty()).orElseGet(() -> type(mount.number("fstype", 0))),
                mount.text("source").orElse(""),
                mount.text("root").orElse(""),
                options(mount),
                mount.flag("ext_mount") || !mount.text("ext_key").orElse("").isEmpty(),
                Optional.empty());
    }

    /** CRIU's {@code fstype}, for those that a container has. */
    private static String type(long number) {
        return switch ((int) number) {
            // Of external mounts CRIU keeps no type.
            case 0 -> "";
            case 1 -> "proc";
            case 2 -> "sysfs";
            case 3 -> "devtmpfs";
            case 5 -> "tmpfs";
            case 6 -> "devpts";
            case 12 -> "cgroup";
            case 14 -> "mqueue";
            case 15 -> "fuse";
            case 17 -> "overlay";
            case 23 -> "cgroup2";
            default -> "type " + number;
        };
    }

    private static String options(Fields mount) {
        var words = new StringBuilder();
        for (int bit = 0; bit < FLAGS.size(); bit++) {
            if ((mount.number("flags", 0) >>> bit & 1) != 0) {
                words.append(words.isEmpty() ? "" : ",").append(FLAGS.get(bit));
            }
        }
        var own = mount.text("options").orElse("");
        return words + (words.isEmpty() || own.isEmpty() ? "" : ",") + own;
    }
}
