package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.Faults;
import io.jaspis.opencl.runtime.Held;
import io.jaspis.opencl.runtime.OpenClException;
import io.jaspis.opencl.runtime.Platforms;
import io.jaspis.opencl.runtime.Queue;
import io.jaspis.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who holds a device's memory, and until when. What could crash runs in a Java of its own. */
class MemoryTest {
    private static final int SIZE = 1 << 16;

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

    /** Runs what is registered with the cleaner: when a collector would have it run is nothing to test. */
    @Test
    void whatIsForgottenIsReleasedAndNothingElse() {
        try (OpenClDevice device = new OpenClDevice(Open.found(), notice -> {})) {
            Held held = device.context().held();
            device.load(plan()).close();
            int objects = held.objects();
            assertEquals(0, held.bytes());
            Execution kept = device.load(plan());
            run(kept);
            int keptObjects = held.objects();
            long keptBytes = held.bytes();
            OpenClExecution forgotten = (OpenClExecution) device.load(plan());
            run(forgotten);
            assertTrue(held.bytes() >= keptBytes + 16L * SIZE);
            forgotten.forget();
            assertEquals(keptObjects, held.objects());
            assertEquals(keptBytes, held.bytes());
            forgotten.close();
            assertEquals(keptObjects, held.objects());
            assertArrayEquals(new float[4], run(kept));
            kept.close();
            assertEquals(objects, held.objects());
            assertEquals(0, held.bytes());
        }
    }

    @Test
    void whatIsRegisteredDoesNotKeepItsExecution() {
        OpenClDevice device = Open.device();
        try (OpenClExecution execution = (OpenClExecution) device.load(plan())) {
            run(execution);
            Set<Object> reached = reachable(execution.resources());
            assertTrue(reached.contains(execution.resources().storage), "the search ends too soon");
            assertFalse(reached.contains(execution));
        }
    }

    /** What an object refers to, in this project's classes, in arrays and in collections. */
    private static Set<Object> reachable(Object from) {
        Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            Object object = open.pop();
            if (reached.add(object)) {
                referents(object).forEach(open::push);
            }
        }
        return reached;
    }

    private static List<Object> referents(Object object) {
        List<Object> all = new ArrayList<>();
        if (object instanceof Map<?, ?> map) {
            all.addAll(map.keySet());
            all.addAll(map.values());
        } else if (object instanceof Collection<?> collection) {
            all.addAll(collection);
        } else if (object instanceof Object[] array) {
            all.addAll(Arrays.asList(array));
        } else if (object.getClass().getName().startsWith("io.jaspis.")) {
            for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        all.add(value(field, object));
                    }
                }
            }
        }
        all.removeIf(Objects::isNull);
        return all;
    }

    private static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
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
            Queue queue = context.queue();
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
        List<OpenClExecution> forgotten = new ArrayList<>();
        Platforms.Found found = faults.devices().getFirst();
        long largest = found.facts().largestAllocation() / 4;
        Runnable collector = () -> forgotten.forEach(OpenClExecution::forget);
        try (OpenClDevice device = new OpenClDevice(found, notices::add, Cpu.best(), largest, collector)) {
            OpenClExecution first = (OpenClExecution) device.load(plan());
            run(first);
            forgotten.add(first);
            long before = device.context().held().bytes();
            faults.failAllocations(1);
            try (Execution execution = device.load(plan())) {
                assertEquals(before, device.context().held().bytes());
                assertArrayEquals(new float[4], run(execution));
            }
            assertEquals(List.of(), notices);
        }
    }

    /** Two devices on one card, of which the first was forgotten with what it has there. */
    @Test
    void aFullDeviceTakesBackWhatIsHeldOfAnother() {
        Open.found();
        Faults faults = new Faults();
        List<String> notices = new ArrayList<>();
        Platforms.Found found = faults.devices().getFirst();
        long largest = found.facts().largestAllocation() / 4;
        try (OpenClDevice before = new OpenClDevice(found, notices::add)) {
            OpenClExecution opening = (OpenClExecution) before.load(plan());
            faults.failAllocations(1);
            try (OpenClDevice device = new OpenClDevice(found, notices::add, Cpu.best(), largest, opening::forget)) {
                assertEquals(0, device.context().held().bytes());
            }
            OpenClExecution loading = (OpenClExecution) before.load(plan());
            try (OpenClDevice device = new OpenClDevice(found, notices::add, Cpu.best(), largest, loading::forget)) {
                faults.failAllocations(1);
                try (Execution execution = device.load(plan())) {
                    assertArrayEquals(new float[4], run(execution));
                }
            }
            assertEquals(
                    List.of(),
                    notices.stream().filter(notice -> notice.contains("memory")).toList());
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
