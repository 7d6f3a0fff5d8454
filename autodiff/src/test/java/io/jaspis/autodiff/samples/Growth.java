package io.jaspis.autodiff.samples;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** One random graph as it grows: each step applies an operation to a value that is there. */
final class Growth {
    private static final int LARGEST_VALUE = 60;
    private static final int LARGEST_NUMBER = 4;
    private static final int BATCH = 2;

    final Trace trace = new Trace();
    final SplittableRandom random;
    final RandomGraphs options;
    private final long seed;
    private final List<Value> grown = new ArrayList<>();
    private int parameters;

    Growth(RandomGraphs options, long seed) {
        this.options = options;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    Sample sample() {
        grown.add(trace.input("x", anyShape()));
        if (options.kinds().contains(Kind.INPUTS)) {
            grown.add(trace.input("z", new Type(random.nextBoolean(), anyShape())));
            grown.add(trace.input("v", Type.shared(anyShape())));
        }
        Steps steps = new Steps(this);
        for (int attempt = 0; attempt < 10 * options.steps() && grown.size() < options.steps() + 3; attempt++) {
            Value next = steps.next(any());
            if (next != null && next.shape().size() <= LARGEST_VALUE && !grown.contains(next)) {
                grown.add(tamed(next));
            }
        }
        return sample(trace.graph("y", joined()));
    }

    private Sample sample(Graph graph) {
        return new Sample("random graph of " + options, graph, seed, -1, 1);
    }

    /** The value, scaled down by a power of two where it is large at the sample's numbers. */
    private Value tamed(Value value) {
        Sample sample = sample(trace.graph("y", value));
        double largest = Evaluate.run(
                        sample.graph(),
                        BATCH,
                        Sample.numbers(sample.inputs(BATCH), DoubleArithmetic.DOUBLE),
                        Sample.numbers(sample.parameters(), DoubleArithmetic.DOUBLE),
                        DoubleArithmetic.DOUBLE)
                .get("y")
                .stream()
                .mapToDouble(Math::abs)
                .max()
                .orElseThrow();
        float factor = 1;
        while (largest * factor > LARGEST_NUMBER) {
            factor /= 2;
        }
        return value.scale(factor);
    }

    /** All values that nothing uses, one behind the other; x among them, so that the graph has it. */
    private Value joined() {
        Set<Value> used = new HashSet<>();
        List<Value> open = new ArrayList<>(grown);
        while (!open.isEmpty()) {
            for (Value operand : open.removeLast().operands()) {
                if (used.add(operand)) {
                    open.add(operand);
                }
            }
        }
        Map<Value, Value> ends = new LinkedHashMap<>();
        for (Value value : grown) {
            if (!used.contains(value)) {
                ends.put(value, value.flatten());
            }
        }
        return trace.concatenate(0, List.copyOf(ends.values()));
    }

    /** A value that is there, rather a late one. */
    Value any() {
        int first = random.nextInt(grown.size());
        return grown.get(Math.max(first, random.nextInt(grown.size())));
    }

    /** Another value that can meet this one element by element: a grown one, or new numbers. */
    Value partner(Value value) {
        for (int attempt = 0; attempt < 8; attempt++) {
            Value other = any();
            if (fits(value.shape(), other.shape())) {
                return other;
            }
        }
        int[] extents = value.shape().extents();
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = random.nextInt(3) == 0 ? 1 : extents[axis];
        }
        Shape shape = Shape.of(extents);
        return weights(shape.trailing(random.nextInt(shape.rank() + 1)), 1);
    }

    private static boolean fits(Shape a, Shape b) {
        int product = 1;
        for (int axis = 1; axis <= Math.max(a.rank(), b.rank()); axis++) {
            int first = axis <= a.rank() ? a.extent(-axis) : 1;
            int second = axis <= b.rank() ? b.extent(-axis) : 1;
            if (first != second && first != 1 && second != 1) {
                return false;
            }
            product *= Math.max(first, second);
        }
        return product <= LARGEST_VALUE;
    }

    /** New numbers of this shape, constant or as a parameter, so small that a sum of this many products stays tame. */
    Value weights(Shape shape, int summed) {
        float limit = (float) (1 / Math.sqrt(summed));
        if (options.kinds().contains(Kind.PARAMETERS) && random.nextBoolean()) {
            return trace.parameter("w" + parameters++, shape).scale(limit);
        }
        Tensor tensor = Sample.uniform(random, shape, -limit, limit);
        return trace.constant(tensor);
    }

    /** From low to high, both included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Shape anyShape() {
        return switch (random.nextInt(4)) {
            case 0 -> Shape.of(between(1, 9));
            case 1 -> Shape.of(between(1, 4), between(1, 5));
            default -> Shape.of(between(1, 4), between(2, 4), between(2, 4));
        };
    }
}
