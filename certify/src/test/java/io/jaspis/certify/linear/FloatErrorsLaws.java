package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** What float32 computes is no farther from the exact value than is said. */
@PropertyDefaults(tries = 100, edgeCases = EdgeCasesMode.NONE)
class FloatErrorsLaws {
    private static final List<Device> DEVICES =
            List.of(new Cpu(Providers.best(), Workers.of(1)), new Cpu(Providers.scalar(), Workers.of(1)));

    /** The largest share of an error that was met. */
    private static double largest;

    @AfterContainer
    static void isMet() {
        assertTrue(largest > 0.01, "the largest error that was met is " + largest + " of what was said");
    }

    private static float[] computed(Graph graph, Device device, float[] x) {
        try (Execution execution = device.load(Plan.of(graph, 1))) {
            execution.write("x", x, 0);
            execution.run();
            return execution.read("y");
        }
    }

    private static List<BigDecimal> exact(Graph graph, float[] x) {
        List<BigDecimal> inputs = new ArrayList<>();
        for (float each : x) {
            inputs.add(EXACT.of(each));
        }
        return Evaluate.run(graph, 1, Map.of("x", inputs), Map.of(), EXACT).get("y");
    }

    private static void assertWithin(Graph graph, float[] x, float[] errors) {
        List<BigDecimal> exact = exact(graph, x);
        for (Device device : DEVICES) {
            float[] computed = computed(graph, device, x);
            for (int j = 0; j < computed.length; j++) {
                BigDecimal apart =
                        new BigDecimal(computed[j]).subtract(exact.get(j)).abs();
                int place = j;
                assertTrue(
                        apart.compareTo(new BigDecimal(errors[j])) <= 0,
                        () -> "output " + place + " is off by " + apart.doubleValue() + ", not " + errors[place]);
                largest = errors[j] > 0 ? Math.max(largest, apart.doubleValue() / errors[j]) : largest;
            }
        }
    }

    private static void check(ReluGraphs network, SplittableRandom random) {
        Optional<float[]> errors =
                FloatErrors.of(network.graph(), DEVICES.getFirst(), network.lower(), network.upper());
        assertTrue(errors.isPresent());
        for (int n = 0; n < 5; n++) {
            assertWithin(network.graph(), network.point(random), errors.get());
        }
    }

    @Property
    @Label("of networks with convolutions, normalization by computed constants, skips and sums")
    void networks(@ForAll long seed) {
        check(ReluGraphs.random(seed), new SplittableRandom(seed));
    }

    @Property
    @Label("of dense networks")
    void dense(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int inputs,
            @ForAll @IntRange(min = 1, max = 60) int width) {
        check(ReluGraphs.dense(seed, inputs, width), new SplittableRandom(seed));
    }

    @Property
    @Label("of products, maxima, clips, leaky rectifiers and magnitudes, by themselves")
    void operations(@ForAll long seed, @ForAll @IntRange(min = -8, max = 8) int exponent) {
        Random random = new Random(seed);
        int size = 6;
        float scale = (float) Math.pow(2, exponent);
        float[] bias = new float[size];
        float[] lower = new float[size];
        float[] upper = new float[size];
        for (int i = 0; i < size; i++) {
            bias[i] = (float) random.nextGaussian() * scale;
            lower[i] = (float) random.nextGaussian();
            upper[i] = lower[i] + random.nextFloat() * scale;
        }
        Graph graph = Graph.of("x", Shape.of(size), "y", x -> {
            Value b = x.trace().constant(Tensor.of(Shape.of(size), bias));
            Value first = x.times(b).plus(x.scale(0.3f)).leakyRelu(0.1f);
            Value second = x.times(x).minus(b).max(first).clip(-2 * scale, 3);
            return second.plus(0.7f).absolute().times(first).plus(x.min(b));
        });
        Optional<float[]> errors = FloatErrors.of(graph, DEVICES.getFirst(), lower, upper);
        assertTrue(errors.isPresent());
        for (int n = 0; n < 5; n++) {
            float[] x = new float[size];
            for (int i = 0; i < size; i++) {
                x[i] = Math.min(upper[i], lower[i] + random.nextFloat() * (upper[i] - lower[i]));
            }
            assertWithin(graph, x, errors.get());
        }
    }

