package io.jaspis.autodiff;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TransposeLaws {
    private static final int BATCH = 3;

    /** Values of linear operations and movements: each operation with every kind of operands, and those of random graphs. */
    private static final List<Value> LISTED = Operations.all().stream()
            .flatMap(operation -> linear(operation.sample().graph()))
            .toList();

    private static Stream<Value> linear(Graph graph) {
        return graph.values().stream().filter(value -> value.op() instanceof Linear || value.op() instanceof Movement);
    }

    private static int operands(Value y) {
        return y.op() instanceof Linear linear
                ? Transposes.operands(linear)
                : y.operands().size();
    }

    /** The cotangent of an operand, whatever the family of y. */
    private static Value transposed(Transposes transposes, Value y, int operand, Value g) {
        return y.op() instanceof Linear linear
                ? transposes.of(linear, y, operand, g)
                : transposes.of((Movement) y.op(), y, operand, g);
    }

    /**
     * An operation over inputs of its own, with a cotangent and what its operands get of it.
     *
     * @param lead the extents before those of the values
     */
    private static final class Adjoint {
        final Trace trace = new Trace();
        final Shape lead;
        final Value y;
        final Value g;
        final Map<String, List<BigDecimal>> found;

        Adjoint(Value value, Shape lead, boolean batched, long seed) {
            this.lead = lead;
            List<Value> operands = new ArrayList<>();
            for (Value operand : value.operands()) {
                operands.add(trace.input("operand " + operands.size(), operand.type()));
            }
            y = trace.record(value.op(), operands);
            g = trace.input("g", new Type(batched || y.batched(), lead.then(y.shape())));
            Transposes transposes = new Transposes(lead.rank(), UnaryOperator.identity());
            Map<String, Value> outputs = new LinkedHashMap<>(Map.of("y", y, "g", g));
            for (int i = 0; i < operands(value); i++) {
                Value transposed = transposed(transposes, y, i, g);
                assertEquals(lead.then(operands.get(i).shape()), transposed.shape(), value::toString);
                outputs.put("operand " + i, operands.get(i));
                outputs.put("transposed " + i, transposed);
            }
            Graph graph = trace.graph(outputs);
            Sample sample = new Sample(value.toString(), graph, seed, -1, 1);
            found = Evaluate.run(graph, BATCH, Sample.numbers(sample.inputs(BATCH), EXACT), Map.of(), EXACT);
        }

        /** ⟨value, cotangent⟩ over the batch for each of the leading positions. */
        List<BigDecimal> dot(String value, String cotangent) {
            int leading = lead.size();
            List<BigDecimal> x = found.get(value);
            List<BigDecimal> c = found.get(cotangent);
            int size = (value.equals("y") ? y : operand(value)).shape().size();
            int examples = Math.max(x.size() / size, c.size() / (leading * size));
            List<BigDecimal> sums = new ArrayList<>();
            for (int position = 0; position < leading; position++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int i = 0; i < examples * size; i++) {
                    int at = (i / size * leading + position) * size + i % size;
                    sum = sum.add(x.get(i % x.size()).multiply(c.get(at % c.size())));
                }
                sums.add(sum);
            }
            return sums;
        }

        private Value operand(String name) {
            return y.operand(Integer.parseInt(name.substring("operand ".length())));
        }

        void check() {
            List<BigDecimal> forward = dot("y", "g");
            List<BigDecimal> backward = new ArrayList<>();
            for (int position = 0; position < lead.size(); position++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int i = 0; i < operands(y); i++) {
                    sum = sum.add(dot("operand " + i, "transposed " + i).get(position));
                }
                backward.add(sum);
            }
            for (int position = 0; position < lead.size(); position++) {
                assertEquals(0, forward.get(position).compareTo(backward.get(position)), y::toString);
            }
        }
    }

    @Provide
    Arbitrary<Value> values() {
        Arbitrary<Value> random = RandomGraphs.all().samples().flatMap(sample -> {
            List<Value> found = linear(sample.graph()).toList();
            return found.isEmpty() ? Arbitraries.of(LISTED) : Arbitraries.of(found);
        });
        return Arbitraries.oneOf(Arbitraries.of(LISTED), random);
    }

    @Provide
    Arbitrary<Shape> leads() {
        Arbitrary<Integer> extents = Arbitraries.integers().between(1, 3);
        return Arbitraries.oneOf(
                Arbitraries.just(Shape.scalar()),
                extents.map(Shape::of),
                Combinators.combine(extents, extents).as(Shape::of));
    }

    @Property(tries = 600)
    @Label("⟨A x, g⟩ = ⟨x, Aᵀ g⟩ exactly for every linear operation and movement, behind any leading axes")
    void adjoint(
            @ForAll("values") Value value, @ForAll("leads") Shape lead, @ForAll boolean batched, @ForAll long seed) {
        new Adjoint(value, lead, batched, seed).check();
    }

    @Example
    @Label("the same for each operation there is, behind none and behind one axis")
    void everyOperation() {
        Set<Class<?>> seen = new HashSet<>();
        for (Value value : LISTED) {
            seen.add(value.op().getClass());
            new Adjoint(value, Shape.scalar(), false, 1).check();
            new Adjoint(value, Shape.of(2), true, 2).check();
        }
        Set<Class<?>> all = GradientLaws.leaves(Linear.class);
        all.addAll(GradientLaws.leaves(Movement.class));
        assertEquals(all, seen);
    }

    @Example
    @Label("weights and selectors, in which an operation isn't linear, are refused")
    void whatIsFixed() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1, 2, 2));
        Value y = x.select(x, new Pooling(1, 2, 2, Window.of(2, 2)), false);
        Transposes transposes = new Transposes(0, UnaryOperator.identity());
        String told = assertThrows(
                        IllegalArgumentException.class, () -> transposes.of((Linear) y.op(), y, 1, y.filled(1)))
                .getMessage();
        assertTrue(told.contains("Select") && told.contains("operand 1"), told);
    }
}
