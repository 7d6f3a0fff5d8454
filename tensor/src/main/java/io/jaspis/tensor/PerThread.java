package io.jaspis.tensor;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * One object for each thread, made when the thread first asks. Unlike a {@link ThreadLocal}'s values, the objects
 * belong to this map and not to their threads, which hold them weakly: threads of a server that outlive the library
 * don't keep its classes loaded. Nor do its many threads keep memory that others need: where that is short, an object
 * that no method holds is given up, and made anew when its thread asks again. Asking again allocates nothing.
 *
 * @param <T> must not refer to its thread
 */
public final class PerThread<T> {
    private final Supplier<? extends T> maker;
    private final ThreadLocal<WeakReference<SoftReference<T>>> mine = new ThreadLocal<>();
    private final Map<Thread, SoftReference<T>> all = new WeakHashMap<>();

    private PerThread(Supplier<? extends T> maker) {
        this.maker = maker;
    }

    /** @param maker makes a thread's object, in that thread */
    public static <T> PerThread<T> of(Supplier<? extends T> maker) {
        return new PerThread<>(maker);
    }

    /** This thread's object, as it was left unless it was given up. */
    public T get() {
        WeakReference<SoftReference<T>> held = mine.get();
        SoftReference<T> kept = held == null ? null : held.get();
        T object = kept == null ? null : kept.get();
        return object == null ? create() : object;
    }

    private T create() {
        T object = maker.get();
        SoftReference<T> kept = new SoftReference<>(object);
        synchronized (all) {
            all.put(Thread.currentThread(), kept);
        }
        mine.set(new WeakReference<>(kept));
        return object;
    }
}
