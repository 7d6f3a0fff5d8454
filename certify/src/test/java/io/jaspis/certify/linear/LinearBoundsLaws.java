package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Arithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.lifecycle.AfterContainer;

class LinearBoundsLaws {
    private static final int BATCH = 2;
    private static final int ROWS = 2;

    /** What rounding in double makes of sums of some thousand terms of about 1, and of the numbers float controls give. */
    private static final double ROUNDING = 1e-9;

    private static int finiteThroughCurves;
    private static int throughCurves;

    private static final RandomGraphs LINEAR =
            RandomGraphs.of(Kind.DENSE, Kind.IMAGES, Kind.SUMS, Kind.MOVEMENTS, Kind.PARAMETERS);

    /** Random boxes around a sample's inputs, with random linear forms of its only output. */
    private static final class Trial {
        final Sample sample;
        final Graph network;
        final SplittableRandom random;
        final Map<String, List<Double>> bounds = new HashMap<>();
        final Map<String, List<Double>> centres;
        final Map<String, List<Double>> parameters;
        final List<Double> rows;

        Trial(Sample sample, double radius, long seed) {
            this.sample = sample;
            this.network = sample.graph();
            this.random = new SplittableRandom(seed);
            this.centres = Sample.numbers(sample.inputs(BATCH), DOUBLE);
            this.parameters = Sample.numbers(sample.parameters(), DOUBLE);
            this.rows = numbers(BATCH * ROWS * output().shape().size(), -1, 1);
            bounds.put(LinearBounds.ROWS, rows);
            centres.forEach((name, numbers) -> {
                List<Double> lower = new ArrayList<>();
                List<Double> upper = new ArrayList<>();
                for (double centre : numbers) {
                    lower.add(centre - radius * random.nextDouble());
                    upper.add(centre + radius * random.nextDouble());
                }
                bounds.put(name + Intervals.LOWER, lower);
                bounds.put(name + Intervals.UPPER, upper);
            });
        }

        Value output() {
            return network.output(network.onlyOutput());
        }

        List<Double> numbers(int count, double from, double to) {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(random.nextDouble(from, to));
            }
            return numbers;
        }

        private Map<String, List<Double>> run(Graph graph, Map<String, List<Double>> inputs) {
            return run(graph, inputs, DOUBLE, number -> number);
        }

        /** In real arithmetic, which makes no roundings to speak of. */
        private Map<String, List<BigDecimal>> runExactly(Graph graph, Map<String, List<Double>> inputs) {
            return run(graph, inputs, EXACT, EXACT::of);
        }

        private <N> Map<String, List<N>> run(
                Graph graph, Map<String, List<Double>> inputs, Arithmetic<N> arithmetic, Function<Double, N> number) {
            Sample there = sample.withGraph(graph);
            return Evaluate.run(
                    graph,
                    BATCH,
                    numbers(inputs, graph.inputs().keySet(), number),
                    numbers(parameters, graph.parameters().keySet(), number),
                    there.noise(BATCH, arithmetic),
                    arithmetic);
        }

        private static <N> Map<String, List<N>> numbers(
                Map<String, List<Double>> all, Set<String> names, Function<Double, N> number) {
            Map<String, List<N>> numbers = new HashMap<>();
            all.forEach((name, list) -> {
                if (names.contains(name)) {
                    numbers.put(name, list.stream().map(number).toList());
                }
            });
            return numbers;
        }

        /** Lower bounds of the forms, {@code [batch, rows]}. */
        List<Double> lower(Graph graph) {
            return run(graph, bounds).values().iterator().next();
        }

        /** The forms at points, one row after the other, and the gradients of each in the inputs. */
        Map<String, List<Double>> at(Map<String, List<Double>> points) {
            return run(forms(), withRows(points));
        }

        private Map<String, List<Double>> withRows(Map<String, List<Double>> points) {
            Map<String, List<Double>> inputs = new HashMap<>(points);
            inputs.put(LinearBounds.ROWS, rows);
            return inputs;
        }

