package measure

/** What the project wants of a figure: at most so many times another one. */
class Aim {
    String what
    Samples figure
    Samples against
    double limit

    String line() {
        def absent = [figure, against].find { !it.there }
        if (absent) {
            return "| $what | ≤ ${sprintf('%.3g', limit)} × | could not be measured: ${absent.missing ?: 'no figures'} | — |"
        }
        def ratio = figure.over(against)
        def each = figure.eachOver(against)
        sprintf('| %s | ≤ %.3g × | %.2f × (in single rounds %.2f–%.2f) | %s |', what, limit, ratio, each.min(), each.max(),
                ratio <= limit ? 'held' : '**missed**')
    }
}
