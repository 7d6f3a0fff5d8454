package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bounds are no wider than interval arithmetic and rounding make them. */
class IntervalTightnessLaws {
    /** Eight steps outward on both sides of the least accurate functions, and the distance between their two values. */
    private static final int MOST_FLOATS = 24;

    private static final List<Pointwise> FUNCTIONS = List.of(
            new Pointwise.Absolute(),
            new Pointwise.Step(),
            new Pointwise.Sign(),
            new Pointwise.Floor(),
            new Pointwise.Round(),
            new Pointwise.ErrorFunction(),
            new Pointwise.ArcTangent(),
            new Pointwise.ArcSine(),
            new Pointwise.ArcCosine(),
            new Pointwise.Narrow(Pointwise.Format.FLOAT16),
            new Pointwise.Narrow(Pointwise.Format.BFLOAT16),
            new Pointwise.Relu(),
            new Pointwise.LeakyRelu(0.01f),
            new Pointwise.LeakyRelu(3.3f),
            new Pointwise.LeakyRelu(-0.2f),
            new Pointwise.LeakyRelu(-7),
            new Pointwise.Clip(-0.7f, 0.3f),
            new Pointwise.Shift(1),
            new Pointwise.Sigmoid(),
            new Pointwise.Tanh(),
            new Pointwise.Exponential(),
            new Pointwise.Logarithm(),
            new Pointwise.SquareRoot(),
            new Pointwise.Reciprocal(),
            new Pointwise.Sine(),
            new Pointwise.Cosine(),
            new Pointwise.Power(-3),
            new Pointwise.Power(-2),
            new Pointwise.Power(0),
            new Pointwise.Power(2),
            new Pointwise.Power(3),
            new Pointwise.Power(0.5f),
            new Pointwise.Power(-2.3f));

    @Provide
    Arbitrary<Pointwise> functions() {
        return Arbitraries.of(FUNCTIONS);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    @Property(tries = 500)
    @Label("radius 0: the bounds of a function are a few floats apart, given as exact or as a box")
    void functionsAtPoints(@ForAll("functions") Pointwise function, @ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Graph.of("x", Shape.of(1), "y", x -> x.trace().record(function, List.of(x)));
        float[] numbers = new float[32];
        boolean positive = function instanceof Pointwise.Logarithm
                || function instanceof Pointwise.SquareRoot
                || (function instanceof Pointwise.Power(float p) && p != Math.rint(p));
        boolean cosine = function instanceof Pointwise.ArcSine || function instanceof Pointwise.ArcCosine;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (cosine ? random.nextDouble(-1, 1) : random.nextDouble(positive ? 1e-3 : -5, 5));
        }
        Map<String, Box> box = Map.of("x", new Box(numbers, numbers));
        for (Trial trial : List.of(new Trial(graph, 32, box), new Trial(graph, 32, box, java.util.Set.of()))) {
            Box bounds = trial.bounds();
            for (int i = 0; i < numbers.length; i++) {
                long apart = place(bounds.upper()[i]) - place(bounds.lower()[i]);
                assertTrue(
                        apart <= MOST_FLOATS,
                        function + " of " + numbers[i] + ": " + bounds.lower()[i] + " to " + bounds.upper()[i]);
            }
        }
    }

