package dev.cryo.timetravel

/** A slice of {@link FlatRewindsLongSpec}. */
class FlatRewindsLabSpec extends FlatRewinds {

    @Override
    int getRewinds() {
        Integer.getInteger('cryo.rounds', 10)
    }
}
