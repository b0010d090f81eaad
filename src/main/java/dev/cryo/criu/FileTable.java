package dev.cryo.criu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The open files of all processes ({@code files.img}) and who holds them ({@code fdinfo-N.img}).
 *
 * <p>Sources: {@code file_entry} (type = 1, id = 2, then one field for each type), {@code fdinfo_entry} (id = 1, flags
 * = 2, type = 3, fd = 4), {@code memfd_inode_entry} (name = 1, shmid = 5, inode_id = 7).
 */
final class FileTable {

    /** {@code fd_types}, by number. */
    private static final List<String> TYPES = List.of(
            "unknown",
            "reg",
            "pipe",
            "fifo",
            "inetsk",
            "unixsk",
            "eventfd",
            "eventpoll",
            "inotify",
            "signalfd",
            "packetsk",
            "tty",
            "fanotify",
            "netlinksk",
            "ns",
            "tunf",
            "ext",
            "timerfd",
            "memfd",
            "bpfmap",
            "pidfd");

    /** More than any host allows to be open; each costs some 150 bytes here. */
    private static final int MOST_FILES = 1 << 20;

    private record Memfd(String name, long object) {}

    private final Map<Integer, OpenFile> files = new HashMap<>();
    private final Map<Integer, Long> memfdInodes = new HashMap<>();
    private final Map<Long, Memfd> memfds = new HashMap<>();
    private final Map<String, List<Descriptor>> tables = new HashMap<>();

    private final Images images;

    private FileTable(Images images) {
        this.images = images;
    }

    static FileTable read(Images images, Tolerance tolerance) {
        var table = new FileTable(images);
        tolerance.read(
                () -> {
                    table.fill();
                    return true;
                },
                false);
        return table;
    }

    private void fill() {
        if (images.names().contains("memfd.img")) {
            try (var stream = ImageStream.open(images, "memfd.img", ImageType.MEMFD_INODE)) {
                for (var next = stream.nextMessage(); next.isPresent(); next = stream.nextMessage()) {
                    var inode = next.get();
                    memfds.put(inode.required(7), new Memfd(inode.text(1).orElse(""), inode.required(5)));
                }
            }
        }
        // Dumps of CRIU before 3.4 have one image for each type instead; their descriptors are named by type only.
        if (images.names().contains("files.img")) {
            var fifos = new ArrayList<Message>();
            try (var stream = ImageStream.open(images, "files.img", ImageType.FILES)) {
                for (var next = stream.nextMessage(); next.isPresent(); next = stream.nextMessage()) {
                    add(next.get());
                    next.get().message(17).ifPresent(fifos::add);
                }
            }
            // A named pipe's path is that of a regular file's entry, which may stand behind it.
            fifos.forEach(this::addFifo);
        }
    }

    private void add(Message entry) {
        long type = entry.required(1);
        int id = entry.id(2);
        if (files.size() == MOST_FILES) {
            throw entry.damaged("it lists more than " + MOST_FILES + " open files");
        }
        int field = switch ((int) type) {
            case 1 -> 3;
            case 2 -> 18;
            case 4 -> 4;
            case 5 -> 16;
            case 18 -> 20;
            default -> 0;
        };
        var body = field == 0 ? Optional.<Message>empty() : entry.message(field);
        if (body.isEmpty()) {
            files.put(id, new OpenFile.Other(name(type)));
            return;
        }
        var message = body.get();
        files.put(
                id,
                switch ((int) type) {
                    case 1 -> new OpenFile.Regular(message.text(6).orElse(""), message.required(3), message.id(2));
                    case 2 -> new OpenFile.Pipe(message.id(2), message.id(3));
                    case 4 -> Sockets.inet(message);
                    case 5 -> Sockets.unix(message);
                    default -> memfd(id, message);
                });
    }

    /** {@code memfd_file_entry}: inode_id = 5. */
    private OpenFile memfd(int id, Message message) {
        long inode = message.required(5);
        memfdInodes.put(id, inode);
        var known = memfds.get(inode);
        return new OpenFile.Memory(known == null ? "" : known.name());
    }

    /** {@code fifo_entry}: id = 1, pipe_id = 2, regf_id = 3. */
    private void addFifo(Message fifo) {
        files.put(
                fifo.id(1),
                new OpenFile.Fifo(
                        fifo.id(2), fifo.number(3).stream().boxed().findFirst().flatMap(this::path)));
    }

    private static String name(long type) {
        return type >= 0 && type < TYPES.size() ? TYPES.get((int) type) : "type " + Long.toUnsignedString(type);
    }

    /** The path of a file that was mapped or opened. */
    Optional<String> path(long id) {
        return switch (files.get((int) id)) {
            case OpenFile.Regular regular -> Optional.of(regular.path());
            case OpenFile.Memory memory -> Optional.of(memory.what());
            case null, default -> Optional.empty();
        };
    }

    /** The number under which a memfd's pages are kept; 0 when the checkpoint does not say. */
    long sharedObject(long id) {
        return memfd(id).map(Memfd::object).orElse(0L);
    }

    /** Whether a memfd is no file of anyone's, but memory mapped as shared and anonymous. */
    boolean isAnonymousShared(long id) {
        return memfd(id).filter(memfd -> memfd.name().equals("/dev/zero")).isPresent();
    }

    private Optional<Memfd> memfd(long id) {
        return Optional.ofNullable(memfdInodes.get((int) id)).map(memfds::get);
    }

    /** The descriptors of {@code fdinfo-N.img}, by number; processes may share a table. */
    List<Descriptor> descriptors(String name) {
        var known = tables.get(name);
        if (known == null) {
            known = readDescriptors(name);
            tables.put(name, known);
        }
        return known;
    }

    private List<Descriptor> readDescriptors(String name) {
        if (!images.names().contains(name)) {
            return List.of();
        }
        var byNumber = new TreeMap<Integer, Descriptor>(Comparator.naturalOrder());
        try (var stream = ImageStream.open(images, name, ImageType.FDINFO)) {
            for (var next = stream.nextMessage(); next.isPresent(); next = stream.nextMessage()) {
                var entry = next.get();
                int number = entry.id(4);
                if (number < 0) {
                    throw entry.damaged("it holds descriptor " + Integer.toUnsignedString(number));
                }
                var type = name(entry.required(3));
                var file = files.getOrDefault(entry.id(1), new OpenFile.Other(type));
                byNumber.put(number, new Descriptor(number, type, (entry.required(2) & 1) != 0, entry.id(1), file));
            }
        }
        return List.copyOf(byNumber.values());
    }
}
