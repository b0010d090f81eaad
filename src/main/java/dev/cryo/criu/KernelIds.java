package dev.cryo.criu;

/**
 * Which kernel objects a process uses, as CRIU numbers them within one checkpoint: two processes with the same number
 * share the object. 0 where CRIU wrote none.
 *
 * <p>Source: {@code task_kobj_ids_entry}.
 *
 * @param memory vm_id = 1
 * @param files files_id = 2, which names {@code fdinfo-N.img}
 * @param filesystem fs_id = 3
 * @param signalHandlers sighand_id = 4
 */
public record KernelIds(
        int memory,
        int files,
        int filesystem,
        int signalHandlers,
        int pidNamespace,
        int networkNamespace,
        int ipcNamespace,
        int utsNamespace,
        int mountNamespace,
        int userNamespace,
        int cgroupNamespace,
        int timeNamespace) {

    static KernelIds of(Message ids) {
        return new KernelIds(
                ids.id(1),
                ids.id(2),
                ids.id(3),
                ids.id(4),
                (int) ids.number(5, 0),
                (int) ids.number(6, 0),
                (int) ids.number(7, 0),
                (int) ids.number(8, 0),
                (int) ids.number(9, 0),
                (int) ids.number(10, 0),
                (int) ids.number(11, 0),
                (int) ids.number(12, 0));
    }
}
