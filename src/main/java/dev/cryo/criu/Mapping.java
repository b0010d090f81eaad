package dev.cryo.criu;

import java.util.Optional;

/**
 * One mapping of a process's address space. Addresses are unsigned.
 *
 * <p>Source: {@code vma_entry}: start = 1, end = 2, pgoff = 3 (bytes), shmid = 4 (the file's number, or the shared
 * object's), prot = 5, flags = 6, status = 7.
 *
 * @param start the first address
 * @param end the address behind the last
 * @param permissions as {@code /proc/PID/maps} shows them: {@code rw-p}
 * @param path of a file's mapping, where the checkpoint knows it; hostile
 * @param offset in bytes, into the file or the shared object
 * @param object the number of the shared object; 0 for none
 */
public record Mapping(
        long start, long end, String permissions, Kind kind, Optional<String> path, long offset, long object) {

    /** What stands behind the addresses. */
    public enum Kind {
        /** The program's break. */
        HEAP,
        /** The first thread's stack; the others' stacks are private anonymous memory. */
        STACK,
        ANON_PRIVATE,
        ANON_SHARED,
        /** Copy on write: pages that the process never changed are not in the checkpoint. */
        FILE_PRIVATE,
        /** The file holds the contents, not the checkpoint. */
        FILE_SHARED,
        /** Memory without a path, shared by a descriptor. */
        MEMFD,
        SYSV_SHARED,
        SOCKET,
        AIO_RING,
        SHADOW_STACK,
        GUARD,
        /** The kernel's code for the process, such as {@code clock_gettime}. */
        VDSO,
        /** The kernel's data beside it; its contents are never dumped. */
        VVAR,
        VSYSCALL,
        UPROBES,
        OTHER;

        /** Private memory that begins as zeros: a page that is not in the checkpoint was never written. */
        public boolean isPrivateAnonymous() {
            return this == HEAP || this == STACK || this == ANON_PRIVATE || this == SHADOW_STACK;
        }

        /** Memory whose pages CRIU keeps once for all who share them. */
        boolean isSharedObject() {
            return this == ANON_SHARED || this == MEMFD;
        }

        /** From CRIU's {@code VMA_*} bits (image.h), the particular before the general. */
        private static Kind of(long status) {
            if (has(status, 2)) return VSYSCALL;
            if (has(status, 3)) return VDSO;
            if (has(status, 12)) return VVAR;
            if (has(status, 17)) return UPROBES;
            if (has(status, 16)) return GUARD;
            if (has(status, 15)) return SHADOW_STACK;
            if (has(status, 10)) return SYSV_SHARED;
            if (has(status, 11)) return SOCKET;
            if (has(status, 13)) return AIO_RING;
            if (has(status, 14)) return MEMFD;
            if (has(status, 5)) return HEAP;
            if (has(status, 1)) return STACK;
            if (has(status, 6)) return FILE_PRIVATE;
            if (has(status, 7)) return FILE_SHARED;
            if (has(status, 8)) return ANON_SHARED;
            if (has(status, 9)) return ANON_PRIVATE;
            return OTHER;
        }

        private static boolean has(long status, int bit) {
            return (status >>> bit & 1) != 0;
        }
    }

    /**
     * Reads a {@code vma_entry}.
     *
     * @param stack an address on the first thread's stack: current CRIU does not mark that mapping
     */
    static Mapping of(Message vma, long stack, FileTable files) {
        long start = vma.required(1);
        long end = vma.required(2);
        if (Long.compareUnsigned(start, end) >= 0) {
            throw vma.damaged("a mapping ends at %x, before it begins at %x".formatted(end, start));
        }
        if ((start ^ (end - 1)) < 0 || start % PageMap.PAGE != 0 || end % PageMap.PAGE != 0) {
            throw vma.damaged("no mapping can reach from %x to %x".formatted(start, end));
        }
        long offset = vma.required(3);
        if (offset < 0 || offset > Long.MAX_VALUE - (end - start)) {
            throw vma.damaged(
                    "a mapping at %x begins %s bytes into its file".formatted(start, Long.toUnsignedString(offset)));
        }
        var kind = Kind.of(vma.required(7));
        if (kind == Kind.ANON_PRIVATE
                && Long.compareUnsigned(start, stack) <= 0
                && Long.compareUnsigned(stack, end) < 0) {
            kind = Kind.STACK;
        }
        long id = vma.required(4);
        // Current CRIU lists anonymous shared memory as a memfd that has the kernel's name for it.
        if (kind == Kind.MEMFD && files.isAnonymousShared(id)) {
            kind = Kind.ANON_SHARED;
            id = files.sharedObject(id);
        }
        var path = switch (kind) {
            case FILE_PRIVATE, FILE_SHARED, MEMFD -> files.path(id);
            default -> Optional.<String>empty();
        };
        long object = switch (kind) {
            case ANON_SHARED -> id;
            case MEMFD -> files.sharedObject(id);
            default -> 0;
        };
        return new Mapping(start, end, permissions(vma), kind, path, offset, object);
    }

    /** prot: PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4; flags: MAP_SHARED 1. */
    private static String permissions(Message vma) {
        long prot = vma.required(5);
        return ((prot & 1) != 0 ? "r" : "-")
                + ((prot & 2) != 0 ? "w" : "-")
                + ((prot & 4) != 0 ? "x" : "-")
                + ((vma.required(6) & 1) != 0 ? "s" : "p");
    }

    /** In bytes. */
    public long length() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
