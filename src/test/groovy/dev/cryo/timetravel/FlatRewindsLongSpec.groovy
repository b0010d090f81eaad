package dev.cryo.timetravel

/** A hundred, unless -Dcryo.rounds says otherwise. */
class FlatRewindsLongSpec extends FlatRewinds {

    @Override
    int getRewinds() {
        Integer.getInteger('cryo.rounds', 100)
    }
}
