package dev.cryo.criu;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@code inventory.img} says of the whole checkpoint. CRIU does not write its own version there, only that of the
 * format; a page map's fields tell 4.2 from those before it.
 *
 * <p>Source: {@code inventory_entry}.
 *
 * @param imageVersion img_version = 1; 2 since CRIU 2.0
 * @param descriptorsById fdinfo_per_id = 2: descriptor tables are named by {@link KernelIds#files}, not by pid
 * @param rootIds root_ids = 3: those of the first process
 * @param securityModule lsmtype = 6
 * @param uptime dump_uptime = 8: the host's uptime at the dump, in microseconds, where CRIU tracks memory changes
 * @param runId dump_criu_run_id = 13
 */
public record Inventory(
        int imageVersion,
        boolean descriptorsById,
        Optional<KernelIds> rootIds,
        SecurityModule securityModule,
        OptionalLong uptime,
        Optional<String> runId) {

    /** The Linux security module whose labels the checkpoint holds. */
    public enum SecurityModule {
        NONE,
        SELINUX,
        APPARMOR,
        OTHER
    }

    /** For evidence whose inventory is lost: as CRIU has written since 2.0. */
    static final Inventory UNKNOWN = new Inventory(
            2, true, Optional.empty(), SecurityModule.OTHER, OptionalLong.empty(), Optional.empty());

    static Inventory read(Images images) {
        var entry = ImageFile.only(images, "inventory.img", ImageType.INVENTORY);
        int version = entry.id(1);
        if (version != 2) {
            throw Damage.in(
                    entry.image(),
                    "it is of image version " + version + "; only version 2 (CRIU 2.0 and later) is read");
        }
        var module = switch ((int) entry.number(6, 0)) {
            case 0 -> SecurityModule.NONE;
            case 1 -> SecurityModule.SELINUX;
            case 2 -> SecurityModule.APPARMOR;
            default -> SecurityModule.OTHER;
        };
        return new Inventory(
                version, entry.flag(2), entry.message(3).map(KernelIds::of), module, entry.number(8), entry.text(13));
    }
}
