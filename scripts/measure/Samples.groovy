package measure

/** The figures of one thing, in the order of the rounds; of one that could not be measured, why. */
class Samples {
    final List<Double> values = []
    String missing

    void add(double value) {
        values << value
    }

    boolean isThere() {
        missing == null && values
    }

    double getMedian() {
        middle(values)
    }

    static double middle(List<Double> numbers) {
        def sorted = numbers.sort(false)
        int half = sorted.size().intdiv(2)
        sorted.size() % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }

    /** How many times another's median this one's is. */
    double over(Samples other) {
        median / other.median
    }

    /** The same for each round: runs of one round were neighbours in time. */
    List<Double> eachOver(Samples other) {
        [values, other.values].transpose().collect { a, b -> a / b }
    }

    String show() {
        there ? sprintf('%.3f s (%.3f–%.3f)', median, values.min(), values.max()) : '—'
    }
}
