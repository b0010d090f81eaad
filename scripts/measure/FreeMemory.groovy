package measure

/**
 * Memory that nobody uses. A virtual machine gives it back to its host, and fetching it again costs many times what is to be
 * measured: so much of it as a way will need is used, and freed again, just before.
 */
class FreeMemory {
    static final int FILE_MB = 512
    static final int PROCESS_MB = 2048
    private final File folder

    /** @param folder on the disk on which things are measured */
    FreeMemory(File folder) {
        this.folder = folder
    }

    /** Of the two kinds that there are: a file's in the page cache, and a process's. */
    void warm() {
        def file = new File(folder, 'warm')
        Shell.ofMachine().run('sh', '-c', 'dd if=/dev/zero of="$1" bs=8M count="$2" && rm "$1" && dd if=/dev/zero of=/dev/null bs="$3"M count=1',
                'warm', file.path, "${FILE_MB.intdiv(8)}", "${Math.min(PROCESS_MB, available().intdiv(4))}")
    }

    private static long available() {
        def line = new File('/proc/meminfo').readLines().find { it.startsWith('MemAvailable:') }
        ((line =~ /\d+/)[0] as long).intdiv(1024)
    }
}