    private static float sized(SplittableRandom random, int exponent) {
        return (float) ((random.nextDouble() * 2 - 1) * Math.pow(2, random.nextInt(-exponent, exponent + 1)));
    }

    private static Value sized(Trace trace, Shape shape, SplittableRandom random, int exponent) {
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = sized(random, exponent);
        }
        return trace.constant(Tensor.of(shape, numbers));
    }

    private static Value operation(Value x, SplittableRandom random, int exponent) {
        Shape all = x.shape();
        int size = all.size();
        Trace trace = x.trace();
        return switch (random.nextInt(13)) {
            case 0, 1 -> x.dense(sized(trace, Shape.of(size, size), random, exponent));
            case 2, 3 -> x.scale(sized(random, exponent));
            case 4 -> x.plus(sized(trace, all, random, exponent));
            case 5 -> x.relu().plus(sized(random, exponent));
            case 6 -> x.absolute();
            case 7 -> x.leakyRelu(sized(random, 2));
            case 8 -> x.clip(-Math.abs(sized(random, exponent)), Math.abs(sized(random, exponent)));
            case 9 -> x.times(sized(trace, all, random, exponent));
            case 10 -> x.max(sized(trace, all, random, exponent).repeatBatch());
            case 11 -> x.times(x.plus(sized(random, exponent)));
            default -> x.sum(0).broadcast(0, size).minus(x.scale(sized(random, 3)));
        };
    }

    /** Of very small numbers rounding takes all there is, and a factor may make it large again. */
    @Property(tries = 1000)
    @Label("of operations in any order, with numbers of any size")
    void sizes(@ForAll long seed, @ForAll("exponents") int exponent) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = random.nextInt(1, 4);
        int depth = random.nextInt(1, 6);
        Graph graph = Graph.of("x", Shape.of(size), "y", x -> {
            Value value = x;
            for (int i = 0; i < depth; i++) {
                value = operation(value, random, exponent);
            }
            return value;
        });
        float[] lower = new float[size];
        float[] upper = new float[size];
        for (int i = 0; i < size; i++) {
            lower[i] = sized(random, exponent);
            upper[i] = random.nextBoolean() ? lower[i] : lower[i] + Math.abs(sized(random, exponent));
        }
        // Where numbers may be too large for floats nothing is said.
        Optional<float[]> errors = FloatErrors.of(graph, DEVICES.getFirst(), lower, upper);
        for (int n = 0; n < 4 && errors.isPresent(); n++) {
            float[] x = new float[size];
            for (int i = 0; i < size; i++) {
                float between = (float) (lower[i] + random.nextDouble() * ((double) upper[i] - lower[i]));
                x[i] = Math.clamp(between, lower[i], upper[i]);
            }
            assertWithin(graph, x, errors.get());
        }
    }

    @Provide
    Arbitrary<Integer> exponents() {
        return Arbitraries.of(3, 20, 75, 110);
    }

    @Example
    @Label("of what underflows before a factor")
    void underflow() {
        Graph graph = Graph.of(
                "x",
                Shape.of(1),
                "y",
                x -> x.dense(x.trace().constant(Tensor.of(Shape.of(1, 1), 1e-30f)))
                        .scale(1e38f));
        float[] x = {1e-15f};
        assertWithin(graph, x, FloatErrors.of(graph, DEVICES.getFirst(), x, x).orElseThrow());
    }

    /** A runtime may begin with the bias, or with any other term, and multiply and add at once. */
    @Property
    @Label("of dense layers with a bias, of skips and of means over two axes, in an order drawn by chance")
    void anyOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int size) {
        Random random = new Random(seed);
        double least = Math.pow(2, -random.nextInt(30));
        float[] weights = new float[size];
        float[] x = new float[size];
        for (int i = 0; i < size; i++) {
            weights[i] = (float) (least * random.nextGaussian());
            x[i] = random.nextFloat();
        }
        float bias = (float) random.nextGaussian();
        Graph dense = Graph.of(
                "x",
                Shape.of(size),
                "y",
                in -> in.dense(in.trace().constant(Tensor.of(Shape.of(1, size), weights)))
                        .plus(in.trace().constant(Tensor.of(Shape.of(1), bias)))
                        .plus(in.slice(0, 0, 1)));
        List<float[]> terms = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            terms.add(new float[] {weights[i], x[i]});
        }
        terms.add(new float[] {bias, 1});
        terms.add(new float[] {x[0], 1});
        assertSumsWithin(dense, x, terms, 1, random);

        float[] pairs = new float[2 * size];
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            pairs[2 * i] = 1000 + random.nextFloat();
            pairs[2 * i + 1] = -1000;
            all.add(new float[] {pairs[2 * i], 1});
            all.add(new float[] {-1000, 1});
        }
        Graph mean =
                Graph.of("x", Shape.of(size, 2), "y", in -> in.sum(1).sum(0).scale(0.125f));
        assertSumsWithin(mean, pairs, all, 0.125f, random);
    }

    private static void assertSumsWithin(Graph graph, float[] x, List<float[]> terms, float scale, Random random) {
        float error = FloatErrors.of(graph, DEVICES.getFirst(), x, x).orElseThrow()[0];
        BigDecimal exact = exact(graph, x).getFirst();
        List<float[]> order = new ArrayList<>(terms);
        for (int n = 0; n < 8; n++) {
            Collections.shuffle(order, random);
            if (n == 0) {
                order.sort(Comparator.comparingDouble((float[] term) -> -Math.abs(term[0] * term[1])));
            }
            float sum = 0;
            for (float[] term : order) {
                sum = random.nextBoolean() ? Math.fma(term[0], term[1], sum) : sum + term[0] * term[1];
            }
            double off = new BigDecimal(sum * scale).subtract(exact).abs().doubleValue();
            assertTrue(off <= error, () -> "off by " + off + ", not " + error);
        }
    }

    @Example
    void whatIsntCoveredIsNotSaid() {
        Graph curve = Graph.of("x", Shape.of(1), "y", Value::tanh);
        assertEquals(Optional.empty(), FloatErrors.of(curve, DEVICES.getFirst(), new float[] {0}, new float[] {1}));
        Graph large = Graph.of("x", Shape.of(1), "y", x -> x.scale(1e30f));
        assertEquals(Optional.empty(), FloatErrors.of(large, DEVICES.getFirst(), new float[] {0}, new float[] {1e30f}));
        // The bounds of the output tell that a root has no value, behind a clip too.
        Graph undefined = Graph.of(
                "x",
                Shape.of(1),
                "y",
                x -> x.plus(x.trace()
                        .constant(Tensor.of(Shape.of(1), -2))
                        .plus(0.5f)
                        .squareRoot()
                        .clip(0, 1)));
        assertEquals(Optional.empty(), FloatErrors.of(undefined, DEVICES.getFirst(), new float[] {0}, new float[] {1}));
        Graph shared = Graph.of(
                "x",
                Shape.of(1),
                "y",
                x -> x.trace()
                        .concatenate(
                                0,
                                List.of(
                                        x.max(x.trace()
                                                .constant(Tensor.of(Shape.of(1), 3))
                                                .reciprocal()),
                                        x)));
        assertTrue(FloatErrors.of(shared, DEVICES.getFirst(), new float[] {0}, new float[] {1})
                .isPresent());
        Graph same = Graph.of("x", Shape.of(1), "y", Value::relu);
        assertEquals(
                0,
                FloatErrors.of(same, DEVICES.getFirst(), new float[] {-1}, new float[] {1})
                        .orElseThrow()[0]);
    }
}
