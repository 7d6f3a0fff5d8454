package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.Operations.Operation;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Promise 1: exact values, in real arithmetic, never leave the bounds computed in floats. */
class IntervalSoundnessLaws {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static final Set<Class<? extends Op>> REFUSED =
            Set.of(Linear.BatchSum.class, Linear.Select.class, Product.DenseWeight.class, Product.ConvolveWeight.class);

    private static final List<Operation> OPERATIONS = Operations.all();
    private static final List<Operation> COVERED = OPERATIONS.stream()
            .filter(operation -> !REFUSED.contains(operation.op()))
            .filter(operation -> !io.jaspis.autodiff.Random.class.isAssignableFrom(operation.op()))
            .toList();

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
            new Pointwise.LeakyRelu(0),
            new Pointwise.LeakyRelu(1),
            new Pointwise.LeakyRelu(3.3f),
            new Pointwise.LeakyRelu(-0.2f),
            new Pointwise.LeakyRelu(-1),
            new Pointwise.LeakyRelu(-7.7f),
            new Pointwise.LeakyRelu(1e30f),
            new Pointwise.LeakyRelu(-1e30f),
            new Pointwise.Clip(-0.7f, 0.3f),
            new Pointwise.Clip(-INFINITY, 1),
            new Pointwise.Clip(-1, INFINITY),
            new Pointwise.Clip(0.1f, 0.1f),
            new Pointwise.Shift(1e8f),
            new Pointwise.Shift(-0.1f),
            new Pointwise.Shift(1e-40f),
            new Pointwise.Sigmoid(),
            new Pointwise.Tanh(),
            new Pointwise.Exponential(),
            new Pointwise.ExponentialMinusOne(),
            new Pointwise.Softplus(),
            new Pointwise.Logarithm(),
            new Pointwise.SquareRoot(),
            new Pointwise.Reciprocal(),
            new Pointwise.Sine(),
            new Pointwise.Cosine(),
            new Pointwise.Power(-3),
            new Pointwise.Power(-2),
            new Pointwise.Power(-1),
            new Pointwise.Power(0),
            new Pointwise.Power(1),
            new Pointwise.Power(2),
            new Pointwise.Power(3),
            new Pointwise.Power(0.5f),
            new Pointwise.Power(-0.5f),
            new Pointwise.Power(1.7f),
            new Pointwise.Power(-2.3f),
            new Pointwise.Power(11),
            new Pointwise.Power(-12),
            new Pointwise.RoundUp(3),
            new Pointwise.RoundDown(3));

    private static Set<Class<?>> leaves(Class<?> type) {
        Set<Class<?>> leaves = new HashSet<>();
        if (type.isSealed()) {
            for (Class<?> part : type.getPermittedSubclasses()) {
                leaves.addAll(leaves(part));
            }
        } else {
            leaves.add(type);
        }
        return leaves;
    }

    @Example
    @Label("every operation is bounded alone, or refused")
    void everyOperationIsCoveredOrRefused() {
        Set<Class<?>> known = new HashSet<>(REFUSED);
        COVERED.forEach(operation -> known.add(operation.op()));
        known.addAll(leaves(io.jaspis.autodiff.Random.class));
        assertEquals(leaves(Op.class), known);
        Set<Class<?>> functions = new HashSet<>();
        FUNCTIONS.forEach(function -> functions.add(function.getClass()));
        assertEquals(leaves(Pointwise.class), functions);
    }

    @Example
    @Label("what mixes examples or selects by value is refused, naming the value and saying why")
    void refusals() {
        for (Operation operation : OPERATIONS) {
            if (REFUSED.contains(operation.op())) {
                Graph graph = operation.sample().graph();
                String message = assertThrows(IllegalArgumentException.class, () -> Intervals.of(graph))
                        .getMessage();
                assertTrue(message.startsWith("no bounds for %"), message);
                assertTrue(message.contains(operation.op().getSimpleName()), message);
                assertTrue(message.contains("batch") || message.contains("select"), message);
            }
        }
    }

    @Example
    @Label("noise is drawn once: its bounds are the same noise")
    void noise() {
        for (Operation operation : OPERATIONS) {
            if (io.jaspis.autodiff.Random.class.isAssignableFrom(operation.op())) {
                Graph bounds = Intervals.of(operation.sample().graph());
                long drawn = bounds.values().stream()
                        .filter(value -> operation.op().isInstance(value.op()))
                        .count();
                assertEquals(1, drawn, operation::toString);
            }
        }
    }

    @Provide
    Arbitrary<Operation> operations() {
        return Arbitraries.of(COVERED);
    }

    @Provide
    Arbitrary<Pointwise> functions() {
        return Arbitraries.of(FUNCTIONS);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    private static int batch(SplittableRandom random) {
        return List.of(1, 4, 17).get(random.nextInt(3));
    }

    @Property(tries = 4000)
    @Label("each operation alone: exact values lie between the bounds, whatever the numbers")
    void operationsAlone(@ForAll("operations") Operation operation, @ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Trial.withoutParameters(operation.sample().graph());
        Trial.random(graph, batch(random), random, _ -> Scale.any(random)).check(random, 3);
    }

    @Property(tries = 6000)
    @Label("each function of one number: exact values lie between the bounds, whatever the numbers")
    void functionsAlone(@ForAll("functions") Pointwise function, @ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Graph.of("x", Shape.of(1), "y", x -> x.trace().record(function, List.of(x)));
        int batch = random.nextBoolean() ? 3 : 40;
        Trial.random(graph, batch, random, _ -> Scale.any(random)).check(random, 8);
    }

    @Property(tries = 3000)
    @Label("two functions, one of the other: exact values lie between the bounds")
    void functionsComposed(
            @ForAll("functions") Pointwise first, @ForAll("functions") Pointwise second, @ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Graph.of("x", Shape.of(1), "y", x -> {
            var inner = x.trace().record(first, List.of(x));
            return x.trace().record(second, List.of(inner));
        });
        Trial.random(graph, 20, random, _ -> Scale.any(random)).check(random, 4);
    }

    @Property(tries = 150)
    @Label("random graphs of all operations: exact values lie between the bounds")
    void randomGraphs(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Trial.withoutParameters(RandomGraphs.all()
                .without(Kind.BATCH, Kind.SELECTIONS)
                .sample(seed)
                .graph());
        Scale scale = random.nextInt(3) > 0 ? Scale.MODERATE : Scale.any(random);
        Trial.random(graph, random.nextBoolean() ? 1 : 4, random, _ -> scale).check(random, 2);
    }

    @Property(tries = 300)
    @Label("random graphs that only add and multiply: exact values lie between the bounds, whatever the numbers")
    void randomPolynomials(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = Trial.withoutParameters(RandomGraphs.of(
                        Kind.DENSE,
                        Kind.IMAGES,
                        Kind.SUMS,
                        Kind.KINKS,
                        Kind.MAXIMA,
                        Kind.PRODUCTS,
                        Kind.MOVEMENTS,
                        Kind.PARAMETERS,
                        Kind.INPUTS)
                .steps(8)
                .sample(seed)
                .graph());
        Trial.random(graph, random.nextBoolean() ? 1 : 4, random, _ -> Scale.any(random))
                .check(random, 2);
    }

    @Property(tries = 300)
    @Label("long sums of products of extreme numbers: an overflow gives infinite bounds, never wrong ones")
    void longSums(@ForAll("seeds") long seed, @ForAll @LongRange(min = 1, max = 90) long width) {
        SplittableRandom random = new SplittableRandom(seed);
        int inputs = (int) width;
        int outputs = random.nextInt(1, 20);
        Trace trace = new Trace();
        var x = trace.input("x", Shape.of(inputs));
        var w = trace.input("w", io.jaspis.autodiff.Type.shared(Shape.of(outputs, inputs)));
        Graph graph = trace.graph(
                "y",
                random.nextBoolean() ? x.dense(w) : x.broadcast(0, 2).dense(w).sum(0));
        Trial.random(graph, random.nextBoolean() ? 1 : 4, random, _ -> Scale.any(random))
                .check(random, 3);
    }

    @Property(tries = 400)
    @Label("a choice between two gates, whatever moves its step: exact values lie between the bounds")
    void choices(@ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<UnaryOperator<Value>> movements = List.of(
                step -> step,
                step -> step.reshape(Shape.of(1, 3)).transpose(1, 0).flatten(),
                step -> step.gather(0, List.of(2, 0, 0)),
                step -> step.scatterAdd(0, List.of(1, 0, 1), 3),
                step -> step.slice(0, 1, 2).pad(0, 0, 1),
                step -> step.trace().concatenate(0, List.of(step.slice(0, 0, 1), step.slice(0, 0, 2))));
        Trace trace = new Trace();
        Value step = movements
                .get(random.nextInt(movements.size()))
                .apply(trace.input("s", Shape.of(3)).step());
        Value first = step.gate(trace.input("a", Shape.of(3)));
        Value second = step.negate().plus(1).gate(trace.input("b", Shape.of(3)));
        Graph graph = trace.graph("y", first.plus(second));
        Trial.random(graph, 4, random, _ -> Scale.any(random)).check(random, 3);
    }

    @Example
    @Label("bounds of nothing but infinities are infinite, not NaN")
    void infiniteBoxes() {
        SplittableRandom random = new SplittableRandom(1);
        for (Operation operation : COVERED) {
            Graph graph = Trial.withoutParameters(operation.sample().graph());
            Map<String, Box> boxes = new java.util.LinkedHashMap<>();
            graph.inputs().forEach((name, value) -> {
                int size = value.type().size(4);
                Box box = new Box(new float[size], new float[size]);
                java.util.Arrays.fill(box.lower(), -INFINITY);
                java.util.Arrays.fill(box.upper(), INFINITY);
                boxes.put(name, box);
            });
            Trial trial = new Trial(graph, 4, boxes);
            Box bounds = trial.bounds();
            for (int i = 0; i < bounds.lower().length; i++) {
                assertTrue(bounds.lower()[i] <= bounds.upper()[i], operation::toString);
            }
            Map<String, Box> finite = new java.util.LinkedHashMap<>();
            graph.inputs()
                    .forEach((name, value) ->
                            finite.put(name, Scale.MODERATE.box(value.type().size(4), random)));
            new Trial(graph, 4, finite).check(random, 1);
        }
    }
}
