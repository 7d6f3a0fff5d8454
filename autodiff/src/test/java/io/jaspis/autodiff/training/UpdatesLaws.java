package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Gradient;
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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

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

    private static void check(Optimizer optimizer, SplittableRandom random) {
        Trace trace = new Trace();
        Type type = Type.shared(Shape.of(SIZE));
        List<Value> scalars = StepGraph.scalars(trace, optimizer.scalars());
        Map<String, Value> next =
                optimizer.recorded("w", trace.parameter("w", Shape.of(SIZE)), trace.input("g", type), scalars);
        Map<String, Value> outputs = new LinkedHashMap<>();
        Map<String, String> carried = new LinkedHashMap<>();
        next.forEach((name, value) -> {
            outputs.put("next " + name, value);
            carried.put("next " + name, name);
        });
        Tensor w = Tensor.of(Shape.of(SIZE), numbers(random));
        Map<String, Tensor> start = new LinkedHashMap<>();
        next.keySet().forEach(name -> start.put(name, name.equals("w") ? w : Tensor.zeros(w.shape())));
        float[] numbers = new float[optimizer.scalars()];
        try (Execution execution = Cpu.best().load(Plan.carrying(trace.graph(outputs), 1, carried), start)) {
            for (int step = 0; step < STEPS; step++) {
                float[] gradient = numbers(random);
                double eta = random.nextDouble();
                execution.write("g", gradient);
                optimizer.scalars(eta, numbers);
                execution.write(StepGraph.SCALARS, numbers);
                execution.run();
                optimizer.step("w", w, gradient, eta);
                optimizer.finishStep();
                assertArrayEquals(w.data(), execution.read("w"));
                for (String name : next.keySet()) {
                    if (!name.equals("w")) {
                        String state = name.substring(Optimizer.STATE.length());
                        assertArrayEquals(optimizer.state().get(state).data(), execution.read(name), state);
                    }
                }
            }
        }
    }

    @Property(tries = 100)
    @Label("a recorded step of momentum gives the bits of the host's")
    void momentum(
            @ForAll long seed,
            @ForAll boolean nesterov,
            @ForAll boolean decays,
            @ForAll @DoubleRange(min = 0, max = 0.99) double mu) {
        check(new Momentum(mu, decays ? 1e-3 : 0, nesterov), new SplittableRandom(seed));
    }

    @Property(tries = 100)
    @Label("a recorded step of Adam gives the bits of the host's")
    void adam(
            @ForAll long seed,
            @ForAll boolean decays,
            @ForAll @DoubleRange(min = 0, max = 0.99) double beta1,
            @ForAll @DoubleRange(min = 0, max = 0.9999) @Scale(4) double beta2,
            @ForAll @IntRange(min = 3, max = 12) int digits) {
        double epsilon = Math.pow(10, -digits);
        check(new Adam(beta1, beta2, epsilon, decays ? 0.02 : 0), new SplittableRandom(seed));
    }

    @Property(tries = 100)
    @Label("a recorded step of an average gives the bits of the host's")
    void averaged(@ForAll long seed, @ForAll boolean adam, @ForAll @DoubleRange(min = 0, max = 0.99) double decay) {
        Optimizer steps = adam ? new Adam(0) : new Momentum(0.9, 1e-3, false);
        check(new Averaged(steps, decay), new SplittableRandom(seed));
    }

    /** A training run of a few steps, of which the device or the host makes the optimiser's. */
    private static final class Training {
        private final Blobs examples = new Blobs(60);
        private final Parameters parameters;
        private final Optimizer optimizer;
        private final StepGraph step;
        private final double clip;
        private final float[] x = new float[BATCH * examples.shape().size()];
        private final float[] labels = new float[BATCH * examples.classes()];

        Training(Optimizer optimizer, double clip, long seed) {
            Layer network = Architecture.parse("conv 3 3 1 1, norm, relu, flatten, dense 3", new Initial.He());
            this.parameters = new Parameters(seed);
            this.optimizer = optimizer;
            this.clip = clip;
            this.step = StepGraph.of(network, Objective.crossEntropy(), parameters, examples, optimizer, clip > 0);
        }

        private static double rate(int number) {
            return 0.3 / (1 + number);
        }

        private void write(int number, Execution execution) {
            Arrays.fill(labels, 0);
            for (int i = 0; i < BATCH; i++) {
                int index = (number * BATCH + i) % examples.count();
                examples.copy(index, x, i * examples.shape().size());
                labels[i * examples.classes() + examples.label(index)] = 1;
            }
            execution.write(StepGraph.X, x);
            execution.write(StepGraph.LABEL, labels);
        }

        Map<String, Tensor> onDevice() {
            return updated(step.whole());
        }

        /** As on a device in the host's memory. */
        Map<String, Tensor> inPlace() {
            return updated(step.plain());
        }

        private Map<String, Tensor> updated(Graph graph) {
            try (Updates updates = new Updates(graph, BATCH, clip, optimizer, parameters, Cpu.best())) {
                for (int number = 0; number < STEPS; number++) {
                    write(number, updates.execution());
                    updates.run(rate(number));
                    updates.apply(rate(number));
                    if (number == STEPS / 2) {
                        updates.settle();
                    }
                }
                updates.settle();
            }
            return state();
        }

        Map<String, Tensor> onHost() {
            Plan plan = Plan.of(step.plain(), BATCH);
            for (int number = 0; number < STEPS; number++) {
                try (Execution execution = Cpu.best().load(plan, parameters.tensors())) {
                    write(number, execution);
                    execution.run();
                    onHost(execution, rate(number));
                }
            }
            return state();
        }

        private void onHost(Execution execution, double rate) {
            Map<String, float[]> gradients = new LinkedHashMap<>();
            double sum = 0;
            for (String name : parameters.trainable()) {
                float[] gradient = execution.read(Gradient.PREFIX + name);
                gradients.put(name, gradient);
                for (float g : gradient) {
                    sum += (double) g * g;
                }
            }
            float shrink = clip > 0 && Math.sqrt(sum) > clip ? (float) (clip / Math.sqrt(sum)) : 1;
            gradients.forEach((name, gradient) -> {
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= shrink;
                }
                optimizer.step(name, parameters.tensors().get(name), gradient, rate);
            });
            for (String output : step.plain().outputs().keySet()) {
                if (output.startsWith(StepGraph.UPDATE)) {
                    Tensor statistic = parameters.tensors().get(output.substring(StepGraph.UPDATE.length()));
                    System.arraycopy(execution.read(output), 0, statistic.data(), 0, statistic.data().length);
                    optimizer.follow(output.substring(StepGraph.UPDATE.length()), statistic);
                }
            }
            optimizer.finishStep();
        }

        private Map<String, Tensor> state() {
            Map<String, Tensor> all = new LinkedHashMap<>(parameters.tensors());
            optimizer.state().forEach((name, state) -> all.put(Optimizer.STATE + name, state));
            return all;
        }
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.data(), actual.get(name).data(), name));
    }

    @Property(tries = 20)
    @Label(
            "weights, statistics and state end the same, whether the device makes the steps or the host, or now one, now the other")
    void sameWeights(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.05, max = 3) double clip,
            @ForAll boolean adam,
            @ForAll boolean averaged) {
        Supplier<Optimizer> optimizers = () -> {
            Optimizer steps = adam ? new Adam(0.01) : new Momentum(0.9, 1e-3, true);
            return averaged ? new Averaged(steps, 0.8) : steps;
        };
        assertSame(
                new Training(optimizers.get(), clip, seed).onHost(),
                new Training(optimizers.get(), clip, seed).onDevice());
        Map<String, Tensor> free = new Training(optimizers.get(), 0, seed).onHost();
        assertSame(free, new Training(optimizers.get(), 0, seed).onDevice());
        assertSame(free, new Training(optimizers.get(), 0, seed).inPlace());
        assertSame(
                new Training(optimizers.get(), clip, seed).onHost(),
                new Training(optimizers.get(), clip, seed).inPlace());
        assertSame(free, new Training(optimizers.get(), 1e6, seed).onDevice());
    }
}
