package io.jaspis.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WorkersLaws {

    @Property(tries = 30)
    @Label("every task of every run is done once, and before the run returns")
    void once(@ForAll @IntRange(min = 1, max = 4) int threads, @ForAll @IntRange(max = 40) int tasks) {
        try (Workers workers = Workers.of(threads)) {
            for (int round = 0; round < 300; round++) {
                int wanted = (tasks + round) % 41;
                AtomicIntegerArray done = new AtomicIntegerArray(41);
                workers.run(wanted, done::incrementAndGet);
                for (int i = 0; i < 41; i++) {
                    assertEquals(i < wanted ? 1 : 0, done.get(i));
                }
            }
        }
    }

    @Property(tries = 20)
    @Label("what a task throws reaches the caller, after all other tasks")
    void failures(@ForAll @IntRange(min = 1, max = 4) int threads, @ForAll @IntRange(max = 20) int failing) {
        try (Workers workers = Workers.of(threads)) {
            AtomicInteger done = new AtomicInteger();
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> workers.run(21, task -> {
                        if (task == failing) {
                            throw new IllegalStateException("task " + task);
                        }
                        done.incrementAndGet();
                    }));
            assertEquals("task " + failing, thrown.getMessage());
            assertEquals(20, done.get());
            workers.run(5, task -> done.incrementAndGet());
            assertEquals(25, done.get());
        }
    }

    @Property(tries = 10)
    @Label("a run inside a task is done too")
    void nested(@ForAll @IntRange(min = 1, max = 3) int threads) {
        try (Workers workers = Workers.of(threads)) {
            AtomicInteger done = new AtomicInteger();
            workers.run(7, outer -> workers.run(5, inner -> done.incrementAndGet()));
            assertEquals(35, done.get());
        }
    }

    @Property(tries = 10)
    @Label("several callers at once each get their own tasks done")
    void callers(@ForAll @IntRange(min = 1, max = 3) int threads) throws InterruptedException {
        try (Workers workers = Workers.of(threads)) {
            AtomicInteger wrong = new AtomicInteger();
            Thread[] callers = new Thread[3];
            for (int c = 0; c < callers.length; c++) {
                callers[c] = new Thread(() -> {
                    for (int round = 0; round < 500; round++) {
                        AtomicInteger sum = new AtomicInteger();
                        workers.run(10, sum::addAndGet);
                        if (sum.get() != 45) {
                            wrong.incrementAndGet();
                        }
                    }
                });
                callers[c].start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(0, wrong.get());
        }
    }

    @Property(tries = 10)
    @Label("helpers end when they have had no task for a while, and others take their place")
    void idle(@ForAll @IntRange(min = 2, max = 4) int threads, @ForAll @IntRange(max = 300) int microseconds)
            throws InterruptedException {
        Workers workers = Workers.of(threads, 1000L * microseconds);
        Set<Thread> helpers = ConcurrentHashMap.newKeySet();
        AtomicInteger done = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            workers.run(8, task -> {
                helpers.add(Thread.currentThread());
                done.incrementAndGet();
            });
            LockSupport.parkNanos(round % 5 * 100_000L);
        }
        assertEquals(1600, done.get());
        helpers.remove(Thread.currentThread());
        for (Thread helper : helpers) {
            assertTrue(helper.isDaemon());
            helper.join();
        }
    }

    @Example
    @Label("a closed pool of the process gives way to a new one")
    void shared() {
        Workers first = Workers.shared();
        assertSame(first, Workers.shared());
        first.close();
        Workers second = Workers.shared();
        assertNotSame(first, second);
        assertEquals(first.threads(), second.threads());
    }

    @Property(tries = 5)
    @Label("helpers that have gone to sleep wake up, and a closed pool still does its runs")
    void sleep(@ForAll @IntRange(min = 2, max = 3) int threads) throws InterruptedException {
        Workers workers = Workers.of(threads);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            Thread.sleep(2);
            workers.run(8, task -> done.incrementAndGet());
        }
        workers.close();
        workers.run(8, task -> done.incrementAndGet());
        assertEquals(48, done.get());
        assertTrue(Workers.shared().threads() >= 1);
        assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
    }

    @Property(tries = 10)
    @Label("helpers in an executor of the caller's do every task once, in its threads and those of callers")
    void borrowed(@ForAll @IntRange(min = 1, max = 4) int threads, @ForAll @IntRange(min = 1, max = 3) int owned) {
        Set<String> names = ConcurrentHashMap.newKeySet();
        try (ExecutorService owner = Executors.newFixedThreadPool(
                        owned, Thread.ofPlatform().name("owned-", 0).factory());
                Workers workers = Workers.of(threads, owner)) {
            for (int round = 0; round < 200; round++) {
                AtomicIntegerArray done = new AtomicIntegerArray(17);
                workers.run(17, task -> {
                    names.add(Thread.currentThread().getName());
                    done.incrementAndGet(task);
                });
                for (int i = 0; i < 17; i++) {
                    assertEquals(1, done.get(i));
                }
            }
        }
        names.remove(Thread.currentThread().getName());
        assertTrue(names.stream().allMatch(name -> name.startsWith("owned-")), names::toString);
    }

    @Example
    void anExecutorThatRefusesLeavesTheWorkToTheCaller() {
        ExecutorService refusing = Executors.newSingleThreadExecutor();
        refusing.shutdown();
        try (Workers workers = Workers.of(3, refusing)) {
            AtomicInteger done = new AtomicInteger();
            for (int round = 0; round < 20; round++) {
                workers.run(5, task -> done.incrementAndGet());
            }
            assertEquals(100, done.get());
        }
    }

    @Example
    void anExecutorThatRunsTasksInTheCallerHasThemBackAtOnce() {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger before = new AtomicInteger();
        Executor direct = helper -> {
            int seen = done.get();
            helper.run();
            before.addAndGet(done.get() - seen);
        };
        try (Workers workers = Workers.of(3, direct)) {
            for (int round = 0; round < 20; round++) {
                workers.run(5, task -> done.incrementAndGet());
            }
        }
        assertEquals(100, done.get());
        assertEquals(0, before.get());
    }

    @Example
    void aHelperThatComesTooLateGivesItsThreadBack() {
        Queue<Runnable> late = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        try (Workers workers = Workers.of(3, late::add)) {
            for (int round = 0; round < 3; round++) {
                workers.run(5, task -> done.incrementAndGet());
                assertEquals(2, late.size());
                while (!late.isEmpty()) {
                    Thread helper = new Thread(late.remove());
                    helper.start();
                    while (helper.isAlive()) {
                        assertNotEquals(Thread.State.TIMED_WAITING, helper.getState(), "it waits for tasks");
                    }
                }
            }
        }
        assertEquals(15, done.get());
    }

    @Example
    void anExecutorThatFailsLeavesTheWorkToTheOthers() {
        AtomicInteger asked = new AtomicInteger();
        try (ExecutorService owner = Executors.newCachedThreadPool()) {
            Executor failing = helper -> {
                if (asked.incrementAndGet() % 2 == 0) {
                    throw new IllegalStateException("no thread");
                }
                owner.execute(helper);
            };
            try (Workers workers = Workers.of(3, failing)) {
                for (int round = 0; round < 50; round++) {
                    AtomicIntegerArray done = new AtomicIntegerArray(5);
                    workers.run(5, done::incrementAndGet);
                    for (int i = 0; i < 5; i++) {
                        assertEquals(1, done.get(i));
                    }
                }
            }
        }
        assertTrue(asked.get() > 1);
    }

    @Example
    void aBorrowedThreadThatWasInterruptedIsStillWhenItIsGivenBack() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Executor owner = helper -> Thread.ofPlatform().daemon().start(() -> {
            Thread.currentThread().interrupt();
            helper.run();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        try (Workers workers = Workers.of(2, owner)) {
            AtomicInteger done = new AtomicInteger();
            workers.run(5, task -> done.incrementAndGet());
            assertEquals(5, done.get());
            assertTrue(interrupted.get());
        }
    }
}
