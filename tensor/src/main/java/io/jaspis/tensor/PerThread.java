package io.jaspis.tensor;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * One object for each thread, made when the thread first asks. Unlike a {@link ThreadLocal}'s values, the objects
 * belong to this map and not to their threads, which hold them weakly: threads of a server that outlive the library
 * don't keep its classes loaded. Asking again allocates nothing.
 *
 * @param <T> must not refer to its thread
 */
public final class PerThread<T> {
    private final Supplier<? extends T> maker;
    private final ThreadLocal<WeakReference<T>> mine = new ThreadLocal<>();
    private final Map<Thread, T> all = new WeakHashMap<>();

    private PerThread(Supplier<? extends T> maker) {
        this.maker = maker;
    }

    public static <T> PerThread<T> of(Supplier<? extends T> maker) {
        return new PerThread<>(maker);
    }

    /** This thread's object. */
    public T get() {
        WeakReference<T> held = mine.get();
        T object = held == null ? null : held.get();
        return object == null ? create() : object;
    }

    private T create() {
        T object = maker.get();
        synchronized (all) {
            all.put(Thread.currentThread(), object);
        }
        mine.set(new WeakReference<>(object));
        return object;
    }
}
