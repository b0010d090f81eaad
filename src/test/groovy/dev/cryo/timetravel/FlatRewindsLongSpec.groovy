package dev.cryo.timetravel

/** Five hundred, unless -Dcryo.rounds says otherwise. */
class FlatRewindsLongSpec extends FlatRewinds {

    @Override
    int getRewinds() {
        Integer.getInteger('cryo.rounds', 500)
    }
}
