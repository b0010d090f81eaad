package dev.cryo.testlab

/**
 * What is killed.
 *
 * @param name what the table calls it
 * @param comm its name on the engine's host; empty: it lives outside
 * @param words what stands in its command line; $id is the container's
 */
record Victim(String name, String comm, String words) {

    static final Victim CRYO = new Victim('Cryo', '', '')
    static final Victim CRIU = new Victim('criu', 'criu', 'swrk')
    static final Victim PAGE_PROCESS = new Victim('the page process', 'criu', 'lazy-pages')
    static final Victim RUNC = new Victim('runc', 'runc', '$id')
    static final Victim RUNTIME = new Victim('cryo-runtime', 'cryo-runtime', ' start ')
    static final Victim FREEZE = new Victim('freeze.sh', 'sh', 'freeze.sh $id')
    static final Victim ARM = new Victim('arm.sh', 'sh', 'arm.sh $id')
    static final Victim SHIM = new Victim('the shim', 'containerd-shim', '-id $id')
    static final Victim CONTAINERD = new Victim('containerd', 'containerd', '')
    static final Victim DOCKERD = new Victim('dockerd', 'dockerd', '/usr/sbin/dockerd')
    static final Victim HOST = new Victim('the whole host', '', '')

    boolean isOutside() {
        comm.empty
    }

    @Override
    String toString() {
        name
    }
}
