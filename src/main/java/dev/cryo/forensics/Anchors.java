package dev.cryo.forensics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many words looked for in one pass, however many they are: the automaton of Aho and Corasick, as a table over the 256
 * characters of Latin-1. The case of ASCII letters does not count.
 */
final class Anchors {

    private static final int WIDTH = 256;
    private static final char ENDS = 0x8000;

    private final List<String> words;
    private final int longest;
    /** For a state and a character the next state; with {@link #ENDS} where a word ends there. */
    private char[] next = new char[WIDTH];
    /** For a state the words that end there. */
    private final List<List<Integer>> ends = new ArrayList<>(List.of(List.of()));

    /** @param words Latin-1, none of them empty */
    Anchors(List<String> words) {
        this.words = List.copyOf(words);
        this.longest = words.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < words.size(); i++) {
            plant(words.get(i), i);
        }
        join();
    }

    /** Takes a word, by its number, and where it begins. */
    interface Taker {
        void take(int word, int start);
    }

    private void plant(String word, int number) {
        int state = 0;
        for (int i = 0; i < word.length(); i++) {
            int edge = state * WIDTH + lower(word.charAt(i));
            if (next[edge] == 0) {
                next[edge] = (char) ends.size();
                ends.add(List.of());
                next = Arrays.copyOf(next, ends.size() * WIDTH);
            }
            state = next[edge];
        }
        ends.set(state, with(ends.get(state), List.of(number)));
    }

    /** Leads every edge that a word does not have to where the longest end of what was read goes on. */
    private void join() {
        if (ends.size() >= ENDS) {
            throw new IllegalArgumentException("too many words");
        }
        var fall = new int[ends.size()];
        var queue = new ArrayDeque<Integer>(List.of(0));
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (int c = 0; c < WIDTH; c++) {
                int edge = state * WIDTH + c;
                int elsewhere = state == 0 ? 0 : next[fall[state] * WIDTH + c];
                if (next[edge] == 0) {
                    next[edge] = (char) elsewhere;
                } else {
                    int child = next[edge];
                    fall[child] = elsewhere;
                    ends.set(child, with(ends.get(child), ends.get(elsewhere)));
                    queue.add(child);
                }
            }
        }
        for (int state = 0; state < ends.size(); state++) {
            for (char upper = 'A'; upper <= 'Z'; upper++) {
                next[state * WIDTH + upper] = next[state * WIDTH + lower(upper)];
            }
        }
        for (int edge = 0; edge < next.length; edge++) {
            if (!ends.get(next[edge]).isEmpty()) {
                next[edge] |= ENDS;
            }
        }
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }

    private static List<Integer> with(List<Integer> some, List<Integer> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    /**
     * Finds every word that begins at {@code from} or behind it, and before {@code limit}; in the order of their ends.
     *
     * @param text Latin-1
     */
    void find(String text, int from, int limit, Taker taker) {
        int end = Math.min(text.length(), limit + longest - 1);
        int state = 0;
        for (int i = from; i < end; i++) {
            state = next[(state & ~ENDS) * WIDTH + (text.charAt(i) & 0xff)];
            if (state >= ENDS) {
                for (int word : ends.get(state & ~ENDS)) {
                    int start = i + 1 - words.get(word).length();
                    if (start < limit) {
                        taker.take(word, start);
                    }
                }
            }
        }
    }
}
