package io.jaspis.autodiff.reference;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.samples.Operations;
import io.jaspis.autodiff.samples.Operations.Operation;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Window;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EvaluateLaws {
    private static <N> double[] y(Sample sample, int batch, Arithmetic<N> in) {
        return in.toDoubles(Evaluate.run(
                        sample.graph(),
                        batch,
                        Sample.numbers(sample.inputs(batch), in),
                        Sample.numbers(sample.parameters(), in),
                        sample.noise(batch, in),
                        in)
                .get("y"));
    }

    private static void assertAgree(Sample sample, int batch) {
        double[] exact = y(sample, batch, EXACT);
        double[] rounded = y(sample, batch, DOUBLE);
        for (int i = 0; i < exact.length; i++) {
            // Some thousand roundings of 10^−16, and slopes that may multiply to a thousand.
            double allowed = 1e-9 * (1 + Math.abs(exact[i]));
            assertTrue(Math.abs(exact[i] - rounded[i]) <= allowed, sample::toString);
        }
    }

    @Example
    @Label("in doubles every operation is what it is in real numbers, but for rounding")
    void everyOperation() {
        for (Operation operation : Operations.all()) {
            assertAgree(operation.sample(), 2);
        }
    }

    @Provide
    Arbitrary<Sample> continuousGraphs() {
        return RandomGraphs.all()
                .without(Kind.JUMPS, Kind.STRAIGHT_THROUGH, Kind.SELECTIONS)
                .samples();
    }

    @Property(tries = 60)
    @Label("in doubles a random graph is what it is in real numbers, but for rounding")
    void randomGraphs(@ForAll("continuousGraphs") Sample sample) {
        assertAgree(sample, 2);
    }

    @Example
    @Label("zero is no side of a step, and of equal elements the first wins")
    void ties() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1, 1, 4));
        Value positions = trace.input("positions", Shape.of(1, 1, 4));
        Graph graph = trace.graph(Map.of(
                "step", x.step(),
                "sign", x.sign(),
                "winner", positions.select(x, pooling(), false),
                "brought", positions.slice(2, 0, 1).select(x, pooling(), true),
                "largest", x.maxPool(Window.of(1, 4))));
        Map<String, List<Double>> found = Evaluate.run(
                graph,
                1,
                Map.of("x", List.of(-1.0, -0.0, 0.0, -2.0), "positions", List.of(5.0, 6.0, 7.0, 8.0)),
                Map.of(),
                DOUBLE);
        assertEquals(List.of(0.0, 0.0, 0.0, 0.0), found.get("step"));
        assertEquals(List.of(-1.0, 0.0, 0.0, -1.0), found.get("sign"));
        assertEquals(List.of(6.0), found.get("winner"));
        assertEquals(List.of(0.0, 5.0, 0.0, 0.0), found.get("brought"));
    }

    @Example
    @Label("in doubles what is no number has no sign and is no side of a step, and neither larger nor smaller hides it")
    void noNumber() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        Value one = x.filled(1);
        Map<String, Value> values = Map.of(
                "sign", x.sign(),
                "relu", x.relu(),
                "softplus", x.softplus(),
                "power", x.exponentialMinusOne(),
                "larger", one.max(x),
                "smaller", one.min(x));
        Map<String, List<Double>> found =
                Evaluate.run(trace.graph(values), 1, Map.of("x", List.of(Double.NaN)), Map.of(), DOUBLE);
        values.keySet().forEach(name -> assertEquals(List.of(Double.NaN), found.get(name), name));
        Graph step = Graph.of("x", Shape.of(1), "y", Value::step);
        assertEquals(
                List.of(0.0),
                Evaluate.run(step, 1, Map.of("x", List.of(Double.NaN)), Map.of(), DOUBLE)
                        .get("y"));
    }

    private static io.jaspis.tensor.kernels.Pooling pooling() {
        return new io.jaspis.tensor.kernels.Pooling(1, 1, 4, Window.of(1, 4));
    }

    @Example
    @Label("what is missing or of another size is refused by name")
    void refusals() {
        Trace trace = new Trace();
        Graph graph = trace.graph(
                "y",
                trace.input("x", Shape.of(2))
                        .times(trace.parameter("w", Shape.of(2)))
                        .plus(trace.normal(Shape.of(2), 4)));
        List<Double> two = List.of(1.0, 2.0);
        assertRefused(() -> Evaluate.run(graph, 1, Map.of(), Map.of("w", two), DOUBLE), "input x");
        assertRefused(() -> Evaluate.run(graph, 2, Map.of("x", two), Map.of("w", two), DOUBLE), "4 numbers");
        assertRefused(() -> Evaluate.run(graph, 1, Map.of("x", two), Map.of(), DOUBLE), "parameter w");
        assertRefused(() -> Evaluate.run(graph, 1, Map.of("x", two), Map.of("w", two), DOUBLE), "random numbers");
        assertRefused(() -> Evaluate.run(graph, 0, Map.of("x", two), Map.of("w", two), DOUBLE), "batch");
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable executable, String part) {
        String message =
                assertThrows(IllegalArgumentException.class, executable).getMessage();
        assertTrue(message.contains(part), message);
    }
}
