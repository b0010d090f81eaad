package dev.cryo.criu;

/** Tells which memory of two address spaces is the same pages of one pool: what need not be read to know that it is alike. */
public final class SharedPages {

    private final Images one;
    private final Images other;
    private final boolean shared;

    /** Of two address spaces that lie in different pools, or in none, nothing is told. */
    public SharedPages(AddressSpace one, AddressSpace other) {
        this.one = one.images();
        this.other = other.images();
        this.shared = this.one.pool().isPresent() && this.one.pool().equals(this.other.pool());
    }

    /**
     * Whether a piece of two stretches is certainly alike. That it is not so says nothing: different pages may hold the same
     * bytes.
     *
     * @param from where the piece begins in both, in bytes, at a page
     * @param length of the piece, whole pages
     */
    public boolean alike(Stretch first, Stretch second, long from, long length) {
        if (!shared || !(first instanceof Stretch.Stored a) || !(second instanceof Stretch.Stored b)) {
            return false;
        }
        for (long at = from; at < from + length; at += PageMap.PAGE) {
            long number = one.pageNumber(a.file(), a.offset() + at);
            if (number == PagePool.NONE || number != other.pageNumber(b.file(), b.offset() + at)) {
                return false;
            }
        }
        return true;
    }
}
