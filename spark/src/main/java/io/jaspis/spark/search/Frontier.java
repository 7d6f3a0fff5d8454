package io.jaspis.spark.search;

import io.jaspis.certify.verifying.Subtree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The open subtrees, those nearest the root first, and of those as near the ones that came first. */
final class Frontier {
    /** Subtrees that a task gets at most: as many as it bounds together. */
    private static final int HAND = 32;

    private final PriorityQueue<Waiting> open = new PriorityQueue<>(
            Comparator.comparingInt((Waiting one) -> one.subtree().depth()).thenComparingLong(Waiting::number));
    private long handed;
    /** The memory of what is open. */
    private long bytes;

    private record Waiting(Subtree subtree, long number) {}

    boolean isEmpty() {
        return open.isEmpty();
    }

    int size() {
        return open.size();
    }

    /** Adds one; where much of the memory is taken, it is kept without what a search can find again. */
    void add(Subtree subtree) {
        Subtree kept = bytes < Runtime.getRuntime().maxMemory() / 4 ? subtree : subtree.light();
        bytes += kept.bytes();
        open.add(new Waiting(kept, handed++));
    }

    /** Takes subtrees out for so many tasks at most, a hand for each. */
    List<ArrayList<Subtree>> deal(int most) {
        List<ArrayList<Subtree>> hands = new ArrayList<>();
        for (int dealt = 0; dealt < most * HAND && !open.isEmpty(); dealt++) {
            if (dealt < most) {
                hands.add(new ArrayList<>());
            }
            Subtree next = open.remove().subtree();
            bytes -= next.bytes();
            hands.get(dealt % most).add(next);
        }
        return hands;
    }
}
