package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.reference.ExactArithmetic;
import io.jaspis.certify.Certifier;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Points;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What a network does to single elements before its first layer costs an L1 or L2 bound nothing, and breaks none. */
class NormBallLaws {
    private static final Shape IMAGE = Shape.of(2, 4, 4);
    private static final int CLASSES = 3;

    /** What may stand before the first layer. */
    private enum First {
        NORMALISATION((x, random) -> x.minus(channels(x, random, -1)).over(channels(x, random, 2))),
        BATCH_NORM((x, random) -> x.times(channels(x, random, 2)
                        .times(channels(x, random, 3).plus(0.001f).squareRoot().reciprocal()))
                .plus(channels(x, random, -1))),
        ELEMENTS((x, random) -> x.times(constant(x, IMAGE, random, -2))),
        REVERSED((x, random) -> constant(x, IMAGE, random, -1).minus(x).scale(-0.5f)),
        TRANSPOSED((x, random) -> x.times(constant(x, IMAGE, random, 2)).transpose(0, 2, 1)),
        PART((x, random) -> x.times(constant(x, IMAGE, random, 2)).slice(1, 1, 3)),
        PADDED((x, random) -> x.pad(1, 1, 0)),
        PICKED((x, random) -> x.gather(1, List.of(3, 0, 2))),
        TWICE((x, random) -> x.gather(1, List.of(3, 3, 2))),
        CLIPPED((x, random) -> x.clip(0.1f, 0.9f)),
        RELU((x, random) -> x.relu()),
        SIGMOID((x, random) -> x.sigmoid()),
        POOLED((x, random) -> x.maxPool(new Window(2, 2, 2, 2, 0, 0, 0, 0, 1, 1)));

        private final BiFunction<Value, SplittableRandom, Value> function;

        First(BiFunction<Value, SplittableRandom, Value> function) {
            this.function = function;
        }

        private static Value channels(Value x, SplittableRandom random, double sign) {
            return constant(x, Shape.of(x.shape().extent(0), 1, 1), random, sign);
        }
    }

    /** The layers after it. */
    private enum Rest {
        DENSE((x, random) -> x.flatten().dense(weights(x.flatten(), 5, random))),
        LINEAR((x, random) -> x.flatten()),
        CONVOLUTION((x, random) -> {
            Value kernels = constant(x, Shape.of(3, x.shape().extent(0), 2, 2), random, -1);
            return x.convolve(kernels, new Window(2, 2, 1, 1, 0, 0, 0, 0, 1, 1), 1)
                    .flatten();
        }),
        GROUPED((x, random) -> {
            Value kernels = constant(x, Shape.of(2, 1, 2, 2), random, -1);
            return x.convolve(
                            kernels,
                            new Window(2, 2, 1, 1, 0, 0, 0, 0, 1, 1),
                            x.shape().extent(0))
                    .flatten();
        }),
        ROWS((x, random) -> x.dense(weights(x, 3, random)).flatten());

        private final BiFunction<Value, SplittableRandom, Value> function;

        Rest(BiFunction<Value, SplittableRandom, Value> function) {
            this.function = function;
        }
    }

