package io.jaspis.tensor.kernels;

import io.jaspis.tensor.PerThread;
import java.util.function.IntFunction;

/**
 * Room that each thread keeps for one use from one kernel to the next, so that none is allocated once warm. What it
 * holds is left from before. It belongs to the class that needs it: two uses that overlap in time have two.
 *
 * @param <A> an array type
 */
public final class Scratch<A> {
    private final PerThread<Held<A>> mine = PerThread.of(Held::new);
    private final IntFunction<A> maker;

    /** What one thread has. */
    private static final class Held<A> {
        A array;
        int size;
    }

    private Scratch(IntFunction<A> maker) {
        this.maker = maker;
    }

    public static Scratch<float[]> floats() {
        return new Scratch<>(float[]::new);
    }

    public static Scratch<int[]> integers() {
        return new Scratch<>(int[]::new);
    }

    public static Scratch<long[]> longs() {
        return new Scratch<>(long[]::new);
    }

    /** This thread's array, of at least this many elements. */
    public A atLeast(int size) {
        Held<A> held = mine.get();
        if (held.array == null || held.size < size) {
            held.array = maker.apply(size);
            held.size = size;
        }
        return held.array;
    }
}
