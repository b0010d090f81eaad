package dev.cryo.verb;

/** An object that is shown as a card when it stands alone, and as a row among others. */
public interface Carded {

    /**
     * What is known of it now.
     *
     * @throws Problem when what it stands for is gone
     */
    Record card();

    /** What tells it from others of its kind, for a table. */
    default Record row() {
        return card();
    }
}