    /** Numbers from 0.1 to the given one, or of both signs where that is negative. */
    private static Value constant(Value x, Shape shape, SplittableRandom random, double most) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            double size = random.nextDouble(0.1, Math.abs(most) + 0.2);
            tensor.data()[i] = (float) (most < 0 && random.nextBoolean() ? -size : size);
        }
        return x.trace().constant(tensor);
    }

    private static Value weights(Value x, int outputs, SplittableRandom random) {
        return constant(x, Shape.of(outputs, x.shape().extent(-1)), random, -1);
    }

    @Provide
    Arbitrary<First> first() {
        return Arbitraries.of(First.class);
    }

    private static Graph network(First first, Rest rest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Graph.of("x", IMAGE, "y", x -> {
            Value hidden = rest.function.apply(first.function.apply(x, random), random);
            Value last = rest == Rest.LINEAR ? hidden : hidden.relu();
            return last.dense(weights(last, CLASSES, random));
        });
    }

    private static float margin(Graph network, float[] x, int label, Norm norm, double radius) {
        Points points = new Points(IMAGE, CLASSES, new float[][] {x}, new int[] {label});
        Problem problem = new Problem(network, points, new Threat(norm, radius, -5, 5), Cpu.best(), 1);
        try (Certifier.Prover certifier = new IntervalBounds().prepare(problem)) {
            return certifier.margins(List.of(0), radius)[0];
        }
    }

    private static float[] point(SplittableRandom random) {
        float[] x = new float[IMAGE.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble();
        }
        return x;
    }

    @Property(tries = 150)
    @Label("the exact margins of points in an L1 or L2 ball are never below its bound, whatever comes first")
    void sound(@ForAll("first") First first, @ForAll Rest rest, @ForAll boolean euclidean, @ForAll long seed) {
        Graph network = network(first, rest, seed);
        SplittableRandom random = new SplittableRandom(seed + 1);
        float[] centre = point(random);
        Norm norm = euclidean ? Norm.L2 : Norm.L1;
        double radius = random.nextDouble(0.01, 0.5);
        int label = random.nextInt(CLASSES);
        float bound = margin(network, centre, label, norm, radius);
        for (int trial = 0; trial < 6; trial++) {
            float[] x = centre.clone();
            // One element alone by the whole radius, or all by a part of it.
            if (trial % 2 == 0) {
                int element = random.nextInt(x.length);
                x[element] += (float) ((random.nextBoolean() ? 1 : -1) * radius * 0.999999);
            } else {
                double share = radius * 0.999999 / (euclidean ? Math.sqrt(x.length) : x.length);
                for (int i = 0; i < x.length; i++) {
                    x[i] += (float) (random.nextBoolean() ? share : -share);
                }
            }
            assertTrue(
                    exactMargin(network, x, label).compareTo(new BigDecimal(Math.max(bound, -Float.MAX_VALUE))) >= 0,
                    () -> first + ", " + rest + ", " + norm);
        }
    }

    private static BigDecimal exactMargin(Graph network, float[] x, int label) {
        List<BigDecimal> input = new ArrayList<>();
        for (float each : x) {
            input.add(new BigDecimal(each));
        }
        List<BigDecimal> logits = Evaluate.run(network, 1, Map.of("x", input), Map.of(), ExactArithmetic.EXACT)
                .get("y");
        BigDecimal margin = null;
        for (int j = 0; j < CLASSES; j++) {
            if (j != label) {
                BigDecimal lead = logits.get(label).subtract(logits.get(j));
                margin = margin == null ? lead : margin.min(lead);
            }
        }
        return margin;
    }

    @Property(tries = 60)
    @Label("one scale for all elements inside the network is the same as a ball so much larger")
    void tight(@ForAll Rest rest, @ForAll boolean euclidean, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = point(random);
        Norm norm = euclidean ? Norm.L2 : Norm.L1;
        Graph plain = network(First.RELU, rest, seed);
        Graph bare = Graph.of("x", IMAGE, "y", value -> without(plain, value));
        Graph scaled = Graph.of(
                "x",
                IMAGE,
                "y",
                value -> without(plain, value.times(value.trace().constant(Tensor.filled(IMAGE, 0.25f)))));
        float[] four = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            four[i] = 4 * x[i];
        }
        float expected = margin(bare, x, 0, norm, 0.1);
        assertEquals(expected, margin(scaled, four, 0, norm, 0.4), 1e-4f * (1 + Math.abs(expected)));
    }

    /** The network without the ReLU that it begins with. */
    private static Value without(Graph plain, Value x) {
        Trace trace = x.trace();
        Value relu = plain.values().stream()
                .filter(value -> value.op() instanceof io.jaspis.autodiff.Pointwise.Relu)
                .findFirst()
                .orElseThrow();
        Map<Value, Value> here = new java.util.HashMap<>(Map.of(relu, x));
        for (Value value : plain.values()) {
            here.computeIfAbsent(
                    value,
                    each -> each.op() instanceof io.jaspis.autodiff.Source.Input
                            ? x
                            : trace.record(
                                    each.op(),
                                    each.operands().stream().map(here::get).toList()));
        }
        return here.get(plain.output("y"));
    }

    @Test
    void aLinearModelsBoundIsItsDualNorm() {
        Graph network =
                Graph.of("x", IMAGE, "y", x -> x.flatten().dense(weights(x.flatten(), 2, new SplittableRandom(4))));
        Points points = new Points(IMAGE, 2, new float[][] {point(new SplittableRandom(5))}, new int[] {0});
        for (Norm norm : List.of(Norm.L1, Norm.L2)) {
            Problem problem = new Problem(network, points, new Threat(norm, 0.3, -5, 5), Cpu.best(), 1);
            try (Certifier.Prover certifier = new IntervalBounds().prepare(problem)) {
                float none = certifier.margins(List.of(0), 0)[0];
                float some = certifier.margins(List.of(0), 0.3)[0];
                double dual = dual(network, norm);
                assertEquals(none - 0.3 * dual, some, 1e-4, norm.symbol());
            }
        }
    }

    private static double dual(Graph network, Norm norm) {
        float[] weights = network.values().stream()
                .filter(value -> value.op() instanceof io.jaspis.autodiff.Source.Constant)
                .map(value -> ((io.jaspis.autodiff.Source.Constant) value.op())
                        .value()
                        .data())
                .findFirst()
                .orElseThrow();
        int width = weights.length / 2;
        double result = 0;
        for (int i = 0; i < width; i++) {
            double difference = Math.abs((double) weights[i] - weights[width + i]);
            result = norm == Norm.L1 ? Math.max(result, difference) : result + difference * difference;
        }
        return norm == Norm.L1 ? result : Math.sqrt(result);
    }
}
