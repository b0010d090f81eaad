package measure

/** What all parts share: Cryo's verbs, the folders to work in, and how often everything is measured. */
class Setting {
    /** The script that runs in Cryo: its methods are the verbs. */
    Script script
    File home
    /** On a disk; holds the store. */
    File scratch
    /** In memory. */
    File tmpfs
    int runs
    @Lazy FreeMemory freeMemory = new FreeMemory(scratch)

    /** Nanoseconds of the clock that `date`, Python and other processes read too. */
    static long now() {
        def instant = java.time.Instant.now()
        instant.epochSecond * 1_000_000_000L + instant.nano
    }

    void say(String line) {
        System.err.println("measure: $line")
    }
}
