package io.jaspis.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PerThreadTest {

    @Test
    void eachThreadHasItsOwnAndKeepsIt() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        PerThread<Object> objects = PerThread.of(() -> {
            made.incrementAndGet();
            return new Object();
        });
        Object mine = objects.get();
        // Nothing but the map holds it, so a collection would take it away if the map didn't.
        System.gc();
        assertSame(mine, objects.get());
        AtomicReference<Object> other = new AtomicReference<>();
        Thread thread = new Thread(() -> other.set(objects.get()));
        thread.start();
        thread.join();
        assertNotSame(mine, other.get());
        assertEquals(2, made.get());
    }
}
