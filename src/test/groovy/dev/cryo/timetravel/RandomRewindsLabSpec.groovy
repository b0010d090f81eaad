package dev.cryo.timetravel

/** A slice of {@link RandomRewindsLongSpec}. */
class RandomRewindsLabSpec extends RandomRewinds {

    @Override
    int getRewinds() {
        Integer.getInteger('cryo.rounds', 30)
    }
}
