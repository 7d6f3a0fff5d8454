package io.jaspis.check.proof;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Norm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

class PlainBoundsLaws {
    private static int steps;
    private static int otherCategories;

    /** Max pooling, magnitudes, clips, maxima and minima beside ReLUs. */
    private static Graph piecewise(SplittableRandom random) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 4, 5));
        Window window = Window.of(2, 2 + random.nextInt(2)).stride(1 + random.nextInt(2), 1);
        Value pooled = x.maxPool(random.nextBoolean() ? window.padding(1, 1, 0, 1) : window);
        Value clipped = pooled.absolute()
                .leakyRelu(random.nextFloat() * 2)
                .clip(random.nextFloat() * 0.5f, 0.5f + random.nextFloat());
        Tensor other = Tensor.zeros(clipped.shape());
        for (int i = 0; i < other.data().length; i++) {
            other.data()[i] = (float) random.nextGaussian();
        }
        Value y = clipped.max(trace.constant(other)).min(pooled.relu().minus(clipped));
        return trace.graph("y", y.flatten());
    }

    /** Products of constants, plain, moved, and given to layers as if they were inputs. */
    private static Graph constants(SplittableRandom random) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 3, 3));
        Value image = constant(trace, random, 2, 3, 3);
        Value kernels = constant(trace, random, 2, 2, 3, 3);
        Value convolved = image.convolve(kernels, Window.of(3, 3).padding(1, 1, 1, 1), 1);
        Value moved = constant(trace, random, 3, 6)
                .reshape(Shape.of(2, 9))
                .gather(0, List.of(1, 0))
                .reshape(Shape.of(18));
        Value dense = moved.dense(constant(trace, random, 18, 18));
        Value scaled = constant(trace, random, 18).times(constant(trace, random, 18));
        Value y = x.plus(convolved).relu().flatten().plus(dense).minus(scaled);
        return trace.graph("y", y.relu().dense(constant(trace, random, 3, 18)));
    }

    private static Value constant(Trace trace, SplittableRandom random, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) random.nextGaussian();
        }
        return trace.constant(tensor);
    }

    private static Graph network(long seed, SplittableRandom random) {
        return switch ((int) Math.floorMod(seed, 4L)) {
            case 0 -> piecewise(random);
            case 1 -> constants(random);
            default -> ReluGraphs.random(seed).graph();
        };
    }

    /** An example in the range from −1 to 1, with the ball around it; often inputs have axes of their own. */
    private static InputBall ball(Graph graph, Norm norm, SplittableRandom random) {
        float[] centre = new float[graph.input("x").shape().size()];
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < centre.length; i++) {
            boolean whole = random.nextInt(5) == 0;
            centre[i] = whole ? random.nextInt(3) - 1 : (float) random.nextDouble(-1, 1);
            double unit = random.nextInt(4) == 0 ? 0 : random.nextDouble(0.1, 3);
            axes.add(new Axis(unit, -1, 1, whole, Axis.Way.values()[random.nextInt(3)], ""));
        }
        double epsilon = Math.pow(10, random.nextDouble(-3, 0.5));
        return new InputBall(norm, epsilon, centre, random.nextBoolean() ? axes : List.of(Axis.between(-1, 1)));
    }

    /**
     * The same ball, where its inputs have axes of their own with whole numbers that may move by some, and with a group of two or
     * three categories that mostly may change, however small ε is.
     */
    private static InputBall withCategories(InputBall ball, SplittableRandom random) {
        int size = 2 + random.nextInt(2);
        if (ball.axes().size() < size) {
            return ball;
        }
        float[] centre = ball.centre().clone();
        List<Axis> axes = new ArrayList<>();
        for (Axis axis : ball.axes()) {
            double unit = random.nextInt(4) == 0 ? axis.unit() : random.nextDouble(0.5, 4) / ball.epsilon();
            axes.add(axis.whole() ? new Axis(unit, -3, 3, true, axis.way(), "") : axis);
        }
        int first = random.nextInt(centre.length - size + 1);
        int own = first + random.nextInt(size);
        for (int i = first; i < first + size; i++) {
            centre[i] = i == own ? 1 : 0;
            double unit = random.nextInt(8) == 0 ? 0 : random.nextDouble(1.1, 2) / ball.epsilon();
            axes.set(i, new Axis(unit, 0, 1, true, Axis.Way.EITHER, "group"));
        }
        return new InputBall(ball.norm(), ball.epsilon(), centre, axes);
    }

    private static Axis axis(InputBall ball, int i) {
        return ball.axes().get(ball.axes().size() == 1 ? 0 : i);
    }

    /** Whether a choice of categories says what an input is. */
    private static boolean isFixed(InputBall ball, int i) {
        return ball.fixed().length > 0 && !Float.isNaN(ball.fixed()[i]);
    }

    /** The example, with the categories of the choice. */
    private static float[] middle(InputBall ball) {
        float[] middle = ball.centre().clone();
        for (int i = 0; i < middle.length; i++) {
            middle[i] = isFixed(ball, i) ? ball.fixed()[i] : middle[i];
        }
        return middle;
    }

    /** A point of the ball, often at its edge; the distance is that of doubles, with room for their rounding. */
    private static float[] point(InputBall ball, SplittableRandom random) {
        double[] direction = new double[ball.size()];
        double length = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = switch (ball.norm()) {
                case LINF -> random.nextBoolean() ? random.nextInt(2) * 2 - 1 : random.nextDouble(-1, 1);
                case L1, L2 -> random.nextInt(4) == 0 ? random.nextGaussian() : 0;
            };
            Axis axis = axis(ball, i);
            boolean stays = isFixed(ball, i)
                    || axis.way() == Axis.Way.UP && direction[i] < 0
                    || axis.way() == Axis.Way.DOWN && direction[i] > 0;
            direction[i] = stays ? 0 : direction[i];
            length += switch (ball.norm()) {
                case LINF -> 0;
                case L1 -> Math.abs(direction[i]);
                case L2 -> direction[i] * direction[i];
            };
        }
        double scale = ball.epsilon()
                * (1 - 0x1p-20)
                / switch (ball.norm()) {
                    case LINF -> 1;
                    case L1 -> Math.max(length, 1e-9);
                    case L2 -> Math.max(Math.sqrt(length), 1e-9);
                };
        float[] point = middle(ball);
        for (int i = 0; i < point.length; i++) {
            Axis axis = axis(ball, i);
            float centre = point[i];
            double step = scale * direction[i] * axis.unit();
            if (axis.whole()) {
                // The last whole number on the way.
                step = Math.signum(step) * Math.floor(Math.abs(step));
            }
            double most = Math.abs(step);
            float moved = Math.clamp((float) (centre + step), axis.lower(), axis.upper());
            while (Math.abs((double) moved - centre) > most) {
                moved = Math.nextAfter(moved, centre);
            }
            point[i] = moved;
        }
        return point;
    }

    /** What a form is at a point, between two numbers in exact arithmetic. */
    private static BigDecimal[] at(Form form, List<BigDecimal[]> variables) {
        BigDecimal[] sum = {
            EXACT.of(form.constant().lower()), EXACT.of(form.constant().upper())
        };
        for (int i = 0; i < form.terms(); i++) {
            BigDecimal least = null;
            BigDecimal most = null;
            for (double coefficient : new double[] {form.lower(i), form.upper(i)}) {
                for (BigDecimal value : variables.get(form.variable(i))) {
                    BigDecimal product = EXACT.multiply(EXACT.of(coefficient), value);
                    least = least == null ? product : least.min(product);
                    most = most == null ? product : most.max(product);
                }
            }
            sum[0] = EXACT.add(sum[0], least);
            sum[1] = EXACT.add(sum[1], most);
        }
        return sum;
    }

    /** Inputs and neurons at a point. */
    private static List<BigDecimal[]> variables(ReluNetwork network, float[] point, List<BigDecimal[]> operands) {
        List<BigDecimal[]> variables = new ArrayList<>();
        for (float value : point) {
            variables.add(new BigDecimal[] {EXACT.of(value), EXACT.of(value)});
        }
        for (Form operand : network.operands()) {
            BigDecimal[] z = at(operand, variables);
            operands.add(z);
            variables.add(new BigDecimal[] {z[0].max(BigDecimal.ZERO), z[1].max(BigDecimal.ZERO)});
        }
        return variables;
    }

    private static List<BigDecimal> exact(Graph graph, float[] point) {
        List<BigDecimal> x = new ArrayList<>();
        for (float value : point) {
            x.add(EXACT.of(value));
        }
        return Evaluate.run(graph, 1, Map.of("x", x), Map.of(), EXACT).get("y");
    }

    @Property(tries = 60)
    @Label("a network that is written out is what its graph says, in exact arithmetic")
    void writtenOut(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = network(seed, random);
        ReluNetwork network = ReluNetwork.of(graph);
        InputBall ball = ball(graph, Norm.LINF, random);
        float[] point = point(ball, random);
        List<BigDecimal[]> variables = variables(network, point, new ArrayList<>());
        List<BigDecimal> expected = exact(graph, point);
        assertEquals(expected.size(), network.outputs().size());
        for (int i = 0; i < expected.size(); i++) {
            BigDecimal[] found = at(network.outputs().get(i), variables);
            BigDecimal value = expected.get(i);
            assertTrue(found[0].compareTo(value) <= 0 && value.compareTo(found[1]) <= 0, "output " + i);
            double width = found[1].subtract(found[0]).doubleValue();
            assertTrue(width <= 1e-9 * Math.max(1, value.abs().doubleValue()), "width " + width);
        }
    }

    @Property(tries = 150)
    @Label(
            "no point of a part of a ball is below a bound of it, whatever the norm, the slopes and the multipliers; without tolerance")
    void below(@ForAll long seed, @ForAll Norm norm, @ForAll boolean crown) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = network(seed, random);
        ReluNetwork network = ReluNetwork.of(graph);
        InputBall whole = withCategories(ball(graph, norm, random), random);
        List<InputBall> choices = whole.choices();
        InputBall ball = random.nextInt(4) == 0 ? whole : choices.get(random.nextInt(choices.size()));
        otherCategories += Arrays.equals(middle(ball), ball.centre()) ? 0 : 1;
        PlainBounds bounds = new PlainBounds(network, ball);
        bounds.intervals();
        if (crown) {
            bounds.crown(() -> false);
        }
        Form first = network.outputs().get(0);
        Form lead = first.plus(network.outputs().get(1), Range.of(-1)).merged();
        for (int n = 0; n < 6; n++) {
            float[] point = n == 0 ? middle(ball) : point(ball, random);
            assertInBox(ball, point);
            List<BigDecimal[]> operands = new ArrayList<>();
            variables(network, point, operands);
            byte[] sides = new byte[network.neurons()];
            float[] parameters = new float[sides.length];
            for (int i = 0; i < sides.length; i++) {
                BigDecimal[] z = operands.get(i);
                assertTrue(EXACT.of(bounds.ranges().lower()[i]).compareTo(z[1]) <= 0, "neuron " + i);
                assertTrue(EXACT.of(bounds.ranges().upper()[i]).compareTo(z[0]) >= 0, "neuron " + i);
                if (random.nextInt(3) == 0) {
                    sides[i] = (byte) (z[0].signum() >= 0 ? 1 : z[1].signum() <= 0 ? -1 : 0);
                }
                parameters[i] = (float) (random.nextDouble(-0.5, 1.5) * Math.pow(10, random.nextInt(4) - 2));
            }
            List<BigDecimal> scores = exact(graph, point);
            BigDecimal value = scores.get(0).subtract(scores.get(1));
            for (Part part : List.of(Part.WHOLE, new Part(sides, parameters), new Part(sides, null))) {
                double least = bounds.least(lead, part);
                assertTrue(
                        !(least > Double.NEGATIVE_INFINITY) || EXACT.of(least).compareTo(value) <= 0,
                        least + " above " + value);
            }
        }
    }

    private static void assertInBox(InputBall ball, float[] point) {
        InputBox box = ball.box();
        for (int i = 0; i < point.length; i++) {
            assertTrue(box.least()[i] <= point[i] && point[i] <= box.most()[i], point[i] + " of " + axis(ball, i));
            steps += axis(ball, i).whole() && !isFixed(ball, i) && point[i] != ball.centre()[i] ? 1 : 0;
        }
    }

    @AfterContainer
    static void someAreMet() {
        assertTrue(steps > 20, steps + " inputs are whole numbers that moved");
        assertTrue(otherCategories > 5, otherCategories + " balls have another category than the example");
    }

    @Property(tries = 200)
    @Label("each category that a group can have is a choice of its own, and nothing else is fixed in it")
    void everyCategoryIsAChoice(@ForAll long seed, @ForAll Norm norm) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = ReluGraphs.random(seed).graph();
        InputBall ball = withCategories(ball(graph, norm, random), random);
        List<float[]> expected = new ArrayList<>();
        for (int one = 0; one < ball.size(); one++) {
            float[] fixed = new float[ball.size()];
            boolean may = !axis(ball, one).group().isEmpty();
            for (int i = 0; i < fixed.length; i++) {
                boolean category = !axis(ball, i).group().isEmpty();
                fixed[i] = !category ? Float.NaN : i == one ? 1 : 0;
                may &= !category
                        || fixed[i] == ball.centre()[i]
                        || axis(ball, i).unit() > 0;
            }
            if (may) {
                expected.add(fixed);
            }
        }
        List<InputBall> choices = ball.choices();
        if (expected.size() < 2) {
            assertEquals(List.of(ball), choices);
        } else {
            assertEquals(expected.size(), choices.size());
            for (int n = 0; n < expected.size(); n++) {
                assertArrayEquals(expected.get(n), choices.get(n).fixed());
            }
        }
    }

    @Example
    void numbersThatAreNoneProveNothing() {
        Graph graph = ReluGraphs.random(2).graph();
        ReluNetwork network = ReluNetwork.of(graph);
        InputBall ball = ball(graph, Norm.LINF, new SplittableRandom(1));
        PlainBounds bounds = new PlainBounds(network, ball);
        bounds.intervals();
        double before = bounds.least(network.outputs().get(0), Part.WHOLE);
        byte[] sides = new byte[network.neurons()];
        Arrays.fill(sides, (byte) 1);
        for (float strange : new float[] {Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
            float[] parameters = new float[sides.length];
            Arrays.fill(parameters, strange);
            double least = bounds.least(network.outputs().get(0), new Part(sides, parameters));
            assertTrue(!(least > Math.max(0, before)), least + " above " + before);
        }
        // And nothing is left of them for the next pass.
        assertEquals(before, bounds.least(network.outputs().get(0), Part.WHOLE));
    }

    /** Each number of a sum counts once, and each product of numbers without coefficients too. */
    @Example
    void sizeIsLimitedByWhatIsWrittenOut() {
        int many = 9000;
        ReluNetwork sum = ReluNetwork.of(
                Graph.of("x", Shape.of(many), "y", x -> x.relu().sum(0).reshape(Shape.of(1))));
        assertEquals(many, sum.outputs().getFirst().terms());
        FormArithmetic arithmetic = new FormArithmetic(1);
        Form half = arithmetic.of(0.5f);
        assertThrows(PlainArithmetic.NotPlain.class, () -> {
            for (int i = 0; i < 40_000_000; i++) {
                arithmetic.multiply(half, half);
            }
        });
    }

    @Example
    void otherOperationsAreRefused() {
        for (Graph graph : List.of(
                Graph.of("x", Shape.of(3), "y", Value::tanh),
                Graph.of("x", Shape.of(3), "y", x -> x.times(x)),
                Graph.of("x", Shape.of(3), "y", x -> x.plus(1).reciprocal()),
                Graph.of("x", Shape.of(3), "y", Value::step))) {
            assertThrows(InputException.class, () -> ReluNetwork.of(graph));
        }
    }
}
