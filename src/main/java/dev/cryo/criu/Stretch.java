package dev.cryo.criu;

/** Memory that is alike over some length, in bytes. */
public sealed interface Stretch {

    long length();

    /** This one, cut to a length. */
    Stretch upTo(long most);

    /** Bytes in the checkpoint: those of a file from an offset on. */
    record Stored(String file, long offset, long length) implements Stretch {
        @Override
        public Stretch upTo(long most) {
            return length <= most ? this : new Stored(file, offset, most);
        }
    }

    /** Private memory that was never written. */
    record Zeros(long length) implements Stretch {
        @Override
        public Stretch upTo(long most) {
            return length <= most ? this : new Zeros(most);
        }
    }

    /** What the checkpoint does not hold. */
    record Absent(String why, long length) implements Stretch {
        @Override
        public Stretch upTo(long most) {
            return length <= most ? this : new Absent(why, most);
        }
    }
}
