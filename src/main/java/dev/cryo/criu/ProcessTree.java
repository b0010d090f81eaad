package dev.cryo.criu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads the processes of an image directory.
 *
 * <p>Sources: {@code pstree_entry} (pid = 1, ppid = 2, pgid = 3, sid = 4, threads = 5); {@code core_entry} of
 * {@code core-TID.img} (tc = 3 with task_state = 1 and comm = 6; ids = 4); {@code ids-PID.img}.
 */
final class ProcessTree {

    private final Lineage images;
    private final Inventory inventory;
    private final FileTable files;
    /** Page maps of shared memory, of which all who share it have the same. */
    private final Map<Long, PageMap> sharedObjects = new HashMap<>();

    private final Tolerance tolerance;

    ProcessTree(Lineage images, Inventory inventory, Tolerance tolerance) {
        this.images = images;
        this.inventory = inventory;
        this.tolerance = tolerance;
        this.files = FileTable.read(images, tolerance);
    }

    /** In the order of the image: every process behind its parent. */
    List<DumpedProcess> read() {
        var processes = new ArrayList<DumpedProcess>();
        tolerance.read(
                () -> {
                    readInto(processes);
                    return true;
                },
                false);
        return List.copyOf(processes);
    }

    private void readInto(List<DumpedProcess> processes) {
        var pids = new HashSet<Integer>();
        try (var stream = ImageStream.open(images, "pstree.img", ImageType.PSTREE)) {
            for (var next = stream.nextMessage(); next.isPresent(); next = stream.nextMessage()) {
                var entry = next.get();
                var position = new DumpedProcess.Position(entry.id(1), entry.id(2), entry.id(3), entry.id(4));
                if (position.pid() <= 0 || !pids.add(position.pid())) {
                    throw entry.damaged(
                            "process " + Integer.toUnsignedString(position.pid()) + " is listed twice, or is none");
                }
                if (position.parent() != 0
                        && (position.parent() == position.pid() || !pids.contains(position.parent()))) {
                    throw entry.damaged("process %d stands before its parent %s"
                            .formatted(position.pid(), Integer.toUnsignedString(position.parent())));
                }
                processes.add(tolerance.read(() -> process(position, entry), lost(position)));
            }
        }
        if (processes.isEmpty()) {
            throw Damage.in("pstree.img", "it holds no process");
        }
    }

    /** A process of which the tree alone knows. */
    private static DumpedProcess lost(DumpedProcess.Position position) {
        return new DumpedProcess(
                position,
                "",
                TaskState.OTHER,
                List.of(),
                List.of(),
                Reading.absent("what the checkpoint held of the process is damaged"));
    }

    private DumpedProcess process(DumpedProcess.Position position, Message entry) {
        var core = core(position.pid());
        var task = core.message(3).orElseThrow(() -> core.damaged("it says nothing of its task"));
        var state = TaskState.of(task.required(1));
        var command = task.text(6).orElse("");
        if (!state.hasMemory()) {
            // CRIU 4.2 writes whatever lay in its memory as the threads of such a task.
            return new DumpedProcess(
                    position,
                    command,
                    state,
                    List.of(),
                    List.of(),
                    Reading.absent("the process had exited; its memory is gone"));
        }
        var descriptors = tolerance.read(
                () -> files.descriptors("fdinfo-" + descriptorTable(position.pid(), core) + ".img"),
                List.<Descriptor>of());
        return new DumpedProcess(
                position,
                command,
                state,
                tolerance.read(() -> threads(entry, position.pid(), core, command), List.of()),
                descriptors,
                tolerance.reading(() -> Memory.read(images, position.pid(), files, descriptors, sharedObjects)));
    }

    private Message core(int thread) {
        return ImageFile.only(images, "core-" + thread + ".img", ImageType.CORE);
    }

    private List<DumpedThread> threads(Message entry, int pid, Message core, String command) {
        var threads = new ArrayList<DumpedThread>();
        var ids = new HashSet<Integer>();
        threads.add(DumpedThread.of(pid, core, command));
        ids.add(pid);
        entry.numbers(5, number -> {
            int id = (int) number;
            if (id == pid) {
                return;
            }
            if (id <= 0 || id != number || !ids.add(id)) {
                throw entry.damaged("thread " + Long.toUnsignedString(number) + " is listed twice, or is none");
            }
            threads.add(DumpedThread.of(id, core(id), command));
        });
        return threads;
    }

    private String descriptorTable(int pid, Message core) {
        if (!inventory.descriptorsById()) {
            return Integer.toString(pid);
        }
        int table = ImageFile.onlyIfThere(images, "ids-" + pid + ".img", ImageType.IDS)
                .or(() -> core.message(4))
                .map(KernelIds::of)
                .map(KernelIds::files)
                .orElseThrow(() -> core.damaged("nothing says which descriptors process " + pid + " has"));
        return Integer.toUnsignedString(table);
    }
}
