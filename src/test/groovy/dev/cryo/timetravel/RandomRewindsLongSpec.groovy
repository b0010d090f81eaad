package dev.cryo.timetravel

/** Two hundred of them. */
class RandomRewindsLongSpec extends RandomRewinds {

    @Override
    int getRewinds() {
        Integer.getInteger('cryo.rounds', 200)
    }
}
