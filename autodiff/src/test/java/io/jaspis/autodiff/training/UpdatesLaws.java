package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class UpdatesLaws {
    private static final int SIZE = 70;
    private static final int BATCH = 10;
    private static final int STEPS = 12;

    /** From below the smallest normal number to above the largest weight. */
    private static float[] numbers(SplittableRandom random) {
        float[] numbers = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-44, 4)));
        }
        numbers[random.nextInt(SIZE)] = 0;
        numbers[random.nextInt(SIZE)] = -0f;
        return numbers;
    }

    @Property(tries = 100)
    @Label("a recorded step of momentum gives the bits of the host's")
    void recorded(
            @ForAll long seed,
            @ForAll boolean nesterov,
            @ForAll boolean decays,
            @ForAll @DoubleRange(min = 0, max = 0.99) double mu) {
        SplittableRandom random = new SplittableRandom(seed);
        Momentum momentum = new Momentum(mu, decays ? 1e-3 : 0, nesterov);
        Trace trace = new Trace();
        Type type = Type.shared(Shape.of(SIZE));
        Value rate = trace.input("rate", Type.shared(Shape.scalar()));
        Map<String, Value> next = momentum.recorded(
                        "w", trace.parameter("w", Shape.of(SIZE)), trace.input("g", type), rate)
                .orElseThrow();
        Map<String, Value> outputs = new LinkedHashMap<>();
        Map<String, String> carried = new LinkedHashMap<>();
        next.forEach((name, value) -> {
            outputs.put("next " + name, value);
            carried.put("next " + name, name);
        });
        Tensor w = Tensor.of(Shape.of(SIZE), numbers(random));
        Map<String, Tensor> start = Map.of("w", w, Optimizer.STATE + "w", Tensor.zeros(Shape.of(SIZE)));
        try (Execution execution = Cpu.best().load(Plan.carrying(trace.graph(outputs), 1, carried), start)) {
            for (int step = 0; step < STEPS; step++) {
                float[] gradient = numbers(random);
                double eta = random.nextDouble();
                execution.write("g", gradient);
                execution.write("rate", (float) eta);
                execution.run();
                momentum.step("w", w, gradient, eta);
                assertArrayEquals(w.data(), execution.read("w"));
                assertArrayEquals(momentum.state().get("w").data(), execution.read(Optimizer.STATE + "w"));
            }
        }
    }

    private static Map<String, Tensor> trained(boolean recorded, double clip, long seed, boolean adam) {
        Layer network = Architecture.parse("conv 3 3 1 1, norm, relu, flatten, dense 3", new Initial.He());
        Blobs examples = new Blobs(60);
        Parameters parameters = new Parameters(seed);
        Optimizer optimizer = adam ? new Adam(0.01) : new Momentum(0.9, 1e-3, true);
        Objective objective = Objective.crossEntropy();
        StepGraph step = StepGraph.of(network, objective, parameters, examples, optimizer, clip > 0);
        Graph graph = recorded ? step.whole() : step.plain();
        float[] x = new float[BATCH * examples.shape().size()];
        float[] labels = new float[BATCH * examples.classes()];
        try (Updates updates = new Updates(graph, BATCH, clip, optimizer, parameters, Cpu.best())) {
            for (int number = 0; number < STEPS; number++) {
                Arrays.fill(labels, 0);
                for (int i = 0; i < BATCH; i++) {
                    int index = (number * BATCH + i) % examples.count();
                    examples.copy(index, x, i * examples.shape().size());
                    labels[i * examples.classes() + examples.label(index)] = 1;
                }
                updates.execution().write(StepGraph.X, x);
                updates.execution().write(StepGraph.LABEL, labels);
                updates.run(0.3 / (1 + number));
                updates.apply(0.3 / (1 + number));
            }
            updates.settle();
        }
        Map<String, Tensor> all = new LinkedHashMap<>(parameters.tensors());
        optimizer.state().forEach((name, state) -> all.put(Optimizer.STATE + name, state));
        return all;
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.data(), actual.get(name).data(), name));
    }

    @Property(tries = 15)
    @Label(
            "weights, statistics and state end the same, whether the device makes the steps or the host, or now one, now the other")
    void sameWeights(@ForAll long seed, @ForAll @DoubleRange(min = 0.05, max = 3) double clip) {
        assertSame(trained(false, clip, seed, false), trained(true, clip, seed, false));
        Map<String, Tensor> free = trained(false, 0, seed, false);
        assertSame(free, trained(true, 0, seed, false));
        assertSame(free, trained(true, 1e6, seed, false));
    }

    @Property(tries = 1)
    @Label("Adam's quotient isn't what a graph gives, so it isn't recorded")
    void adam() {
        assertTrue(trained(false, 0, 1, true).containsKey(Optimizer.STATE + "adam.steps"));
        Trace trace = new Trace();
        Value w = trace.parameter("w", Shape.of(1));
        assertTrue(new Adam(0).recorded("w", w, w, w).isEmpty());
    }
}
