package dev.cryo.forensics;

import dev.cryo.verb.Brief;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of capabilities, as capabilities(7) numbers them.
 *
 * @param mask bit n for capability n
 */
public record Capabilities(long mask) implements Brief {

    private static final List<String> NAMES = List.of(
            "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap",
            "linux_immutable", "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner",
            "sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice",
            "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease", "audit_write", "audit_control", "setfcap",
            "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read", "perfmon", "bpf",
            "checkpoint_restore");

    /** What docker gives a container that asks for nothing. */
    private static final long DOCKER = 0xa80425fbL;

    private static final long ALL = (1L << NAMES.size()) - 1;

    /** From the words of {@code creds_entry}, the lower first. */
    static Capabilities of(List<Long> words) {
        long mask = 0;
        for (int i = 0; i < Math.min(words.size(), 2); i++) {
            mask |= (words.get(i) & 0xffff_ffffL) << (32 * i);
        }
        return new Capabilities(mask);
    }

    @Override
    public String brief() {
        if (mask == DOCKER) {
            return "docker's 14";
        }
        return mask == 0 ? "none" : (mask & ALL) == ALL ? "all" : toString();
    }

    @Override
    public String toString() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 64; i++) {
            if ((mask >>> i & 1) != 0) {
                names.add(i < NAMES.size() ? NAMES.get(i) : "cap_" + i);
            }
        }
        return String.join(",", names);
    }
}
