package io.jaspis.certify.intervals;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Bounds of norms whose root is no float's power, and so is computed by logarithms. */
class NormBoundsLaws {
    private static final int SIZE = 3;

    private static Graph graph(UnaryOperator<Value> function) {
        return Graph.of("x", Shape.of(SIZE), "y", function);
    }

    private static Value powers(Value x, int p) {
        return (p % 2 == 0 ? x : x.absolute()).power(p).sum().reshape(Shape.of(1));
    }

    private static double norm(List<Double> x, int p) {
        return Math.pow(
                x.stream().mapToDouble(each -> Math.pow(Math.abs(each), p)).sum(), 1.0 / p);
    }

    private static double[] bounds(Graph network, List<Double> lower, List<Double> upper) {
        var bounds = Evaluate.run(
                Intervals.of(network),
                1,
                Map.of("x" + Intervals.LOWER, lower, "x" + Intervals.UPPER, upper),
                Map.of(),
                DOUBLE);
        return new double[] {
            bounds.get("y" + Intervals.LOWER).getFirst(),
            bounds.get("y" + Intervals.UPPER).getFirst()
        };
    }

    @Property(tries = 200)
    @Label(
            "a p-norm on a box has finite bounds that hold all its values, and reach little beyond the largest, around 0 too")
    void finiteAroundZero(@ForAll @IntRange(min = 3, max = 12) int p, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph network = graph(x -> powers(x, p).logarithm().over(p).exponential());
        double size = Math.scalb(1.0, random.nextInt(-6, 4));
        List<Double> lower = new ArrayList<>();
        List<Double> upper = new ArrayList<>();
        List<Double> largest = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            lower.add(-size * random.nextDouble());
            upper.add(size * random.nextDouble());
            largest.add(Math.max(-lower.get(i), upper.get(i)));
        }
        double[] bounds = bounds(network, lower, upper);
        double most = norm(largest, p);
        assertTrue(bounds[0] <= 0 && bounds[0] >= -1e-30, () -> "the lower bound is " + bounds[0]);
        assertTrue(bounds[1] >= most && bounds[1] <= 1.0001 * most, () -> bounds[1] + " of " + most);
        for (int i = 0; i < 10; i++) {
            List<Double> point = new ArrayList<>();
            for (int axis = 0; axis < SIZE; axis++) {
                point.add(lower.get(axis) + random.nextDouble() * (upper.get(axis) - lower.get(axis)));
            }
            double value = norm(point, p);
            assertTrue(bounds[0] <= value && value <= bounds[1], () -> value + " isn't between");
        }
    }

    @Example
    @Label("a logarithm that is used otherwise, too, has no bounds at 0")
    void onlyRootsAreDefinedAtZero() {
        List<Double> lower = List.of(-1.0, -1.0, -1.0);
        List<Double> upper = List.of(1.0, 1.0, 1.0);
        List<UnaryOperator<Value>> others = List.of(
                x -> powers(x, 3).logarithm(),
                x -> powers(x, 3).logarithm().clip(-1, 1),
                x -> powers(x, 3).logarithm().scale(-0.5f).exponential().clip(-1, 1),
                x -> powers(x, 3).logarithm().plus(1).exponential(),
                x -> {
                    Value logarithm = powers(x, 3).logarithm();
                    return logarithm.exponential().plus(logarithm.sigmoid());
                },
                x -> x.sum().reshape(Shape.of(1)).logarithm().over(3).exponential());
        for (UnaryOperator<Value> other : others) {
            double[] bounds = bounds(graph(other), lower, upper);
            assertFalse(
                    bounds[0] > Double.NEGATIVE_INFINITY && bounds[1] < Double.POSITIVE_INFINITY,
                    () -> bounds[0] + " to " + bounds[1]);
        }
    }
}
