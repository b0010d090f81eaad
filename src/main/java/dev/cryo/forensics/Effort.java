package dev.cryo.forensics;

/**
 * A text of which only so many characters may be read, again and again: what keeps expressions short over text that was
 * written to make them long.
 */
final class Effort implements CharSequence {

    /** More was wanted. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("too much effort", null, false, false);
        }
    }

    private final String text;
    private long left;

    Effort(String text, long most) {
        this.text = text;
        this.left = most;
    }

    @Override
    public char charAt(int index) {
        if (left-- == 0) {
            throw new Spent();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
