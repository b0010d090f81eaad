package measure

/** Measures ways in turns (A B C, A B C, …), for a machine is not the same from minute to minute. */
class Rounds {
    static void run(Setting setting, String what, List<Way> ways) {
        ways.each { way ->
            setting.say("$what: rehearsing: $way.title")
            way.rehearse()
        }
        setting.runs.times { round ->
            ways.each { way ->
                // What one has written must not be paid for by the next.
                Shell.ofMachine().run('sync')
                way.measure { setting.freeMemory.warm() }
                setting.say("$what ${round + 1}/$setting.runs: $way.title: ${told(way)}")
            }
        }
    }

    private static String told(Way way) {
        if (!way.open) {
            return way.time.missing
        }
        sprintf('%.3f s', way.time.values.last()) +
                (way.felt ? sprintf(', freeze %.3f s', way.freeze.values.last()) : '')
    }
}
