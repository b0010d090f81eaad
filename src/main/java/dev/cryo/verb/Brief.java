package dev.cryo.verb;

/** A value that tables show in a short form, and JSON in full. */
public interface Brief {

    /** The short form; tells this value from others of its kind in all likelihood. */
    String brief();
}
