package dev.cryo.criu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The memory of a process and what the kernel knows about its layout.
 *
 * <p>Source: {@code mm_entry}: mm_start_stack = 5, mm_start_brk = 6, mm_brk = 7, mm_arg_start to mm_arg_end = 8 to 9,
 * mm_env_start to mm_env_end = 10 to 11, mm_saved_auxv = 13 (pairs of key and value), vmas = 14.
 */
record Memory(AddressSpace space, Message layout, Map<Long, Long> auxiliary) {

    /** The kernel allows 6 MiB of arguments and environment together; a process can name any range as its own. */
    private static final long LONGEST_STRINGS = 8 << 20;

    private static final long AT_PAGESZ = 6;
    private static final long AT_RANDOM = 25;
    private static final long AT_SYSINFO_EHDR = 33;

    /**
     * Reads {@code mm-PID.img} and {@code pagemap-PID.img}.
     *
     * @param descriptors the process's: memory behind one of them is the process's though it maps it nowhere
     * @param objects the page maps of shared memory that are known already; those that are not are added
     */
    static Reading<Memory> read(
            Lineage images, int pid, FileTable files, List<Descriptor> descriptors, Map<Long, PageMap> objects) {
        var layout = ImageFile.only(images, "mm-" + pid + ".img", ImageType.MM);
        var auxiliary = auxiliary(layout);
        long page = auxiliary.getOrDefault(AT_PAGESZ, (long) PageMap.PAGE);
        if (page != PageMap.PAGE) {
            return Reading.absent("its pages are " + page + " bytes long; only pages of " + PageMap.PAGE + " are read");
        }
        var mappings = mappings(layout, files);
        var shared = objects(
                images,
                mappings.stream().filter(mapping -> mapping.kind().isSharedObject()).map(Mapping::object),
                objects);
        var held = objects(
                images,
                descriptors.stream()
                        .filter(descriptor -> descriptor.file() instanceof OpenFile.Memory)
                        .map(descriptor -> files.sharedObject(descriptor.id()))
                        .filter(object -> !shared.containsKey(object)),
                objects);
        var pages = images.pages("pagemap-" + pid + ".img");
        return Reading.of(
                new Memory(new AddressSpace(images, mappings, pages, shared, held.values()), layout, auxiliary));
    }

    /** The page maps of shared memory, where the checkpoint has them. */
    private static Map<Long, PageMap> objects(Lineage images, Stream<Long> numbers, Map<Long, PageMap> known) {
        var found = new LinkedHashMap<Long, PageMap>();
        numbers.forEach(number -> {
            var name = "pagemap-shmem-" + Long.toUnsignedString(number) + ".img";
            if (images.names().contains(name)) {
                found.put(number, known.computeIfAbsent(number, _ -> images.pages(name)));
            }
        });
        return found;
    }

    private static List<Mapping> mappings(Message layout, FileTable files) {
        long stack = layout.required(5);
        var mappings = new ArrayList<Mapping>();
        layout.messages(14, vma -> {
            var mapping = Mapping.of(vma, stack, files);
            if (!mappings.isEmpty()
                    && Long.compareUnsigned(mapping.start(), mappings.getLast().end()) < 0) {
                // Guards are no mappings of their own: CRIU lists them behind all others, inside of those.
                if (mapping.kind() == Mapping.Kind.GUARD) {
                    return;
                }
                throw layout.damaged(
                        "the mapping at %x overlaps the one before it, or is out of order".formatted(mapping.start()));
            }
            mappings.add(mapping);
        });
        return mappings;
    }

    private static Map<Long, Long> auxiliary(Message layout) {
        var vector = new HashMap<Long, Long>();
        var numbers = new ArrayList<Long>();
        layout.numbers(13, number -> {
            // The kernel keeps some fifty.
            if (numbers.size() < 512) {
                numbers.add(number);
            }
        });
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            vector.putIfAbsent(numbers.get(i), numbers.get(i + 1));
        }
        return vector;
    }

    Reading<List<String>> commandLine() {
        long start = layout.required(8);
        long end = layout.required(9);
        return strings(start, end).flatMap(bytes -> {
            if (bytes.length() == 0 || bytes.at(bytes.length() - 1) == 0) {
                return Reading.of(split(bytes));
            }
            // The process wrote a title over its arguments, perhaps beyond their end: the kernel shows up to a page,
            // or up to the end of the stack.
            long room =
                    space.mapping(start).map(mapping -> mapping.end() - start).orElse(0L);
            return space.read(start, Math.clamp(room, 0, PageMap.PAGE))
                    .map(page -> split(page).stream().limit(1).toList());
        });
    }

    Reading<SequencedMap<String, String>> environment() {
        return strings(layout.required(10), layout.required(11)).map(bytes -> {
            var variables = new LinkedHashMap<String, String>();
            for (var string : split(bytes)) {
                int equals = string.indexOf('=');
                if (equals > 0) {
                    variables.putIfAbsent(string.substring(0, equals), string.substring(equals + 1));
                }
            }
            return Collections.unmodifiableSequencedMap(variables);
        });
    }

    private Reading<Bytes> strings(long start, long end) {
        long length = end - start;
        if (length < 0 || length > LONGEST_STRINGS) {
            return Reading.absent("they are said to lie from %x to %x, which cannot be".formatted(start, end));
        }
        return space.read(start, (int) length);
    }

    private static List<String> split(Bytes bytes) {
        var strings = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i <= bytes.length(); i++) {
            boolean end = i == bytes.length();
            if (end && start == i) {
                break;
            }
            if (end || bytes.at(i) == 0) {
                strings.add(bytes.slice(start, i).text());
                start = i + 1;
            }
        }
        return List.copyOf(strings);
    }

    MemoryFacts facts() {
        var vdso = space.mappings().stream()
                .filter(mapping -> mapping.kind() == Mapping.Kind.VDSO)
                .mapToLong(Mapping::start)
                .findFirst();
        var random = auxiliary.get(AT_RANDOM);
        return new MemoryFacts(
                layout.required(5),
                layout.required(6),
                layout.required(7),
                vdso.isPresent() ? vdso : auxiliary(AT_SYSINFO_EHDR),
                auxiliary(AT_RANDOM),
                random == null
                        ? Reading.absent("the auxiliary vector of the process has no AT_RANDOM")
                        : space.read(random, 16));
    }

    private OptionalLong auxiliary(long key) {
        var value = auxiliary.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
