package dev.cryo.keeping

/** A slice of {@link KilledCaptureLongSpec}. */
class KilledCaptureLabSpec extends KilledCapture {

    @Override
    int getRounds() {
        Integer.getInteger('cryo.rounds', 5)
    }
}
