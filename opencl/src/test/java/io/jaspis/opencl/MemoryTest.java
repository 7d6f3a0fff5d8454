package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Faults;
import io.jaspis.opencl.runtime.Held;
import io.jaspis.opencl.runtime.OpenClException;
import io.jaspis.opencl.runtime.Queue;
import io.jaspis.tensor.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds a device's memory, and until when. What could crash runs in a Java of its own. */
class MemoryTest {
    private static final int SIZE = 1 << 16;
    private static final int FORGOTTEN = 240;

    private static Plan plan() {
        Trace trace = new Trace();
        return Plan.of(
                trace.graph(
                        "y",
                        trace.input("x", Type.batched(Shape.of(SIZE))).relu().sum()),
                4);
    }

    private static float[] run(Execution execution) {
        execution.write("x", new float[4 * SIZE]);
        execution.run();
        return execution.read("y");
    }

    @Test
    void forgottenExecutionsAreReleased() throws Exception {
        Open.found();
        for (String collector : List.of("-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseZGC")) {
            List<String> flags = List.of("-Xmx64m", collector);
            String most = Child.run(flags, Forgetting.class).strip();
            // ZGC looks for what is forgotten in rare, major collections only.
            if (!collector.contains("ZGC")) {
                assertTrue(Long.parseLong(most) < FORGOTTEN / 2 * 16L * SIZE, () -> most + " bytes at most");
            }
        }
    }

    /** Loads many plans, runs them and closes none; prints how many bytes were held at most. */
    static final class Forgetting {
        public static void main(String[] arguments) throws Exception {
            OpenClDevice device = Open.device();
            Held held = device.context().held();
            device.load(plan()).close();
            int before = held.objects();
            long most = 0;
            for (int i = 0; i < FORGOTTEN; i++) {
                assertArrayEquals(new float[4], run(device.load(plan())));
                most = Math.max(most, held.bytes());
            }
            for (int i = 0; i < 100 && held.objects() > before; i++) {
                System.gc();
                Thread.sleep(20);
            }
            assertEquals(before, held.objects());
            System.out.println(most);
        }
    }

    @Test
    void misuseIsRefusedAndCrashesNothing() throws Exception {
        Open.found();
        assertEquals("refused", Child.run(List.of(), Misuse.class).strip());
    }

    /** Closes too often and too early, and uses what is closed. */
    static final class Misuse {
        public static void main(String[] arguments) {
            OpenClDevice device = new OpenClDevice(Open.found(), notice -> {});
            Context context = device.context();
            Execution twice = device.load(plan());
            run(twice);
            twice.close();
            twice.close();
            for (Runnable use : List.<Runnable>of(
                    twice::run,
                    () -> twice.read("y"),
                    () -> twice.write("x", new float[4 * SIZE]),
                    () -> twice.seed(1, 1))) {
                refused(use, "execution");
            }
            Queue queue = context.queue(false);
            Buffer buffer = context.buffer(64);
            Queue.Event event;
            try (Arena arena = Arena.ofConfined()) {
                event = queue.write(buffer, 0, arena.allocate(64));
                event.await();
            }
            event.close();
            event.close();
            refused(event::await, "event");
            buffer.close();
            buffer.close();
            refused(() -> queue.clear(buffer), "buffer");
            queue.close();
            queue.close();
            refused(queue::finish, "queue");
            Execution orphan = device.load(plan());
            orphan.write("x", new float[4 * SIZE]);
            orphan.run();
            device.close();
            device.close();
            refused(orphan::run, "device");
            refused(() -> orphan.read("y"), "device");
            refused(() -> device.load(plan()), "device");
            orphan.close();
            orphan.close();
            System.out.println(
                    context.held().objects() == 0
                            ? "refused"
                            : "held: " + context.held().objects());
        }

        private static void refused(Runnable use, String what) {
            var error = assertThrows(IllegalStateException.class, use::run);
            assertTrue(error.getMessage().contains(what), error::getMessage);
        }
    }

    @Test
    void aFullDeviceTakesBackWhatWasForgotten() {
        Open.found();
        Faults faults = new Faults();
        List<String> notices = new ArrayList<>();
        try (OpenClDevice device = new OpenClDevice(faults.devices().getFirst(), notices::add)) {
            run(device.load(plan()));
            faults.failAllocations(1);
            try (Execution execution = device.load(plan())) {
                assertArrayEquals(new float[4], run(execution));
            }
            assertEquals(List.of(), notices);
        }
    }

    @Test
    void aLoadThatFailsLeavesNothingBehind() {
        Open.found();
        Faults faults = new Faults();
        try (OpenClDevice device = new OpenClDevice(faults.devices().getFirst(), notice -> {})) {
            device.load(plan()).close();
            Held held = device.context().held();
            int before = held.objects();
            faults.failAllocations(1000);
            assertThrows(OpenClException.class, () -> device.load(plan()));
            assertEquals(before, held.objects());
            assertEquals(0, held.bytes());
        }
    }

    @Test
    void aLostDeviceIsToldAndClosesQuietly() {
        Open.found();
        for (int code : new int[] {Faults.NOT_AVAILABLE, Faults.OUT_OF_RESOURCES}) {
            Faults faults = new Faults();
            OpenClDevice device = new OpenClDevice(faults.devices().getFirst(), notice -> {});
            Execution execution = device.load(plan());
            float[] before = run(execution);
            faults.loseAfter(0, code);
            var error = assertThrows(OpenClException.class, () -> run(execution));
            assertTrue(error.getMessage().contains("lost"), error::getMessage);
            assertTrue(error.getMessage().contains("--device cpu"), error::getMessage);
            assertThrows(OpenClException.class, () -> device.load(plan()));
            execution.close();
            device.close();
            assertArrayEquals(new float[4], before);
        }
        assertArrayEquals(new float[4], run(Open.device().load(plan())));
    }
}
