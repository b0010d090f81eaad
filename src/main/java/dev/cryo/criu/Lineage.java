package dev.cryo.criu;

import dev.cryo.verb.Problem;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint with those that it builds on: an incremental one holds only the pages that changed since its parent. Files of
 * the n-th ancestor are opened as {@code parent/parent/…/pages-1.img}.
 *
 * @param newest the checkpoint itself
 * @param ancestors its parent first
 */
record Lineage(Images newest, List<Images> ancestors) implements Images {

    private static final String UP = "parent/";

    /** As many as CRIU users make between two whole dumps, and more. */
    private static final int MOST = 1000;

    static Lineage of(Images newest, Tolerance tolerance) {
        var ancestors = new ArrayList<Images>();
        tolerance.read(
                () -> {
                    for (var next = newest.parent(); next.isPresent(); next = next.get().parent()) {
                        if (ancestors.size() == MOST) {
                            throw Problem.failed("'" + newest.title() + "' has more than " + MOST + " ancestors");
                        }
                        ancestors.add(next.get());
                    }
                    return true;
                },
                false);
        return new Lineage(newest, List.copyOf(ancestors));
    }

    /** Which pages there are of one address space or shared object, wherever in the lineage they lie. */
    PageMap pages(String name) {
        var all = new ArrayList<PageMap>();
        all.add(PageMap.read(newest, name));
        for (var ancestor : ancestors) {
            if (!all.getLast().refersToParent() || !ancestor.names().contains(name)) {
                break;
            }
            all.add(PageMap.read(ancestor, name));
        }
        var whole = all.getLast();
        for (int i = all.size() - 2; i >= 0; i--) {
            whole = all.get(i).over(whole, UP);
        }
        return whole;
    }

    @Override
    public Set<String> names() {
        return newest.names();
    }

    @Override
    public SeekableByteChannel open(String name) throws IOException {
        int above = name.lastIndexOf(UP) < 0 ? 0 : name.lastIndexOf(UP) / UP.length() + 1;
        return above == 0 ? newest.open(name) : ancestors.get(above - 1).open(name.substring(above * UP.length()));
    }

    @Override
    public Optional<PagePool> pool() {
        return newest.pool();
    }

    @Override
    public long pageNumber(String name, long offset) {
        return name.contains(UP) ? PagePool.NONE : newest.pageNumber(name, offset);
    }

    @Override
    public Optional<Images> parent() {
        return ancestors.stream().findFirst();
    }

    @Override
    public String title() {
        return newest.title();
    }
}
