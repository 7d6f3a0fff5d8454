package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
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
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.FormBounds.Row;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Lines at sigmoids and hyperbolic tangents, and what backward passes through them say. */
class SigmoidalLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int POINTS = 8;
    private static final Sigmoidal TANH =
            Sigmoidal.of(new Trace().input("x", Shape.of(1)).tanh()).orElseThrow();
    private static final Sigmoidal SIGMOID =
            Sigmoidal.of(new Trace().input("x", Shape.of(1)).sigmoid()).orElseThrow();

    private static double at(Sigmoidal curve, double x) {
        return curve == TANH ? StrictMath.tanh(x) : 1 / (1 + StrictMath.exp(-x));
    }

    private static float end(SplittableRandom random) {
        double size = Math.pow(10, random.nextDouble(-8, 3));
        return (float) (random.nextBoolean() ? size : -size);
    }

    @Property(tries = 3000)
    @Label("no point between the bounds is below the one line or above the other")
    void lines(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Sigmoidal curve = random.nextBoolean() ? TANH : SIGMOID;
        float one = end(random);
        float other = random.nextBoolean() ? end(random) : one + (float) (one * random.nextDouble());
        float lower = Math.min(one, other);
        float upper = Math.max(one, other);
        Sigmoidal.Line below = curve.below(lower, upper);
        Sigmoidal.Line above = curve.above(lower, upper);
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 400; i++) {
            // Products of two floats are exact in double.
            float x =
                    i == 0 ? lower : i == 1 ? upper : (float) (lower + (upper - (double) lower) * random.nextDouble());
            double value = at(curve, x);
            double under = below.slope() * (double) x + below.offset();
            double over = above.slope() * (double) x + above.offset();
            assertTrue(under <= value && value <= over, () -> below + " and " + above + " at " + x);
            least = Math.min(least, Math.min(value - under, over - value));
        }
        assertTrue(least < 1e-2, "the lines come near: " + least);
        assertTrue(Math.max(Math.abs(below.offset()), Math.abs(above.offset())) <= Sigmoidal.MOST_OFFSET);
        double gap = 0.5 * (above.slope() - (double) below.slope()) * ((double) lower + upper)
                + above.offset()
                - below.offset();
        double constant = at(curve, upper) - at(curve, lower);
        assertTrue(gap <= constant + 1e-6, gap + " is more than between constants: " + constant);
    }

    @Example
    @Label("of bounds that aren't known nothing is claimed but the function's own")
    void unknown() {
        float infinity = Float.POSITIVE_INFINITY;
        assertEquals(0, TANH.below(-infinity, infinity).slope());
        assertEquals(-1, TANH.below(-infinity, infinity).offset(), 1e-6);
        assertEquals(1, TANH.above(-infinity, infinity).offset(), 1e-6);
        assertEquals(0, SIGMOID.below(-infinity, 3).offset(), 1e-6);
        assertEquals(1, SIGMOID.above(-1, infinity).offset(), 1e-6);
        assertEquals(-1, TANH.below(Float.NaN, Float.NaN).offset(), 1e-6);
        assertEquals(0.5, SIGMOID.below(0, infinity).offset(), 1e-6);
        assertEquals(Math.tanh(2), TANH.above(Float.NaN, 2).offset(), 1e-6);
    }

    /** A network of dense layers, each with an activation of its own. */
    private record Trial(Graph network, float[] lower, float[] upper, SplittableRandom random) {
        static Trial of(long seed, boolean relus) {
            SplittableRandom random = new SplittableRandom(seed);
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(4));
            Value y = x;
            int layers = random.nextInt(1, 4);
            for (int i = 0; i < layers; i++) {
                Value z = dense(trace, y, 6, random);
                int kind = random.nextInt(relus ? 4 : 2);
                y = switch (kind) {
                    case 0 -> z.tanh();
                    case 1 -> z.sigmoid();
                    case 2 -> z.relu();
                    // Both of one operand, and what it is beside.
                    default -> z.tanh().plus(z.relu()).minus(z.scale(0.5f));
                };
            }
            Graph network = trace.graph("y", dense(trace, y, 3, random));
            double size = Math.pow(10, random.nextDouble(-3, 1));
            float[] lower = new float[4];
            float[] upper = new float[4];
            for (int i = 0; i < lower.length; i++) {
                lower[i] = (float) random.nextDouble(-1, 1);
                upper[i] = lower[i] + (float) (size * random.nextDouble());
            }
            return new Trial(network, lower, upper, random);
        }

        private static Value dense(Trace trace, Value x, int outputs, SplittableRandom random) {
            double size = Math.pow(10, random.nextDouble(-1, 1));
            int inputs = x.shape().size();
            Value weights =
                    trace.constant(Tensor.of(Shape.of(outputs, inputs), numbers(outputs * inputs, size, random)));
            return x.dense(weights).plus(trace.constant(Tensor.of(Shape.of(outputs), numbers(outputs, size, random))));
        }

        private static float[] numbers(int count, double size, SplittableRandom random) {
            float[] numbers = new float[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = (float) (size * random.nextGaussian());
            }
            return numbers;
        }

        float[] point() {
            float[] point = new float[lower.length];
            for (int i = 0; i < point.length; i++) {
                double share = random.nextInt(3) == 0 ? random.nextInt(2) : random.nextDouble();
                point[i] = (float) Math.clamp(lower[i] + share * ((double) upper[i] - lower[i]), lower[i], upper[i]);
            }
            return point;
        }

        /** The operands of all activations and the output at a point. */
        List<Double> at(Activations activations, float[] point) {
            Map<String, Value> outputs = new LinkedHashMap<>();
            for (Value activation : activations.nonlinear()) {
                outputs.put("operand " + outputs.size(), activation.operand(0));
            }
            outputs.put("y", activations.output());
            Graph graph = activations.output().trace().graph(outputs);
            Map<String, List<Double>> found = Evaluate.run(graph, 1, Map.of("x", DOUBLE.of(point)), Map.of(), DOUBLE);
            List<Double> all = new ArrayList<>();
            outputs.keySet().forEach(name -> all.addAll(found.get(name)));
            return all;
        }
    }

    /** What doubles may have rounded. */
    private static double room(double value) {
        return 1e-11 * (1 + Math.abs(value));
    }

    @Property(tries = 150)
    @Label("no point of the box has a neuron outside its bounds, or a form below its own")
    void forms(@ForAll long seed) {
        Trial trial = Trial.of(seed, true);
        Activations activations = new Activations(trial.network(), DEVICE);
        try (NeuronTightening tightening = new NeuronTightening(activations, DEVICE, trial.lower(), trial.upper(), 8);
                FormBounds forms = new FormBounds(activations, activations.output(), DEVICE, 4)) {
            NeuronBounds intervals = tightening.intervals();
            NeuronBounds bounds = intervals.copy();
            tightening.tighten(bounds, Climb.NONE, () -> false);
            tightening.tighten(bounds, new Climb(4, 0.3, 0.1, 0.9), () -> false);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                NeuronLines lines = activations.lines(bounds);
                rows.add(new Row(Trial.numbers(3, 1, trial.random()), lines, new int[0], lines.adaptive()));
            }
            forms.restrict(trial.lower(), trial.upper(), bounds);
            forms.bound(rows, new Climb(4, 0.2, 0.2, 0.9), Float.POSITIVE_INFINITY);
            for (int i = 0; i < POINTS; i++) {
                List<Double> values = trial.at(activations, trial.point());
                for (int neuron = 0; neuron < bounds.neurons(); neuron++) {
                    double value = values.get(neuron);
                    assertTrue(bounds.lower(neuron) <= value + room(value), "lower of " + neuron);
                    assertTrue(bounds.upper(neuron) >= value - room(value), "upper of " + neuron);
                    assertTrue(bounds.lower(neuron) >= intervals.lower(neuron), "no wider than intervals");
                }
                for (Row row : rows) {
                    double sum = 0;
                    double size = 0;
                    for (int j = 0; j < 3; j++) {
                        double term = row.form()[j] * values.get(bounds.neurons() + j);
                        sum += term;
                        size += Math.abs(term);
                    }
                    assertTrue(row.bound() <= sum + room(size), row.bound() + " is no lower bound of " + sum);
                }
            }
        }
    }

    /**
     * Those of training, which the reference tests compare with auto_LiRPA's, take lines by the same rule in float32. Of networks that are
     * drawn once: where a neuron's ends are as far from 0, rounding decides which line is taken.
     */
    @Property(tries = 60, seed = "8561261948691560")
    @Label("with bounds of neurons from intervals it is the bound of CROWN-IBP, but for rounding")
    void same(@ForAll long seed) {
        Trial trial = Trial.of(seed, false);
        Activations activations = new Activations(trial.network(), DEVICE);
        // Each output, and its opposite.
        float[][] rows = new float[6][3];
        float[] all = new float[18];
        for (int i = 0; i < 6; i++) {
            rows[i][i % 3] = i < 3 ? 1 : -1;
            all[3 * i + i % 3] = rows[i][i % 3];
        }
        try (NeuronTightening tightening = new NeuronTightening(activations, DEVICE, trial.lower(), trial.upper(), 8);
                FormBounds forms = new FormBounds(activations, activations.output(), DEVICE, 6);
                Execution training = DEVICE.load(Plan.of(LinearBounds.of(trial.network(), 6), 1))) {
            NeuronBounds bounds = tightening.intervals();
            NeuronLines lines = activations.lines(bounds);
            List<Row> own = Arrays.stream(rows)
                    .map(row -> new Row(row, lines, new int[0], lines.adaptive()))
                    .toList();
            forms.restrict(trial.lower(), trial.upper(), bounds);
            forms.bound(own, Climb.NONE, Float.POSITIVE_INFINITY);
            training.write("x" + Intervals.LOWER, trial.lower(), 0);
            training.write("x" + Intervals.UPPER, trial.upper(), 0);
            training.write(LinearBounds.ROWS, all, 0);
            training.run();
            float[] theirs = training.read("y" + Intervals.LOWER);
            for (int i = 0; i < 6; i++) {
                // Their tangents are sought less far, which counts as the bounds are wide.
                double width = -theirs[i] - (double) theirs[(i + 3) % 6];
                double size = 1 + Math.abs(theirs[i]) + Math.max(0, width);
                assertEquals(theirs[i], own.get(i).bound(), 2e-3 * size, "row " + i);
            }
        }
    }
}
