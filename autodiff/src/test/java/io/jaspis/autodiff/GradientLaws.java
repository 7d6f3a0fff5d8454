package io.jaspis.autodiff;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.Operations.Operation;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GradientLaws {
    private static final List<Operation> OPERATIONS = Operations.all();

    static Set<Class<?>> leaves(Class<?> type) {
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
    @Label("the list has every operation, and each graph has its operation")
    void everyOperationIsListed() {
        Set<Class<?>> listed = new HashSet<>();
        for (Operation operation : OPERATIONS) {
            listed.add(operation.op());
            assertTrue(
                    operation.sample().graph().values().stream()
                            .anyMatch(value -> operation.op().isInstance(value.op())),
                    operation::toString);
        }
        assertEquals(leaves(Op.class), listed);
    }

    @Example
    @Label("the gradient of every operation is what central differences give, batched and shared")
    void everyOperation() {
        for (Operation operation : OPERATIONS) {
            if (operation.op() == Pointwise.Round.class || operation.op() == Pointwise.Narrow.class) {
                continue;
            }
            Sample sample = operation.sample();
            Sample weighted = sample.withGraph(GradientCheck.weighted(sample.graph(), 1));
            int compared = GradientCheck.check(weighted, 2, Integer.MAX_VALUE);
            assertTrue(compared > 0, () -> "nothing was compared for " + operation);
        }
    }

    private static float[] slopes(UnaryOperator<Value> function, float... x) {
        Graph graph = Graph.of("x", Shape.of(x.length), "y", function);
        Graph gradient = Gradient.of(graph, "y", "x");
        try (Execution execution = Cpu.best().load(Plan.of(gradient, 1))) {
            return execution
                    .run(Map.of("x", Tensor.of(Shape.of(1, x.length), x)))
                    .get(Gradient.PREFIX + "x")
                    .data();
        }
    }

    /** As PyTorch's clamp has it: a pixel at the end of its range can leave it. */
    @Example
    @Label("at a limit the slope is that between the limits, and a variable wins against a constant that is as large")
    void limitsLetThrough() {
        float[] slopes = {0, 1, 1, 1, 0};
        assertArrayEquals(slopes, slopes(x -> x.clip(0, 1), -0.5f, 0, 0.5f, 1, 1.5f));
        assertArrayEquals(slopes, slopes(x -> x.max(x.filled(0)).min(x.filled(1)), -0.5f, 0, 0.5f, 1, 1.5f));
        assertArrayEquals(slopes, slopes(x -> x.filled(1).min(x.filled(0).max(x)), -0.5f, 0, 0.5f, 1, 1.5f));
        // Of two variables one takes all.
        assertArrayEquals(new float[] {2}, slopes(x -> x.max(x.scale(2)), 0));
    }

    @Example
    @Label("the gradient of a rounding goes straight through")
    void roundingIsPassed() {
        Graph graph = Graph.of(
                "x",
                Shape.of(3),
                "y",
                x -> x.scale(2).round().times(x.scale(2).round()).sum());
        Graph gradient = Gradient.of(graph, "y", "x");
        try (Execution execution = Cpu.best().load(Plan.of(gradient, 1))) {
            float[] slopes = execution
                    .run(Map.of("x", Tensor.of(Shape.of(1, 3), 0.3f, -1.2f, 2)))
                    .get(Gradient.PREFIX + "x")
                    .data();
            // 2 · round(2x) · 2.
            assertArrayEquals(new float[] {4, -8, 16}, slopes);
        }
    }

    @Example
    @Label("the gradient's gradient of every operation is what central differences give")
    void everyOperationTwice() {
        for (Operation operation : OPERATIONS) {
            Sample sample = operation.sample();
            Graph slope = GradientCheck.slope(GradientCheck.weighted(sample.graph(), 2), 3);
            int compared = GradientCheck.check(sample.withGraph(slope), 2, Integer.MAX_VALUE);
            // What is linear has a slope that hangs on no input.
            boolean fixed = slope.inputs().isEmpty() && slope.parameters().isEmpty();
            assertTrue(compared > 0 || fixed, () -> "nothing was compared for " + operation);
        }
    }

    @Provide
    Arbitrary<Operation> linearOperations() {
        return Arbitraries.of(OPERATIONS.stream()
                .filter(operation -> Linear.class.isAssignableFrom(operation.op())
                        || Movement.class.isAssignableFrom(operation.op()))
                .toList());
    }

    @Provide
    Arbitrary<Operation> bilinearOperations() {
        return Arbitraries.of(OPERATIONS.stream()
                .filter(operation -> Product.class.isAssignableFrom(operation.op())
                        || operation.op() == Linear.Dense.class
                        || operation.op() == Linear.Convolve.class)
                .toList());
    }

    @Property(tries = 300)
    @Label("⟨Jv, w⟩ = ⟨v, Jᵀw⟩ exactly, for every linear operation")
    void transposes(@ForAll("linearOperations") Operation operation, @ForAll long seed) {
        Transposed transposed = new Transposed(operation.sample().withSeed(seed), List.of());
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal product : transposed.backward) {
            sum = sum.add(product);
        }
        assertEquals(0, transposed.forward.compareTo(sum), operation::toString);
    }

    @Property(tries = 300)
    @Label("⟨Jv, w⟩ = ⟨v, Jᵀw⟩ exactly, in each operand of every bilinear operation")
    void bilinearTransposes(@ForAll("bilinearOperations") Operation operation, @ForAll long seed) {
        Graph graph = operation.sample().graph();
        Transposed transposed = new Transposed(
                operation.sample().withSeed(seed),
                List.copyOf(graph.parameters().keySet()));
        for (BigDecimal product : transposed.backward) {
            assertEquals(0, transposed.forward.compareTo(product), operation::toString);
        }
    }

    /** ⟨y, w⟩, and ⟨x, gradient of ⟨y, w⟩ in x⟩ for each input x and each of the given parameters. */
    private static final class Transposed {
        final BigDecimal forward;
        final List<BigDecimal> backward = new ArrayList<>();

        Transposed(Sample sample, List<String> parameters) {
            Trace trace = new Trace();
            Value y = trace.inline(sample.graph(), Map.of()).get("y");
            Value seed = trace.input("seed", y.type());
            List<String> names = new ArrayList<>(sample.graph().inputs().keySet());
            names.addAll(parameters);
            List<Value> sources = new ArrayList<>();
            for (String name : names) {
                Value source = sample.graph()
                        .inputs()
                        .getOrDefault(name, sample.graph().parameters().get(name));
                sources.add(trace.record(source.op(), List.of()));
            }
            Map<String, Value> outputs = new HashMap<>(Map.of("y", y, "seed", seed));
            List<Value> gradients = Gradient.of(y, seed, sources);
            for (int i = 0; i < names.size(); i++) {
                outputs.put(names.get(i), sources.get(i));
                outputs.put("gradient " + names.get(i), gradients.get(i));
            }
            Graph graph = trace.graph(outputs);
            Sample there = sample.withGraph(graph);
            Map<String, List<BigDecimal>> found = Evaluate.run(
                    graph, 3, Sample.numbers(there.inputs(3), EXACT), Sample.numbers(there.parameters(), EXACT), EXACT);
            forward = dot(found.get("y"), found.get("seed"));
            for (String name : names) {
                backward.add(dot(found.get(name), found.get("gradient " + name)));
            }
        }

        private static BigDecimal dot(List<BigDecimal> a, List<BigDecimal> b) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 0; i < a.size(); i++) {
                sum = sum.add(a.get(i).multiply(b.get(i)));
            }
            return sum;
        }
    }

    /** Of a norm of zeros there is no slope; what another path has must not be lost in it. */
    @Example
    @Label("a norm of zeros leaves the slopes of other paths")
    void normOfZeros() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value norm = x.relu().power(2).sum(0).squareRoot();
        Value sum = norm.plus(x.scale(3).sum(0));
        Map<String, List<Double>> found = Evaluate.run(
                trace.graph("g", Gradient.of(sum, List.of(x)).getFirst()),
                1,
                Map.of("x", List.of(-1.0, 0.0)),
                Map.of(),
                DOUBLE);
        assertEquals(List.of(3.0, 3.0), found.get("g"));
    }

    @Example
    @Label("what a gate keeps from the output has no slope, also where its own is infinite or no number")
    void gated() {
        Map<String, UnaryOperator<Value>> sides = Map.of(
                "logarithm", Value::logarithm,
                "root of a logarithm", x -> x.logarithm().squareRoot(),
                "quotient", x -> x.filled(1).dividedBy(x),
                "product with what is infinite", x -> x.times(x.reciprocal()),
                "power", x -> x.power(-0.5f),
                "moved and summed",
                        x -> x.logarithm().reshape(Shape.of(3, 1)).sum(1).scale(2));
        sides.forEach((name, side) -> {
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(3));
            Value above = x.plus(-1).step();
            Value alone = side.apply(x);
            Value chosen = above.gate(alone).plus(above.negate().plus(1).gate(x));
            Graph graph = trace.graph(Map.of(
                    "chosen", Gradient.of(chosen, List.of(x)).getFirst(),
                    "alone", Gradient.of(alone, List.of(x)).getFirst()));
            Map<String, List<Double>> found =
                    Evaluate.run(graph, 1, Map.of("x", List.of(-2.0, 0.0, 3.0)), Map.of(), DOUBLE);
            assertEquals(List.of(1.0, 1.0, found.get("alone").get(2)), found.get("chosen"), name);
        });
    }
}