    /** Numbers that lie near each other, and some at the ends of what float32 has. */
    private static float number(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Float.intBitsToFloat(random.nextInt(4));
            case 1 -> random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE;
            case 2 -> (float) random.nextDouble(-1, 1);
            default -> random.nextInt(-3, 4);
        };
    }

    @Property(tries = 500)
    @Label("comparisons: what surely is above, below or equal is known, and nothing else is claimed")
    void comparisons(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float limit = number(random);
        Graph graph = Graph.of("x", Shape.of(2), "y", x -> {
            Value a = x.slice(0, 0, 1);
            Value b = x.slice(0, 1, 1);
            return x.trace()
                    .concatenate(
                            0,
                            List.of(
                                    a.minus(b).step(),
                                    a.plus(b).step(),
                                    a.plus(limit).step(),
                                    a.minus(b).absolute().step(),
                                    a.plus(limit).absolute().step()));
        });
        float[] lower = {number(random), number(random)};
        float[] upper = lower.clone();
        for (int i = 0; i < 2; i++) {
            if (random.nextBoolean()) {
                float other = number(random);
                lower[i] = Math.min(lower[i], other);
                upper[i] = Math.max(upper[i], other);
            }
        }
        Box bounds = new Trial(graph, 1, Map.of("x", new Box(lower, upper))).bounds();
        double[][] sums = {
            {(double) lower[0] - upper[1], (double) upper[0] - lower[1]},
            {(double) lower[0] + lower[1], (double) upper[0] + upper[1]},
            {(double) lower[0] + limit, (double) upper[0] + limit}
        };
        for (int i = 0; i < 5; i++) {
            double[] sum = sums[i < 3 ? i : i == 3 ? 0 : 2];
            boolean differ = i >= 3;
            boolean always = sum[0] > 0 || differ && sum[1] < 0;
            boolean never = differ ? sum[0] == 0 && sum[1] == 0 : sum[1] <= 0;
            assertEquals(always ? 1 : 0, bounds.lower()[i], i + " in " + java.util.Arrays.toString(sum));
            assertEquals(never ? 0 : 1, bounds.upper()[i], i + " in " + java.util.Arrays.toString(sum));
        }
    }

    /** The place on the line of floats. */
    private static long place(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? (long) Integer.MIN_VALUE - bits : bits;
    }

    @Property(tries = 300)
    @Label("ReLU networks: bounds are those of plain interval arithmetic in double, within derived rounding")
    void reluNetworks(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] widths = new int[random.nextInt(2, 6)];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = random.nextInt(1, 40);
        }
        ReluNetwork network = ReluNetwork.random(random, widths);
        float[] centre = new float[network.inputs()];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = (float) random.nextDouble(-1, 1);
        }
        double[] radii = {0, 1e-9, 1e-4, 0.1, 10};
        Box box = Box.around(centre, radii[random.nextInt(radii.length)]);
        Box bounds = new Trial(network.graph(), 1, Map.of("x", box)).bounds();
        ReluNetwork.Bounds expected = network.inDouble(box);
        for (int i = 0; i < bounds.lower().length; i++) {
            double doubt = 1e-12 * (1 + Math.abs(expected.lower()[i]) + Math.abs(expected.upper()[i]));
            double below = expected.lower()[i] - bounds.lower()[i];
            double above = bounds.upper()[i] - expected.upper()[i];
            double most = expected.slack()[i];
            assertTrue(below >= -doubt && below <= most + doubt, "lower bound outside by " + below + " of " + most);
            assertTrue(above >= -doubt && above <= most + doubt, "upper bound outside by " + above + " of " + most);
        }
    }

    @Example
    @Label("a choice has the hull of what can be chosen, also where one condition is for all elements")
    void choices() {
        Graph graph = Graph.of(
                "x", Shape.of(2), "y", x -> x.sum(0).reshape(Shape.of(1)).step().choose(x.plus(2), x.plus(3)));
        Box box = new Box(new float[2], new float[] {1, 1});
        Box bounds = new Trial(graph, 1, Map.of("x", box)).bounds();
        for (int i = 0; i < 2; i++) {
            assertTrue(bounds.lower()[i] > 1.99f && bounds.upper()[i] < 4.01f, bounds.toString());
        }
    }

    /**
     * Each of a dozen operations sums at most 60 terms, so loosens by some γ₆₀ ≈ 2^−18 of its size, which those after it
     * enlarge: 2^−10 of the size and width of what comes out is allowed.
     */
    @Property(tries = 200)
    @Label("a smaller box never has looser bounds, but for rounding")
    void smallerBoxes(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        var sample = RandomGraphs.all().without(Kind.BATCH, Kind.SELECTIONS).sample(seed);
        Graph graph = Trial.withoutParameters(sample.graph());
        Map<String, Tensor> numbers = new LinkedHashMap<>(sample.inputs(2));
        numbers.putAll(sample.parameters());
        Map<String, Box> outer = new LinkedHashMap<>();
        Map<String, Box> inner = new LinkedHashMap<>();
        double radius = random.nextInt(3) == 0 ? 1e-3 : random.nextDouble(0.3);
        for (String name : graph.inputs().keySet()) {
            outer.put(name, Box.around(numbers.get(name).data(), radius));
            inner.put(name, outer.get(name).within(random));
        }
        Box wide = new Trial(graph, 2, outer).bounds();
        Box narrow = new Trial(graph, 2, inner).bounds();
        for (int i = 0; i < wide.lower().length; i++) {
            double size = 1
                    + Math.max(Math.abs((double) wide.lower()[i]), Math.abs((double) wide.upper()[i]))
                    + ((double) wide.upper()[i] - wide.lower()[i]);
            boolean within = narrow.lower()[i] >= wide.lower()[i] - 0x1p-10 * size
                    && narrow.upper()[i] <= wide.upper()[i] + 0x1p-10 * size;
            assertTrue(
                    Double.isInfinite(size) || within,
                    "[%s, %s] is not within [%s, %s] of element %d of%n%s"
                            .formatted(
                                    narrow.lower()[i], narrow.upper()[i], wide.lower()[i], wide.upper()[i], i, graph));
        }
    }
}
