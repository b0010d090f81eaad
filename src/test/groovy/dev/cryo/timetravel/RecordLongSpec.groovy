package dev.cryo.timetravel

/** Thirty crashes at random times. */
class RecordLongSpec extends Recorded {

    @Override
    int getCrashes() {
        Integer.getInteger('cryo.rounds', 30)
    }
}
