package io.jaspis.autodiff.samples;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Small random networks of linear operations and ReLUs, with a box that the input lies in. */
public record ReluGraphs(Graph graph, float[] lower, float[] upper) {
    private static final double LARGE = 1000;

    /**
     * Convolution, normalization by computed constants, a skip connection, dense layers, movements, and a constant beside what
     * depends on the input; in some of them a ReLU on a ReLU, and a ReLU as the output.
     */
    public static ReluGraphs random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 3, 3));
        Value image =
                x.convolve(tensor(trace, random, 2, 2, 3, 3), Window.of(3, 3).padding(1, 1, 1, 1), 1);
        Value scale = tensor(trace, random, 2, 1, 1)
                .times(tensor(trace, random, 2, 1, 1)
                        .absolute()
                        .plus(0.1f)
                        .squareRoot()
                        .reciprocal());
        Value first = image.times(scale).plus(tensor(trace, random, 2, 1, 1)).relu();
        Value skipped =
                first.plus(x.scale(random.nextFloat() - 0.5f)).plus(0.1f).relu();
        Value hidden = skipped.flatten().dense(tensor(trace, random, 5, 18)).plus(tensor(trace, random, 5));
        Value next = trace.concatenate(
                0,
                List.of(
                        random.nextInt(3) == 0 ? hidden.relu().relu() : hidden.relu(),
                        hidden.gather(0, List.of(4, 0, 0)),
                        tensor(trace, random, 2).repeatBatch(),
                        skipped.sum(1, 2)));
        Value y = next.minus(tensor(trace, random, 12)).relu().dense(tensor(trace, random, 3, 12));
        return of(
                trace.graph("y", random.nextInt(3) == 0 ? y.relu() : y),
                random,
                Math.pow(10, random.nextDouble(-3, 0)));
    }

    /** The same network and box with sigmoids and hyperbolic tangents in the place of some ReLUs. */
    public ReluGraphs curved(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Trace trace = new Trace();
        Map<Value, Value> here = new HashMap<>();
        for (Value value : graph.values()) {
            List<Value> operands = value.operands().stream().map(here::get).toList();
            boolean relu = value.op() instanceof Pointwise.Relu;
            here.put(
                    value,
                    switch (relu ? random.nextInt(3) : 2) {
                        case 0 -> operands.getFirst().tanh();
                        case 1 -> operands.getFirst().sigmoid();
                        default -> trace.copy(value, operands);
                    });
        }
        return new ReluGraphs(
                trace.graph(List.of(here.get(graph.input("x"))), Map.of("y", here.get(graph.output("y")))),
                lower,
                upper);
    }

    /** Two dense layers of ReLUs over few inputs. */
    public static ReluGraphs dense(long seed, int inputs, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(dense(random, inputs, width, LARGE, false), random, 1);
    }

    /** The same with weights of one size. */
    public static ReluGraphs alike(long seed, int inputs, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(dense(random, inputs, width, 1, false), random, 1);
    }

    /**
     * The largest that sums on the way to an output of {@link #dense} can be with all signs alike: what float32 rounds off is a small
     * part of it.
     */
    public double magnitude(long seed, int width) {
        float[] largest = new float[lower.length];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
        }
        return Evaluate.run(
                        dense(new SplittableRandom(seed), lower.length, width, LARGE, true),
                        1,
                        Map.of("x", DOUBLE.of(largest)),
                        Map.of(),
                        DOUBLE)
                .get("y")
                .stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }

    private static Graph dense(SplittableRandom random, int inputs, int width, double large, boolean magnitudes) {
        Trace trace = new Trace();
        UnaryOperator<Value> signs = value -> magnitudes ? value.absolute() : value;
        Value x = trace.input("x", Shape.of(inputs));
        Value first = x.dense(signs.apply(tensor(trace, random, large, width, inputs)))
                .plus(signs.apply(tensor(trace, random, large, width)))
                .relu();
        Value second = first.dense(signs.apply(tensor(trace, random, large, width, width)))
                .plus(signs.apply(tensor(trace, random, large, width)))
                .relu();
        return trace.graph(
                "y",
                second.dense(signs.apply(tensor(trace, random, large, 2, width)))
                        .plus(signs.apply(tensor(trace, random, large, 2))));
    }

    private static ReluGraphs of(Graph graph, SplittableRandom random, double size) {
        int inputs = graph.input("x").shape().size();
        float[] lower = new float[inputs];
        float[] upper = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            lower[i] = (float) random.nextDouble(-1, 1);
            upper[i] = lower[i] + (float) (size * random.nextDouble());
        }
        return new ReluGraphs(graph, lower, upper);
    }

    private static Value tensor(Trace trace, SplittableRandom random, int... extents) {
        return tensor(trace, random, LARGE, extents);
    }

    /** Weights that are so many times as large in one tensor of six. */
    private static Value tensor(Trace trace, SplittableRandom random, double factor, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        double large = random.nextInt(6) == 0 ? factor : 1;
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (large * random.nextGaussian() / Math.sqrt(extents[extents.length - 1]));
        }
        return trace.constant(tensor);
    }

    /** A point of the box, often a corner. */
    public float[] point(SplittableRandom random) {
        boolean corner = random.nextBoolean();
        float[] point = new float[lower.length];
        for (int i = 0; i < point.length; i++) {
            double share = corner ? random.nextInt(2) : random.nextDouble();
            float between = (float) (lower[i] + share * ((double) upper[i] - lower[i]));
            point[i] = Math.min(upper[i], Math.max(lower[i], between));
        }
        return point;
    }
}
