package dev.cryo.timetravel

/** Each is killed so often that every stage of its work is met. */
class KillLongSpec extends KillContract {

    @Override
    int getRounds() {
        Integer.getInteger('cryo.rounds', 20)
    }
}
