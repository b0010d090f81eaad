package dev.cryo.keeping

/** At fifty moments, or more. */
class KilledCaptureLongSpec extends KilledCapture {

    @Override
    int getRounds() {
        Integer.getInteger('cryo.rounds', 50)
    }
}
