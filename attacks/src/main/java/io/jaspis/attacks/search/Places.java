package io.jaspis.attacks.search;

import io.jaspis.autodiff.plan.Batches;
import java.util.Objects;
import java.util.Queue;

/**
 * Which of many tasks sits at which place of a batch. As soon as a task is done its place takes the next, so that no work
 * goes into what is done; and once so few are left that half of the places stay empty, the tasks move together into a
 * smaller batch. It knows nothing of what a task is.
 *
 * @param <T> the tasks: attempts on examples, domains of branch and bound
 */
public final class Places<T> {
    private final Queue<T> waiting;
    private final T[] tasks;
    private int count;

    /** Who keeps what belongs to a place. */
    public interface Keeper<T> {
        /** Told that a task has got a place. */
        void begin(int place, T task);

        /**
         * Told where a task goes when all move together. Every task is told of in the order of places, also one that
         * stays where it is, and none goes to a higher place.
         */
        void move(int from, int to);
    }

    /**
     * @param most places, at least 1
     * @param waiting the tasks in the order in which they are to be done; more may be added at any time
     */
    @SuppressWarnings("unchecked")
    public Places(int most, Queue<T> waiting) {
        if (most < 1) {
            throw new IllegalArgumentException("a batch has at least one place, not " + most);
        }
        this.waiting = Objects.requireNonNull(waiting);
        this.tasks = (T[]) new Object[most];
        this.count = most;
    }

    /** The number of places at present; it only goes down. */
    public int count() {
        return count;
    }

    /** The task at a place, or null where it is free. */
    public T at(int place) {
        return tasks[place];
    }

    /** Has a task wait for a place. */
    public void add(T task) {
        waiting.add(task);
    }

    /** Frees the place of a task that is done. */
    public void free(int place) {
        tasks[place] = null;
    }

    /** Gives free places to waiting tasks; false where no task is left. */
    public boolean fill(Keeper<? super T> keeper) {
        int left = taken() + waiting.size();
        // Few sizes, since each needs a plan of its own.
        int enough = Batches.shrunk(left);
        if (left > 0 && left <= count / 2 && enough < count) {
            moveTogether(keeper);
            count = enough;
        }
        for (int place = 0; place < count && !waiting.isEmpty(); place++) {
            if (tasks[place] == null) {
                tasks[place] = waiting.remove();
                keeper.begin(place, tasks[place]);
            }
        }
        return left > 0;
    }

    private int taken() {
        int taken = 0;
        for (int place = 0; place < count; place++) {
            taken += tasks[place] != null ? 1 : 0;
        }
        return taken;
    }

    private void moveTogether(Keeper<? super T> keeper) {
        int next = 0;
        for (int place = 0; place < count; place++) {
            if (tasks[place] != null) {
                T task = tasks[place];
                tasks[place] = null;
                tasks[next] = task;
                keeper.move(place, next++);
            }
        }
    }
}
