package io.jaspis.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerThreadTest {
    @TempDir
    Path folder;

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

    /** Threads that live on, each of which once had 4 MiB: all at a time have four times the memory that there is. */
    static final class ManyThreads {
        private static final int THREADS = 64;

        private ManyThreads() {}

        public static void main(String[] arguments) throws InterruptedException {
            PerThread<float[]> rooms = PerThread.of(() -> new float[1 << 20]);
            CountDownLatch end = new CountDownLatch(1);
            for (int i = 0; i < THREADS; i++) {
                CountDownLatch asked = new CountDownLatch(1);
                Thread thread = new Thread(() -> {
                    rooms.get()[0] = 1;
                    asked.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                // One that fails ends it all.
                thread.setUncaughtExceptionHandler(
                        (_, _) -> Runtime.getRuntime().halt(1));
                thread.start();
                asked.await();
            }
            end.countDown();
        }
    }

    @Test
    void threadsThatDoNothingKeepNoMemoryThatOthersNeed() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        folderOf(PerThread.class) + File.pathSeparator + folderOf(ManyThreads.class),
                        ManyThreads.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(log));
    }

    private static String folderOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
    }
}
