package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Signals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler of a driver and Java's threads, which both want the signal of a segmentation fault. */
class SignalsTest {
    /** Without Java's library no such process lived: docs/decisions/006-opencl.md. */
    @Test
    void threadsAreStoppedWhileTheDriverCompiles(@TempDir Path cache) throws Exception {
        Open.found();
        assertTrue(Signals.shared(), "the tests run with Java's library for signals");
        String output =
                Child.run(Map.of("POCL_CACHE_DIR", cache.toString()), List.of("-XX:+UseSerialGC"), Compiling.class);
        assertEquals("built", output.strip());
    }

    /** Builds programs that no cache has, beside threads that are stopped again and again. */
    static final class Compiling {
        private static final int PROGRAMS = 12;
        private static final int THREADS = 4;
        private static final long PAUSE_NANOSECONDS = 1_000_000;

        public static void main(String[] arguments) throws InterruptedException {
            AtomicBoolean done = new AtomicBoolean();
            Thread[] busy = new Thread[THREADS + 1];
            for (int i = 0; i < THREADS; i++) {
                busy[i] = Thread.ofPlatform().start(() -> spin(done));
            }
            busy[THREADS] = Thread.ofPlatform().start(() -> collect(done));
            try (Context context = new Context(Devices.list().getFirst())) {
                for (int i = 0; i < PROGRAMS; i++) {
                    context.program("__kernel void k" + i + "(__global float *x) { x[get_global_id(0)] *= " + i + "; }")
                            .kernel("k" + i);
                }
            } finally {
                done.set(true);
            }
            for (Thread thread : busy) {
                thread.join();
            }
            System.out.println("built");
        }

        private static void spin(AtomicBoolean done) {
            long rounds = 0;
            while (!done.get()) {
                rounds = rounds * 31 + 1;
            }
            if (rounds == 0) {
                System.out.println("no round was made");
            }
        }

        private static void collect(AtomicBoolean done) {
            while (!done.get()) {
                System.gc();
                LockSupport.parkNanos(PAUSE_NANOSECONDS);
            }
        }
    }
}
