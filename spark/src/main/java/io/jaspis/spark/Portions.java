package io.jaspis.spark;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;

/** Rows of examples that are worked on so many at a time, as they are asked for. */
final class Portions implements Iterator<Row> {
    /** What is done with some examples. */
    @FunctionalInterface
    interface Work {
        List<Row> on(List<Item> items) throws IOException;
    }

    private final Iterator<Item> items;
    private final int most;
    private final Work work;
    private final Queue<Row> ready = new ArrayDeque<>();

    /** @param most examples that are in memory together */
    Portions(Iterator<Item> items, int most, Work work) {
        this.items = items;
        this.most = most;
        this.work = work;
    }

    /** How many examples of a size are worked on together: enough to share what is made ready for them, and 64 MiB at most. */
    static int most(int size) {
        return Math.clamp((16L << 20) / Math.max(1, size), 1, 1024);
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty() && items.hasNext()) {
            List<Item> some = new ArrayList<>();
            while (some.size() < most && items.hasNext()) {
                some.add(items.next());
            }
            try {
                ready.addAll(work.on(some));
            } catch (IOException unreadable) {
                throw new InputException(unreadable.getMessage(), unreadable);
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }
}