        private Graph forms() {
            Trace trace = new Trace();
            Value y = trace.inline(network, Map.of()).get(network.onlyOutput());
            Value forms = trace.input(LinearBounds.ROWS, Shape.of(ROWS).then(output().shape()));
            List<Value> sources = new ArrayList<>();
            network.inputs().forEach((name, value) -> sources.add(trace.input(name, value.type())));
            Map<String, Value> outputs = new LinkedHashMap<>();
            for (int row = 0; row < ROWS; row++) {
                Value form = forms.slice(0, row, 1).reshape(y.shape()).times(y).sum();
                outputs.put("form " + row, form);
                List<Value> gradients = Gradient.of(form, sources);
                int next = 0;
                for (String name : network.inputs().keySet()) {
                    outputs.put("gradient " + row + name, gradients.get(next++));
                }
            }
            return trace.graph(outputs);
        }

        /** Whether, in real arithmetic, bounds of boxes that are points lie at the values there, or below by what is open. */
        boolean exactAtCentres(Graph graph, int example, int row, double open) {
            List<BigDecimal> form = runExactly(forms(), withRows(centres)).get("form " + row);
            BigDecimal bound =
                    runExactly(graph, bounds).values().iterator().next().get(example * ROWS + row);
            BigDecimal below = form.get(example % form.size()).subtract(bound);
            return below.signum() >= 0 && below.doubleValue() <= open;
        }

        /** Points of the boxes: corners, or anything between. */
        Map<String, List<Double>> inside() {
            boolean corner = random.nextBoolean();
            Map<String, List<Double>> points = new HashMap<>();
            centres.forEach((name, numbers) -> {
                List<Double> point = new ArrayList<>();
                for (int i = 0; i < numbers.size(); i++) {
                    double share = corner ? random.nextInt(2) : random.nextDouble();
                    double lower = bounds.get(name + Intervals.LOWER).get(i);
                    double upper = bounds.get(name + Intervals.UPPER).get(i);
                    point.add(lower + share * (upper - lower));
                }
                points.put(name, point);
            });
            return points;
        }

        /** The corner of the boxes that a linear function with the gradients at the centres is least at. */
        Map<String, List<Double>> lowest(int row) {
            Map<String, List<Double>> gradients = at(centres);
            Map<String, List<Double>> points = new HashMap<>();
            centres.forEach((name, numbers) -> {
                List<Double> gradient = gradients.get("gradient " + row + name);
                List<Double> point = new ArrayList<>();
                for (int i = 0; i < numbers.size(); i++) {
                    String end = gradient.get(i) > 0 ? Intervals.LOWER : Intervals.UPPER;
                    point.add(bounds.get(name + end).get(i));
                }
                points.put(name, point);
            });
            return points;
        }

        /** How far apart the intervals of the forms are, {@code [batch, rows]}. */
        List<Double> intervalWidths() {
            Trace trace = new Trace();
            Value y = network.output(network.onlyOutput());
            Map<String, Value> ends = trace.inline(Intervals.of(network), Map.of());
            Value width = ends.get(network.onlyOutput() + Intervals.UPPER)
                    .minus(ends.get(network.onlyOutput() + Intervals.LOWER));
            Value forms = trace.input(LinearBounds.ROWS, Shape.of(ROWS).then(y.shape()));
            Value widths = forms.absolute().times(width.broadcast(0, ROWS));
            Value sums = widths.reshape(Shape.of(ROWS, y.shape().size())).sum(1);
            return run(trace.graph("width", sums), bounds).get("width");
        }

