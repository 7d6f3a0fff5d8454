package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.opencl.runtime.OpenClException;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OpenClTest {
    private static final int BATCH = 24;
    private static final int SIZE = 32;

    /** Layers, a sum for each example, and noise. */
    private static Graph graph() {
        Trace trace = new Trace();
        Value x = trace.input("x", Type.batched(Shape.of(SIZE)));
        Value hidden = x.dense(weights(trace, 1, 64, SIZE)).relu();
        Value noisy = hidden.plus(trace.normal(Shape.of(64), 3).scale(0.1f));
        return trace.graph("y", noisy.dense(weights(trace, 2, 10, 64)).tanh());
    }

    private static Value weights(Trace trace, int seed, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) Math.sin(i * 0.7 + seed);
        }
        return trace.constant(tensor);
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.cos(i * 0.3);
        }
        return numbers;
    }

    private static float[] run(OpenClDevice device, Plan plan) {
        try (Execution execution = device.load(plan)) {
            execution.write("x", numbers(plan.batch() * SIZE));
            execution.seed(5, 100);
            execution.run();
            return execution.read("y");
        }
    }

    @Test
    void anArenaInSeveralBuffersGivesTheSameBits() {
        Plan plan = Plan.withoutReuse(graph(), BATCH);
        List<String> notices = new ArrayList<>();
        float[] expected = run(Open.device(), plan);
        try (OpenClDevice small = Open.small(plan.arenaSize() / 3, notices::add)) {
            assertArrayEquals(expected, run(small, plan));
        }
        assertEquals(List.of(), notices);
    }

    @Test
    void aBatchForWhichThereIsTooLittleMemoryIsHalvedAndThatIsSaidOnce() {
        Plan plan = Plan.of(graph(), BATCH);
        List<String> notices = new ArrayList<>();
        float[] expected = run(Open.device(), plan);
        try (OpenClDevice small = Open.small(64 * BATCH / 4, notices::add)) {
            assertArrayEquals(expected, run(small, plan));
            assertArrayEquals(expected, run(small, plan));
        }
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.getFirst().contains("portions"), notices::toString);
    }

    @Test
    void anExampleTooLargeForTheDeviceIsAClearError() {
        try (OpenClDevice small = Open.small(16, notice -> {})) {
            var error = assertThrows(RuntimeException.class, () -> small.load(Plan.of(graph(), BATCH)));
            assertTrue(error.getMessage().contains("smaller batch"), error::getMessage);
        }
    }

    @Test
    void severalThreadsShareADevice() throws Exception {
        Plan plan = Plan.of(graph(), BATCH);
        float[] expected = run(Open.device(), plan);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<float[]>> results = new ArrayList<>();
            Callable<float[]> task = () -> run(Open.device(), plan);
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(task));
            }
            for (Future<float[]> result : results) {
                assertArrayEquals(expected, result.get());
            }
        }
    }

    @Test
    void aParameterNamedAsIfItWereAnInputIsNotThatInput() {
        Trace trace = new Trace();
        Value product = trace.input("x", Type.batched(Shape.of(3)));
        for (String name : List.of("input x", "parameter x")) {
            product = product.times(trace.parameter(name, Shape.of(3)));
        }
        Map<String, Tensor> given = Map.of(
                "input x", Tensor.of(Shape.of(3), 5, 7, 11),
                "parameter x", Tensor.of(Shape.of(3), 2, 2, 2));
        try (Execution execution = Open.device().load(Plan.of(trace.graph("y", product), 1), given)) {
            execution.write("x", 1, 10, 100);
            execution.run();
            assertArrayEquals(new float[] {10, 140, 2200}, execution.read("y"));
        }
    }

    @Test
    void inputsMayBeWrittenAgainWhileARunIsUnderWay() {
        Plan plan = Plan.of(graph(), BATCH);
        float[] expected = run(Open.device(), plan);
        try (Execution execution = Open.device().load(plan)) {
            execution.seed(5, 100);
            for (int i = 0; i < 20; i++) {
                execution.write("x", new float[BATCH * SIZE]);
                execution.run();
                execution.write("x", numbers(BATCH * SIZE));
                execution.run();
                assertArrayEquals(expected, execution.read("y"));
            }
        }
    }

    @Test
    void aProgramThatCannotBeBuiltSaysWhatTheCompilerSaid() {
        OpenClDevice device = Open.device();
        var error = assertThrows(
                OpenClException.class,
                () -> device.context().program("__kernel void run(__global float *x){ x[0] = nothing; }"));
        assertTrue(error.getMessage().contains("nothing"), error::getMessage);
        assertTrue(error.getMessage().contains("CL_BUILD_PROGRAM_FAILURE"), error::getMessage);
    }

    @Test
    void chainsOfOneStructureShareAProgram() {
        OpenClDevice device = Open.device();
        run(device, Plan.of(graph(), 3));
        int programs = device.context().programs();
        run(device, Plan.of(graph(), 7));
        assertEquals(programs, device.context().programs());
    }

    @Test
    void everyKernelOfTheSelfTestIsRight() {
        for (SelfTest.Line line : new SelfTest(Open.device(), 0).run()) {
            assertTrue(line.right(), line::toString);
        }
    }

    @Test
    void namesThatAreNoDeviceAreRefused() {
        Open.found();
        for (String name : List.of("gpu", "opencl:", "opencl:999", "OPENCL", "opencl:-1")) {
            var error = assertThrows(IllegalArgumentException.class, () -> Devices.named(name, notice -> {}));
            assertFalse(error.getMessage().isBlank());
        }
    }

    @Test
    void withoutOpenClThereIsNoDeviceAndAllElseWorks() throws Exception {
        String output = Child.run(List.of("-Djaspis.opencl.library=/nonexistent/libOpenCL.so"), Without.class);
        assertEquals("0 devices; auto is the processor; no OpenCL is installed", output.strip());
    }

    /** What a machine without OpenCL says. */
    static final class Without {
        public static void main(String[] arguments) {
            String auto = Devices.named("auto", notice -> {}).name().startsWith("CPU") ? "the processor" : "another";
            String message;
            try {
                message = Devices.named("opencl", notice -> {}).name();
            } catch (IllegalArgumentException e) {
                message = e.getMessage().substring(0, e.getMessage().indexOf(':'));
            }
            System.out.println(Devices.list().size() + " devices; auto is " + auto + "; " + message);
        }
    }

    @Test
    void resultsStayRightWhileTheGarbageCollectorMovesEverything() throws Exception {
        Open.found();
        Map<String, Future<String>> told = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (String collector : List.of("-XX:+UseG1GC", "-XX:+UseParallelGC", "-XX:+UseZGC")) {
                told.put(collector, threads.submit(() -> Child.run(List.of("-Xmx96m", collector), Stress.class)));
            }
        }
        for (Map.Entry<String, Future<String>> entry : told.entrySet()) {
            assertEquals("right", entry.getValue().get().strip(), entry.getKey());
        }
    }

    /** Many runs beside much garbage. */
    static final class Stress {
        public static void main(String[] arguments) {
            Plan plan = Plan.of(graph(), BATCH);
            float[] expected = run(Open.device(), plan);
            boolean right = true;
            List<float[]> garbage = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < 300; j++) {
                    garbage.add(new float[10_000]);
                    if (garbage.size() > 300) {
                        garbage.clear();
                    }
                }
                right &= java.util.Arrays.equals(expected, run(Open.device(), plan));
            }
            System.out.println(right ? "right" : "wrong");
        }
    }

    /** Few long sums are made by groups, many of them each by one item: which of them must not hang on the company. */
    @Test
    void aRowsSumsAreTheSameBitsInAnyCompany() {
        Graph rows = Graph.of("x", Shape.of(600), "y", x -> x.sum(0).reshape(Shape.of(1)));
        Graph tokens = Graph.of("x", Shape.of(3, 600), "y", x -> x.sum(1));
        for (Graph graph : List.of(rows, tokens)) {
            int size = graph.input("x").shape().size();
            int outputs = graph.output("y").shape().size();
            float[] x = numbers(5000 * size);
            try (Batches batches = new Batches(graph, Open.device(), 5000)) {
                float[] all = batches.run(5000, Map.of("x", x)).get("y");
                for (int row : new int[] {0, 4999}) {
                    float[] alone = batches.run(1, Map.of("x", Arrays.copyOfRange(x, row * size, (row + 1) * size)))
                            .get("y");
                    assertArrayEquals(Arrays.copyOfRange(all, row * outputs, (row + 1) * outputs), alone);
                }
            }
        }
    }

    @Test
    void aBatchInPortionsDoesntRunOnInputsThatNobodyWrote() {
        Graph graph = Graph.of("x", Shape.of(SIZE), "y", Value::relu);
        try (OpenClDevice small = Open.small(4L * SIZE, notice -> {});
                Execution execution = small.load(Plan.of(graph, 16))) {
            assertInstanceOf(Portions.class, execution);
            assertThrows(IllegalStateException.class, execution::run);
            execution.write("x", numbers(16 * SIZE));
            execution.run();
            assertEquals(1, execution.read("y")[0]);
        }
    }

    @Test
    void toAnotherDeviceNoMoreIsHandedThanItTakes() {
        Plan larger = Plan.of(Graph.of("x", Shape.of(8), "y", Value::relu), 1);
        Plan smaller = Plan.of(Graph.of("x", Shape.of(4), "y", Value::relu), 1);
        try (Execution from = Open.device().load(larger);
                Execution to = Cpu.best().load(smaller)) {
            from.write("x", numbers(8));
            from.run();
            assertThrows(IllegalArgumentException.class, () -> from.hand(Map.of("y", "x"), to));
        }
    }
}
