package dev.cryo.criu;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of image files that have a header, with their magic numbers and what stands behind each record.
 *
 * <p>Source: CRIU's {@code magic.h} and the writers of each image. Files without a header ({@code pages-N.img},
 * {@code tmpfs-*.tar.gz.img}, {@code route-N.img} and their like) are plain bytes and have no type here.
 */
public enum ImageType {
    INVENTORY(0x58313116),
    PSTREE(0x50273030),
    CORE(0x55053847),
    IDS(0x54432030),
    MM(0x57492820),
    PAGEMAP(0x56084025),
    FDINFO(0x56213732),
    FILES(0x56303138),
    STATS(0x57093306),
    IRMAP_CACHE(0x57004059),
    PIPES_DATA(0x56453709),
    FIFO_DATA(0x59333054),
    SK_QUEUES(0x56264026),
    TCP_STREAM(0x51465506),
    BPFMAP_DATA(0x64324033),
    GHOST_FILE(0x52583605),
    IPCNS_MSG(0x55453737),
    IPCNS_SEM(0x59573019),
    IPCNS_SHM(0x46283044),
    REG_FILES(0x50363636),
    EXT_FILES(0x59255641),
    NS_FILES(0x61394011),
    EVENTFD_FILE(0x44523722),
    EVENTPOLL_FILE(0x45023858),
    EVENTPOLL_TFD(0x44433746),
    SIGNALFD(0x57323820),
    INOTIFY_FILE(0x48424431),
    INOTIFY_WD(0x54562009),
    FANOTIFY_FILE(0x55096122),
    FANOTIFY_MARK(0x56506035),
    TIMERFD(0x50493712),
    TUNFILE(0x57143751),
    PIDFD(0x54435556),
    MEMFD_INODE(0x48453499),
    BPFMAP_FILE(0x57506142),
    VMAS(0x54123737),
    PIPES(0x56513555),
    FIFO(0x58364939),
    UNIXSK(0x54373943),
    INETSK(0x56443851),
    PACKETSK(0x60454618),
    NETLINK_SK(0x58005614),
    TTY_FILES(0x59433025),
    TTY_INFO(0x59453036),
    TTY_DATA(0x59413026),
    SIGACT(0x55344201),
    SIGNAL(0x59255647),
    ITIMERS(0x57464056),
    POSIX_TIMERS(0x52603957),
    CREDS(0x54023547),
    RLIMIT(0x57113925),
    FS(0x51403912),
    UTSNS(0x54473203),
    IPC_VAR(0x53115007),
    USERNS(0x55474906),
    PIDNS(0x61157326),
    TIMENS(0x43114433),
    NETNS(0x55933752),
    NETDEV(0x57373951),
    MNTS(0x55563928),
    REMAP_FPATH(0x59133954),
    FILE_LOCKS(0x54323616),
    CGROUP(0x59383330),
    CPUINFO(0x61404013),
    SECCOMP(0x64413049),
    APPARMOR(0x59423047),
    AUTOFS(0x49353943),
    BINFMT_MISC(0x67343323);

    private final int magic;

    ImageType(int magic) {
        this.magic = magic;
    }

    /** The number that files of this type begin with, behind the common one. */
    public int magic() {
        return magic;
    }

    static Optional<ImageType> of(int magic) {
        return Arrays.stream(values()).filter(type -> type.magic == magic).findFirst();
    }

    /**
     * How many bytes stand behind a record. This is the record's claim, and may be more than there can be.
     *
     * @param rest the bytes left in the file
     */
    long payload(Message record, long rest) {
        return switch (this) {
            // bytes = 2: what the pipe held
            case PIPES_DATA, FIFO_DATA -> claim(record, 2);
            // length = 2: the packet
            case SK_QUEUES -> claim(record, 2);
            // inq_len = 1, outq_len = 3: the two queues
            case TCP_STREAM -> claim(record, 1) + claim(record, 3);
            // keys_bytes = 2, values_bytes = 3
            case BPFMAP_DATA -> claim(record, 2) + claim(record, 3);
            // nsems = 2 numbers of two bytes
            case IPCNS_SEM -> roundUp(2 * claim(record, 2), 8);
            // size = 2, unless in_pagemaps = 3
            case IPCNS_SHM -> record.flag(3) ? 0 : roundUp(claim(record, 2), 4);
            // the file as it is, unless it is in chunks = 9, each a record of its own
            case GHOST_FILE -> record.flag(9) ? 0 : rest;
            default -> 0;
        };
    }

    /** As {@link #payload}, of a record that is not the image's first. */
    long laterPayload(Message record, long rest) {
        // ghost_chunk_entry: len = 1
        return this == GHOST_FILE ? claim(record, 1) : payload(record, rest);
    }

    /** Bounded, so that sums of claims stay claims. */
    private static long claim(Message record, int field) {
        long claim = record.number(field, 0);
        return claim < 0 ? 1L << 56 : Math.min(claim, 1L << 56);
    }

    static long roundUp(long value, int unit) {
        return (value + unit - 1) / unit * unit;
    }
}