        /** @return how many bounds are finite: others claim nothing, where an operand has no finite ones */
        int assertSound(Graph graph) {
            List<Double> lower = lower(graph);
            for (int i = 0; i < 15; i++) {
                Map<String, List<Double>> found = at(inside());
                for (int row = 0; row < ROWS; row++) {
                    List<Double> form = found.get("form " + row);
                    for (int example = 0; example < BATCH; example++) {
                        double reached = form.get(example % form.size());
                        double bound = lower.get(example * ROWS + row);
                        assertFalse(
                                bound > reached + ROUNDING * (1 + Math.abs(reached)),
                                () -> bound + " is no lower bound of " + reached + " in " + sample);
                    }
                }
            }
            return (int) lower.stream().filter(Double::isFinite).count();
        }

        /** The same where no operand can have infinite bounds. */
        void assertFiniteAndSound(Graph graph) {
            assertEquals(BATCH * ROWS, assertSound(graph), sample::toString);
        }
    }

    @Provide
    Arbitrary<Sample> linearNetworks() {
        return LINEAR.samples();
    }

    /** What random linear networks give, through two layers of ReLUs. */
    @Provide
    Arbitrary<Sample> networks() {
        return Arbitraries.longs().withoutEdgeCases().map(seed -> {
            Sample first = LINEAR.sample(seed);
            Trace trace = new Trace();
            Value y = trace.inline(first.graph(), Map.of()).get(first.graph().onlyOutput());
            Value hidden = y.flatten().plus(0.25f).relu();
            SplittableRandom random = new SplittableRandom(seed);
            Value next = hidden.dense(weights(trace, random, 4, hidden.shape().size()))
                    .relu();
            Value skipped = next.plus(
                    hidden.dense(weights(trace, random, 4, hidden.shape().size())));
            return first.withGraph(trace.graph("y", skipped.dense(weights(trace, random, 3, 4))));
        });
    }

    private static final List<UnaryOperator<Value>> CURVES = List.of(
            Value::absolute,
            x -> x.leakyRelu(0.2f),
            x -> x.leakyRelu(1.5f),
            x -> x.clip(-0.5f, 0.75f),
            x -> x.clip(-0.5f, Float.POSITIVE_INFINITY),
            Value::sigmoid,
            Value::tanh,
            Value::errorFunction,
            x -> x.clip(-3, 3).exponential(),
            x -> x.clip(-3, 3).exponentialMinusOne(),
            Value::softplus,
            x -> x.power(2),
            x -> x.power(3),
            x -> x.times(x),
            x -> x.times(x.sigmoid()),
            x -> x.absolute().plus(0.5f).reciprocal(),
            x -> x.absolute().squareRoot(),
            x -> x.times(x).plus(0.01f).squareRoot(),
            x -> x.absolute().negate().plus(-0.5f).reciprocal(),
            x -> x.max(x.trace().constant(0.25f)),
            x -> x.max(x.scale(-0.5f).plus(0.1f)),
            x -> x.min(x.tanh()),
            x -> x.reshape(Shape.of(1, 2, 2))
                    .maxPool(Window.of(1, 2))
                    .flatten()
                    .broadcast(0, 2)
                    .flatten(),
            x -> x.softmax(0),
            x -> chosen(x.plus(-0.1f).step(), x.squareRoot(), x.scale(0.5f)),
            x -> chosen(x.step(), x, x.exponentialMinusOne()),
            x -> chosen(x.step().max(x.plus(0.3f).negate().step()), x.reciprocal(), x.filled(1)),
            Value::sine);

    private static Value chosen(Value indicator, Value first, Value second) {
        return indicator.gate(first).plus(indicator.negate().plus(1).gate(second));
    }

    /** What random linear networks give, through two layers of curves, each of four numbers. */
    @Provide
    Arbitrary<Sample> curvedNetworks() {
        return Arbitraries.longs().withoutEdgeCases().map(seed -> {
            Sample first = LINEAR.sample(seed);
            Trace trace = new Trace();
            Value y = trace.inline(first.graph(), Map.of()).get(first.graph().onlyOutput());
            SplittableRandom random = new SplittableRandom(seed);
            Value x = y.flatten();
            for (int layer = 0; layer < 2; layer++) {
                x = x.dense(weights(trace, random, 4, x.shape().size())).plus(0.1f);
                x = CURVES.get(random.nextInt(CURVES.size())).apply(x);
            }
            return first.withGraph(trace.graph("y", x.dense(weights(trace, random, 3, 4))));
        });
    }

    @Property(tries = 300)
    @Label("no point of the box gives less than the bound through curves, maxima and products")
    void soundThroughCurves(
            @ForAll("curvedNetworks") Sample sample,
            @ForAll @DoubleRange(min = 0, max = 1) double radius,
            @ForAll long seed) {
        finiteThroughCurves += new Trial(sample, radius, seed).assertSound(LinearBounds.of(sample.graph(), ROWS));
        throughCurves += BATCH * ROWS;
    }

    @AfterContainer
    static void mostAreFinite() {
        assertTrue(
                finiteThroughCurves >= 0.6 * throughCurves,
                finiteThroughCurves + " of " + throughCurves + " are finite");
    }

    /**
     * The reciprocal of what is nearly zero has slopes of 10¹⁵ and more, and then roundings of the bound in double reach
     * beyond what is open: what it says in real arithmetic counts there.
     */
    @Property(tries = 300)
    @Label("on a box that is a point the bound is the value there, less what intervals leave open by stepping outward")
    void exactAtPoints(@ForAll("curvedNetworks") Sample sample, @ForAll long seed) {
        Trial trial = new Trial(sample, 0, seed);
        Graph graph = LinearBounds.of(sample.graph(), ROWS);
        List<Double> lower = trial.lower(graph);
        List<Double> open = trial.intervalWidths();
        for (int row = 0; row < ROWS; row++) {
            List<Double> form = trial.at(trial.centres).get("form " + row);
            for (int example = 0; example < BATCH; example++) {
                double value = form.get(example % form.size());
                double bound = lower.get(example * ROWS + row);
                double rounding = ROUNDING * (1 + Math.abs(value));
                double below = value - bound;
                double slack = open.get(example * ROWS + row);
                boolean claimsNothing = Double.isNaN(bound) && !Double.isFinite(slack);
                assertTrue(
                        claimsNothing
                                || (-rounding <= below && below <= slack + rounding)
                                || trial.exactAtCentres(graph, example, row, slack),
                        () -> bound + " and not " + value + ", where " + slack + " is open, in " + sample);
            }
        }
    }

    private static Value weights(Trace trace, SplittableRandom random, int out, int in) {
        Tensor tensor = Tensor.zeros(Shape.of(out, in));
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (random.nextGaussian() / Math.sqrt(in));
        }
        return trace.constant(tensor);
    }

    @Property(tries = 150)
    @Label("over networks without nonlinearities the bound is the least value, at a corner of the box")
    void exactWhereLinear(
            @ForAll("linearNetworks") Sample sample,
            @ForAll @DoubleRange(min = 0, max = 1) double radius,
            @ForAll long seed) {
        Trial trial = new Trial(sample, radius, seed);
        List<Double> lower = trial.lower(LinearBounds.of(sample.graph(), ROWS));
        for (int row = 0; row < ROWS; row++) {
            List<Double> least = trial.at(trial.lowest(row)).get("form " + row);
            for (int example = 0; example < BATCH; example++) {
                double expected = least.get(example);
                assertEquals(
                        expected,
                        lower.get(example * ROWS + row),
                        ROUNDING * (1 + Math.abs(expected)),
                        sample::toString);
            }
        }
    }

    @Property(tries = 150)
    @Label("no point of the box gives less than the bound")
    void sound(
            @ForAll("networks") Sample sample,
            @ForAll @DoubleRange(min = 0, max = 1) double radius,
            @ForAll long seed) {
        new Trial(sample, radius, seed).assertFiniteAndSound(LinearBounds.of(sample.graph(), ROWS));
    }

    @Property(tries = 80)
    @Label("the same whatever slopes from 0 to 1 are chosen, for all forms or for each its own")
    void soundForAnySlopes(
            @ForAll("networks") Sample sample,
            @ForAll @DoubleRange(min = 0, max = 1) double radius,
            @ForAll boolean perRow,
            @ForAll long seed) {
        Graph network = sample.graph();
        Trial trial = new Trial(sample, radius, seed);
        Trace trace = new Trace();
        Slopes given = (relu, _) -> {
            String name = "slopes " + relu.index();
            Shape shape = perRow ? Shape.of(ROWS).then(relu.shape()) : relu.shape();
            trial.bounds.put(name, trial.numbers(BATCH * shape.size(), 0, 1));
            return trace.input(name, shape);
        };
        Map<String, Enclosure> boxes = new HashMap<>();
        Map<String, Region> regions = new HashMap<>();
        network.inputs().forEach((name, value) -> {
            Enclosure box = new Enclosure(
                    trace.input(name + Intervals.LOWER, value.type()),
                    trace.input(name + Intervals.UPPER, value.type()));
            boxes.put(name, box);
            regions.put(name, new Region.Box(box));
        });
        LinearBounds bounds =
                new LinearBounds(network, regions, Map.of(), Intervals.propagate(network, boxes, trace), given, trace);
        Value rows = trace.input(
                LinearBounds.ROWS, Shape.of(ROWS).then(trial.output().shape()));
        Graph lower = trace.graph("lower", bounds.lower(trial.output(), rows));
        trial.assertFiniteAndSound(lower);
        Graph upper =
                trace.graph("lower", bounds.upper(trial.output(), rows.negate()).negate());
        assertEquals(trial.lower(lower), trial.lower(upper));
    }

    @Property(tries = 60)
    @Label("a norm on a box that holds 0 has a finite bound, and no point of the box gives less")
    void normsAroundZero(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph network = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> x.power(2).sum().squareRoot().minus(x.sum().scale(0.5f)).reshape(Shape.of(1)));
        List<Double> lower = new ArrayList<>();
        List<Double> upper = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double reach = random.nextInt(3);
            lower.add(-reach * random.nextDouble());
            upper.add(reach * random.nextDouble());
        }
        double row = random.nextBoolean() ? 1 : -1;
        Map<String, List<Double>> box =
                Map.of("x" + Intervals.LOWER, lower, "x" + Intervals.UPPER, upper, LinearBounds.ROWS, List.of(row));
        double bound = Evaluate.run(LinearBounds.of(network, 1), 1, box, Map.of(), DOUBLE)
                .get("y" + Intervals.LOWER)
                .getFirst();
        assertTrue(Double.isFinite(bound), () -> "the bound is " + bound);
        for (int i = 0; i < 20; i++) {
            List<Double> point = new ArrayList<>();
            for (int axis = 0; axis < 3; axis++) {
                double share = random.nextDouble();
                point.add(i == 0 ? 0 : lower.get(axis) + share * (upper.get(axis) - lower.get(axis)));
            }
            double value = Evaluate.run(network, 1, Map.of("x", point), Map.of(), DOUBLE)
                    .get("y")
                    .getFirst();
            assertTrue(bound <= row * value + ROUNDING, () -> bound + " is no lower bound of " + row * value);
        }
    }

    @Example
    @Label("each operation there is has sound linear bounds, or is refused by its name")
    void coveredOrRefused() {
        Set<Class<?>> covered = new HashSet<>();
        for (Operations.Operation operation : Operations.all()) {
            try {
                Graph graph = LinearBounds.of(operation.sample().graph(), ROWS);
                covered.add(operation.op());
                new Trial(operation.sample(), 0.3, 5).assertSound(graph);
            } catch (InputException | IllegalArgumentException e) {
                assertTrue(e.getMessage().contains(operation.op().getSimpleName()), e.getMessage());
            }
        }
        assertTrue(covered.size() > 20, covered::toString);
    }
}
