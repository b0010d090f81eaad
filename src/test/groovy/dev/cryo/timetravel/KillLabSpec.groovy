package dev.cryo.timetravel

/** A slice of {@link KillLongSpec}. */
class KillLabSpec extends KillContract {

    @Override
    int getRounds() {
        Integer.getInteger('cryo.rounds', 3)
    }
}
