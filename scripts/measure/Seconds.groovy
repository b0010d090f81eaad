package measure

/** What the project wants of a figure: at most so many seconds, or so many more than another one. */
class Seconds {
    String what
    Samples figure
    /** The other one; null: none. */
    Samples beyond
    double limit

    String line() {
        def most = sprintf('≤ %.2f s', limit) + (beyond ? ' more' : '')
        def absent = [figure, beyond].findAll().find { !it.there }
        if (absent) {
            return "| $what | $most | could not be measured: ${absent.missing ?: 'no figures'} | — |"
        }
        def least = beyond ? beyond.median : 0d
        def seconds = figure.median - least
        sprintf('| %s | %s | %.3f s (in single rounds %.3f–%.3f) | %s |', what, most, seconds, figure.values.min() - least,
                figure.values.max() - least, seconds <= limit ? 'held' : '**missed**')
    }
}
