package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Layers;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two networks with the kernels of this process. The build runs this test with the vectors that the machine prefers, with
 * those of AVX2, with those of 128 bits, and with the scalar kernels.
 */
class WholeNetworksTest {
    private static final Kernels KERNELS = Providers.best();
    private static final Workers ALONE = Workers.of(1);
    private static final int BATCH = 3;

    /** Small for the reference, but with every kind of layer, rows of whole vectors and rows that aren't. */
    enum Network {
        CONVOLUTIONAL(
                Layers.sequence(List.of(
                        Layers.convolution(9, 3, 1, 1),
                        Layers.relu(),
                        Layers.convolution(12, 4, 2, 1),
                        Layers.relu(),
                        Layers.maxPool(2, 2),
                        Layers.flatten(),
                        Layers.dense(40),
                        Layers.relu(),
                        Layers.dense(10))),
                Shape.of(3, 14, 48)),
        RESIDUAL(
                Layers.sequence(List.of(
                        Layers.convolution(8, 3, 1, 1),
                        Layers.relu(),
                        block(16, 2, Layers.convolution(16, 1, 2, 0)),
                        block(16, 1, Layers.identity()),
                        Layers.globalAveragePool(),
                        Layers.dense(10))),
                Shape.of(2, 16, 16));

        final Layer layer;
        final Shape input;

        Network(Layer layer, Shape input) {
            this.layer = layer;
            this.input = input;
        }

        private static Layer block(int channels, int stride, Layer shortcut) {
            Layer body = Layers.sequence(List.of(
                    Layers.convolution(channels, 3, stride, 1), Layers.relu(), Layers.convolution(channels, 3, 1, 1)));
            return Layers.sequence(List.of(Layers.residual(body, shortcut), Layers.relu()));
        }

        /** The network, with its weights as constants where they are {@code fixed}, else with all its gradients. */
        Sample sample(boolean fixed) {
            Parameters parameters = new Parameters(7);
            Trace trace = new Trace();
            Value x = trace.input("x", input);
            Value y = layer.apply(Scope.of(parameters, false), x);
            Graph graph = trace.graph("y", y);
            if (fixed) {
                graph = graph.bind(parameters.tensors());
            } else {
                Map<String, Value> sources = new LinkedHashMap<>(graph.parameters());
                sources.put("x", x);
                List<Value> gradients = Gradient.of(y.times(y), List.copyOf(sources.values()));
                Map<String, Value> outputs = new LinkedHashMap<>(Map.of("y", y));
                gradients.forEach(gradient -> outputs.put("gradient " + outputs.size(), gradient));
                graph = trace.graph(outputs);
            }
            return new Sample(name(), graph, 5, -0.5f, 0.5f);
        }
    }

    @Test
    void theKernelsAreThoseOfThisRun() {
        String wanted = System.getProperty("jaspis.test.kernels", "SIMD");
        assertTrue(KERNELS.name().matches(wanted + ".*"), KERNELS.name());
    }

    @ParameterizedTest
    @EnumSource
    void everyValueIsWithinItsRounding(Network network) {
        for (boolean fixed : new boolean[] {true, false}) {
            RoundingCheck.check(new Cpu(KERNELS, ALONE), network.sample(fixed), BATCH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void layersInOneAndThreadsMakeNoDifference(Network network) {
        for (boolean fixed : new boolean[] {true, false}) {
            Sample sample = network.sample(fixed);
            Map<String, Tensor> alone = run(ALONE, sample);
            try (Workers two = Workers.of(2)) {
                assertSameBits(alone, run(two, sample));
            }
            // With all values as outputs nothing is fused.
            Map<Value, float[]> values = RoundingCheck.computed(new Cpu(KERNELS, ALONE), sample, BATCH);
            Map<String, Tensor> apart = new LinkedHashMap<>();
            sample.graph()
                    .outputs()
                    .forEach((name, value) -> apart.put(name, tensor(alone.get(name), values.get(value))));
            assertSameBits(apart, alone);
        }
    }

    private static Tensor tensor(Tensor like, float[] data) {
        return Tensor.of(like.shape(), data);
    }

    private static Map<String, Tensor> run(Workers workers, Sample sample) {
        try (Execution execution =
                new Cpu(KERNELS, workers).load(Plan.of(sample.graph(), BATCH), sample.parameters())) {
            return execution.run(sample.inputs(BATCH));
        }
    }

    private static void assertSameBits(Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.data(), found.get(name).data(), 0f, name));
    }
}
