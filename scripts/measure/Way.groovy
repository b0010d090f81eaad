package measure

import dev.cryo.verb.Problem

/** One of several ways to do the same; all are measured in turns. */
class Way {
    String title
    /** What makes it ready; not timed. */
    Closure<?> prepare = {}
    /** Does it, and tells the seconds that it took. */
    Closure<? extends Number> act
    /** What it leaves is removed; not timed. */
    Closure<?> tidy = {}
    /** Where its freeze is felt, or null when that is not asked. */
    Redis felt
    final Samples time = new Samples()
    final Samples freeze = new Samples()

    /** A way that cannot be gone at all. */
    static Way missing(String title, String why) {
        def way = new Way(title: title)
        way.giveUp(why)
        way
    }

    boolean isOpen() {
        time.missing == null
    }

    void giveUp(String why) {
        time.missing = freeze.missing = why
    }

    /** Once, not counted, so that what is warm later is warm. */
    void rehearse() {
        attempt { act() }
    }

    /** @param ready comes between what is prepared and what is timed */
    void measure(Closure<?> ready) {
        attempt {
            ready()
            double seconds = 0
            if (felt) {
                double stood = felt.client.freeze(felt.address) { seconds = act() }
                freeze.add(stood)
            } else {
                seconds = act()
            }
            time.add(seconds)
        }
    }

    private void attempt(Closure<?> work) {
        if (!open) {
            return
        }
        try {
            prepare()
            work()
        } catch (Failure | Problem e) {
            giveUp(e.message)
        } finally {
            tidy()
        }
    }
}
