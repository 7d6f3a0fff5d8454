package io.jaspis.autodiff;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.fail;

import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Compares a recorded gradient with central differences, both in double.
 *
 * <p>The differences D(h) and D(h/2) are off by c·h² and c·h²/4 and higher terms, so that E = (4·D(h/2) − D(h)) / 3 is
 * off by O(h⁴) only, and |D(h) − D(h/2)| = ¾·c·h² is far more than that for h = 2^−10 and functions that vary over
 * lengths of about 1. To it comes what rounding does to the four function values, each divided by h: a relative error
 * of {@value #ROUNDINGS} roundings is allowed, for graphs of tens of values with sums of tens of terms.
 *
 * <p>Where a kink (a sign, a winner of a maximum, a whole part) lies between the points, there is no derivative to
 * compare with, and the coordinate is left out.
 */
public final class GradientCheck {
    private static final double STEP = 0x1p-10;
    private static final int ROUNDINGS = 1000;

    private final Sample sample;
    private final int batch;
    private final Map<String, List<Double>> inputs;
    private final Map<String, List<Double>> parameters;
    private int compared;

    private GradientCheck(Sample sample, int batch) {
        this.sample = sample;
        this.batch = batch;
        this.inputs = Sample.numbers(sample.inputs(batch), DOUBLE);
        this.parameters = Sample.numbers(sample.parameters(), DOUBLE);
    }

    /**
     * Compares the gradient of output y in all inputs and parameters, in at most this many coordinates of each.
     *
     * @return how many coordinates were compared
     */
    public static int check(Sample sample, int batch, int coordinates) {
        return new GradientCheck(sample, batch).check(coordinates);
    }

    /** The graph whose output weighs this one's elements, so that the gradient sees each on its own. */
    static Graph weighted(Graph graph, long seed) {
        Trace trace = new Trace();
        Value y = trace.inline(graph, Map.of()).get("y");
        return trace.graph("y", y.times(trace.constant(weights(y, seed))));
    }

    private static Tensor weights(Value value, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor weights = Tensor.zeros(value.shape());
        for (int i = 0; i < weights.data().length; i++) {
            weights.data()[i] = (float) random.nextDouble(-1, 1);
        }
        return weights;
    }

    /** The graph of ⟨gradient of y, v⟩ for a fixed random v. */
    static Graph slope(Graph graph, long seed) {
        Trace trace = new Trace();
        Value y = trace.inline(graph, Map.of()).get("y");
        List<Value> sources = new ArrayList<>();
        graph.inputs().values().forEach(input -> sources.add(trace.record(input.op(), List.of())));
        graph.parameters().values().forEach(parameter -> sources.add(trace.record(parameter.op(), List.of())));
        Value sum = null;
        for (Value gradient : Gradient.of(y, sources)) {
            Value term = gradient.times(trace.constant(weights(gradient, seed))).sum();
            sum = sum == null ? term : sum.plus(term);
        }
        return trace.graph("y", sum);
    }

    private int check(int coordinates) {
        List<String> names = new ArrayList<>(sample.graph().inputs().keySet());
        names.addAll(sample.graph().parameters().keySet());
        Graph gradient = Gradient.of(sample.graph(), "y", names.toArray(String[]::new));
        Map<String, List<Double>> gradients =
                Evaluate.run(gradient, batch, inputs, parameters, sample.noise(batch, DOUBLE), DOUBLE);
        SplittableRandom random = new SplittableRandom(sample.seed());
        for (String name : names) {
            List<Double> found = gradients.get(Gradient.PREFIX + name);
            Map<String, List<Double>> where = inputs.containsKey(name) ? inputs : parameters;
            if (found.size() != where.get(name).size()) {
                fail("the gradient in " + name + " has " + found.size() + " elements in " + sample);
            }
            for (int k = 0; k < Math.min(coordinates, found.size()); k++) {
                int i = found.size() <= coordinates ? k : random.nextInt(found.size());
                compare(name, where, i, found.get(i));
            }
        }
        return compared;
    }

    private record Point(double sum, double size, List<Long> decisions) {}

    private void compare(String name, Map<String, List<Double>> where, int i, double found) {
        List<Double> numbers = where.get(name);
        double centre = numbers.get(i);
        List<Point> points = new ArrayList<>();
        for (double shift : new double[] {STEP, -STEP, STEP / 2, -STEP / 2, 0}) {
            List<Double> moved = new ArrayList<>(numbers);
            moved.set(i, centre + shift);
            Map<String, List<Double>> changed = new LinkedHashMap<>(where);
            changed.put(name, moved);
            points.add(point(where == inputs ? changed : inputs, where == inputs ? parameters : changed));
        }
        if (points.stream().map(Point::decisions).distinct().count() > 1) {
            return;
        }
        compared++;
        double wide = (points.get(0).sum - points.get(1).sum) / (2 * STEP);
        double narrow = (points.get(2).sum - points.get(3).sum) / STEP;
        double expected = (4 * narrow - wide) / 3;
        double size = points.stream().mapToDouble(Point::size).max().orElseThrow();
        double allowed = Math.abs(wide - narrow) + ROUNDINGS * Math.ulp(1.0) * (size + Math.abs(found)) / STEP;
        if (!(Math.abs(found - expected) <= allowed)) {
            fail("the gradient in element %d of %s is %s, but differences give %s ± %s, in %s"
                    .formatted(i, name, found, expected, allowed, sample));
        }
    }

    private Point point(Map<String, List<Double>> inputsThere, Map<String, List<Double>> parametersThere) {
        Map<Value, List<Double>> values = Evaluate.values(
                sample.graph(), batch, inputsThere, parametersThere, sample.noise(batch, DOUBLE), DOUBLE);
        double sum = 0;
        double size = 0;
        for (double element : values.get(sample.graph().output("y"))) {
            sum += element;
        }
        for (List<Double> elements : values.values()) {
            for (double element : elements) {
                size = Math.max(size, Math.abs(element));
            }
        }
        return new Point(sum, size, Decisions.of(sample.graph(), batch, values));
    }
}
