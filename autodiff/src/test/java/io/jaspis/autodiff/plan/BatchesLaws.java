package io.jaspis.autodiff.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchesLaws {
    private static final int SIZE = 37;
    private static final int WIDTH = 24;

    private static float[] random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    /** Two layers, of which the second one's bias is a shared input. */
    private static Graph network() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(SIZE));
        Value bias = trace.input("bias", Type.shared(Shape.of(3)));
        Value hidden = x.dense(trace.constant(Tensor.of(Shape.of(WIDTH, SIZE), random(1, WIDTH * SIZE))))
                .relu();
        return trace.graph(
                "y",
                hidden.dense(trace.constant(Tensor.of(Shape.of(3, WIDTH), random(2, 3 * WIDTH))))
                        .plus(bias));
    }

    private static float[] run(Batches batches, float[] x) {
        return batches.run(x.length / SIZE, Map.of("x", x, "bias", random(3, 3)))
                .get("y");
    }

    @Example
    @Label("a second thread is refused while one runs, and not afterwards")
    void oneThreadAtATime() {
        float[] x = random(4, 2 * SIZE);
        try (Batches batches = new Batches(network(), Cpu.best(), 8)) {
            float[] alone = run(batches, x);
            batches.run(2, (_, _, _) -> {
                CompletionException refused = assertThrows(
                        CompletionException.class,
                        () -> CompletableFuture.supplyAsync(() -> run(batches, x))
                                .join());
                assertEquals(
                        "two threads use the same batches at once: give each its own",
                        refused.getCause().getMessage());
                assertArrayEquals(alone, run(batches, x));
            });
            assertArrayEquals(
                    alone, CompletableFuture.supplyAsync(() -> run(batches, x)).join());
        }
    }

    @Property(tries = 60)
    @Label("a row's results are the same bits in whatever company it runs, alone too")
    void sameBitsInAnyCompany(
            @ForAll @IntRange(min = 1, max = 90) int rows,
            @ForAll @IntRange(min = 1, max = 40) int largest,
            @ForAll long seed) {
        float[] x = random(seed, rows * SIZE);
        try (Batches together = new Batches(network(), Cpu.best(), 200);
                Batches cut = new Batches(network(), Cpu.best(), largest)) {
            float[] expected = run(together, x);
            assertArrayEquals(expected, run(cut, x));
            for (int row = 0; row < rows; row += 1 + rows / 5) {
                float[] alone = run(cut, Arrays.copyOfRange(x, row * SIZE, (row + 1) * SIZE));
                assertArrayEquals(Arrays.copyOfRange(expected, 3 * row, 3 * row + 3), alone);
            }
        }
    }

    /** The processor, which tells the executions that are open. */
    private record Counted(List<Execution> open) implements Device {
        @Override
        public String name() {
            return "counted";
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            Execution own = Cpu.best().load(plan, parameters);
            Execution told = (Execution) Proxy.newProxyInstance(
                    Execution.class.getClassLoader(), new Class<?>[] {Execution.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            open.removeIf(each -> each == proxy);
                        }
                        return method.invoke(own, arguments);
                    });
            open.add(told);
            return told;
        }
    }

    @Property(tries = 20)
    @Label("executions are few, hold what is asked for, and are closed together")
    void few(@ForAll @IntRange(min = 1, max = 300) int largest, @ForAll long seed) {
        Counted device = new Counted(new ArrayList<>());
        SplittableRandom random = new SplittableRandom(seed);
        try (Batches batches = new Batches(network(), device, largest)) {
            for (int i = 0; i < 60; i++) {
                int rows = 1 + random.nextInt(largest);
                int batch = batches.holding(rows).plan().batch();
                assertTrue(batch >= Math.max(2, rows) && batch <= Math.max(2, largest), () -> rows + " in " + batch);
                assertTrue(device.open.size() <= 16, () -> device.open.size() + " executions");
            }
        }
        assertEquals(List.of(), device.open);
    }

    @Property(tries = 20)
    @Label("runs of any sizes take few executions, hardly larger than what they run, and close those that they leave")
    void fewPass(@ForAll @IntRange(min = 1, max = 300) int largest, @ForAll long seed) {
        Counted device = new Counted(new ArrayList<>());
        SplittableRandom random = new SplittableRandom(seed);
        try (Batches batches = new Batches(network(), device, largest)) {
            for (int i = 0; i < 60; i++) {
                int rows = 1 + random.nextInt(largest);
                batches.run(rows, (execution, first, count) -> {
                    int batch = execution.plan().batch();
                    assertTrue(batch >= count && batch <= Math.max(2, count + count / 8), () -> count + " in " + batch);
                });
                assertTrue(device.open.size() <= 16, () -> device.open.size() + " executions");
            }
        }
        assertEquals(List.of(), device.open);
    }

    @Property
    @Label("what shrinks goes down by powers of two, and never leaves a place out")
    void shrunk(@ForAll @IntRange(min = 1, max = 1 << 20) int rows) {
        int places = Batches.shrunk(rows);
        assertEquals(1, Integer.bitCount(places));
        assertTrue(places >= Math.max(2, rows) && places < Math.max(3, 2 * rows), () -> rows + " in " + places);
    }

    @Example
    @Label("a run is given each input of its graph and no other, whatever ran before")
    void inputsGiven() {
        float[] x = random(4, 2 * SIZE);
        float[] bias = random(3, 3);
        try (Batches batches = new Batches(network(), Cpu.best(), 8)) {
            for (int time = 0; time < 2; time++) {
                assertRefused("isn't given [bias, x]", batches, Map.of());
                assertRefused("isn't given [bias]", batches, Map.of("x", x));
                assertRefused("is given [y], which are none", batches, Map.of("x", x, "bias", bias, "y", x));
                assertRefused("isn't given [bias], but is given [b]", batches, Map.of("x", x, "b", bias));
                run(batches, x);
            }
            assertThrows(IllegalArgumentException.class, () -> batches.run(-1, Map.of("x", x, "bias", bias)));
            assertThrows(IllegalArgumentException.class, () -> batches.run(-1, (_, _, _) -> {}));
            assertEquals(0, batches.run(0, Map.of("x", x, "bias", bias)).get("y").length);
        }
    }

    private static void assertRefused(String why, Batches batches, Map<String, float[]> inputs) {
        String message = assertThrows(IllegalArgumentException.class, () -> batches.run(2, inputs))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Example
    @Label("misuse is refused")
    void refused() {
        assertThrows(IllegalArgumentException.class, () -> new Batches(network(), Cpu.best(), 0));
        try (Batches single = new Batches(network(), Cpu.best(), 1)) {
            assertEquals(2, single.holding(Batches.FEWEST_ROWS).plan().batch());
            assertThrows(IllegalArgumentException.class, () -> single.holding(3));
        }
        Batches batches = new Batches(network(), Cpu.best(), 5);
        assertThrows(IllegalArgumentException.class, () -> batches.holding(6));
        assertThrows(IllegalArgumentException.class, () -> batches.holding(0));
        batches.close();
        assertThrows(IllegalStateException.class, () -> batches.holding(1));
        Trace trace = new Trace();
        Graph sums = trace.graph("y", trace.input("x", Shape.of(1)).batchSum());
        assertThrows(IllegalArgumentException.class, () -> new Batches(sums, Cpu.best(), 5).holding(1));
    }
}
