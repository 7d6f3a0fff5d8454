package io.jaspis.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TraceTest {
    private static Map<String, List<Double>> run(
            Graph graph, Map<String, List<Double>> inputs, Map<String, List<Double>> parameters) {
        return Evaluate.run(graph, 2, inputs, parameters, DoubleArithmetic.DOUBLE);
    }

    @Test
    void theSameOperationTwiceIsOneValue() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3));
        assertSame(x, trace.input("x", Shape.of(3)));
        assertSame(x.relu().scale(2), x.relu().scale(2));
        assertSame(trace.constant(1), trace.constant(1));
        assertSame(x.plus(trace.constant(1)), x.plus(trace.constant(1)));
        assertNotSame(x.scale(2), x.scale(3));
        assertNotSame(x.minus(x.relu()), x.relu().minus(x));
        Tensor tensor = Tensor.zeros(Shape.of(3));
        assertSame(trace.constant(tensor), trace.constant(tensor));
        assertNotSame(trace.constant(tensor), trace.constant(tensor.copy()));
        assertSame(trace.normal(Shape.of(2), 1), trace.normal(Shape.of(2), 1));
        assertNotSame(trace.normal(Shape.of(2), 1), trace.normal(Shape.of(2), 2));
    }

    @Test
    void aGraphKeepsOnlyWhatItsOutputsNeed() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3));
        Value unused = trace.input("unused", Shape.of(3));
        Value y = x.relu();
        unused.times(trace.parameter("forgotten", Shape.of(3)));
        Graph graph = trace.graph("y", y);
        assertEquals(List.of(x, y), graph.values());
        assertEquals(Set.of("x"), graph.inputs().keySet());
        assertTrue(graph.parameters().isEmpty());
    }

    @Test
    void outputsKeepTheirOrder() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("z", x.relu());
        outputs.put("a", x);
        outputs.put("m", x.relu());
        assertEquals(
                List.of("z", "a", "m"),
                List.copyOf(trace.graph(outputs).outputs().keySet()));
    }

    @Test
    void bindPutsConstantsInThePlaceOfParameters() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Graph graph = trace.graph("y", x.times(trace.parameter("w", Shape.of(2))));
        Graph bound = graph.bind(Map.of("w", Tensor.of(Shape.of(2), 3, 5)));
        assertTrue(bound.parameters().isEmpty());
        assertEquals(
                List.of(3.0, 10.0, 9.0, 20.0),
                run(bound, Map.of("x", List.of(1.0, 2.0, 3.0, 4.0)), Map.of()).get("y"));
        assertMessage(() -> graph.bind(Map.of()), "w");
        assertMessage(() -> graph.bind(Map.of("w", Tensor.scalar(1))), "w", "[2]", "[]");
    }

    @Test
    void inlineReplacesInputsByValues() {
        Graph square = Graph.of("x", Shape.of(2), "y", x -> x.times(x));
        Trace trace = new Trace();
        Value u = trace.input("u", Shape.of(2));
        Value once = trace.inline(square, Map.of("x", u.plus(1))).get("y");
        Graph twice = trace.graph("y", trace.inline(square, Map.of("x", once)).get("y"));
        assertEquals(
                List.of(16.0, 81.0, 0.0, 1.0),
                run(twice, Map.of("u", List.of(1.0, 2.0, -1.0, 0.0)), Map.of()).get("y"));
        assertEquals(Set.of("u"), twice.inputs().keySet());
        // What is not named stays an input.
        Value copy = new Trace().inline(square, Map.of()).get("y");
        assertEquals(Set.of("x"), copy.trace().graph("y", copy).inputs().keySet());
        assertMessage(
                () -> trace.inline(square, Map.of("x", trace.input("wide", Shape.of(3)))),
                "x",
                "[batch, 2]",
                "[batch, 3]");
    }

    @Test
    void aCustomOperationExpands() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value swish = trace.record(
                operands -> operands.getFirst().times(operands.getFirst().sigmoid()), List.of(x));
        assertSame(x.times(x.sigmoid()), swish);
    }

    @Test
    void namesAreUnique() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        assertMessage(() -> trace.input("x", Shape.of(3)), "x", "[batch, 2]");
        Value w = trace.parameter("w", Shape.of(2));
        Value other = trace.parameter("w", Shape.of(1));
        assertMessage(() -> trace.graph("y", x.plus(w).plus(other)), "two parameters", "w");
        assertMessage(() -> trace.graph(Map.of()), "output");
        assertMessage(() -> x.plus(new Trace().input("x", Shape.of(2))), "another trace");
        assertMessage(() -> trace.graph("y", x).output("z"), "z", "y");
    }

    @Test
    void theGradientOfAGradientKeepsBoth() {
        Graph cube = Graph.of("x", Shape.of(1), "y", x -> x.power(3));
        Graph twice = Gradient.of(Gradient.of(cube, "y", "x"), "gradient:x", "x");
        Map<String, List<Double>> found = run(twice, Map.of("x", List.of(2.0, 3.0)), Map.of());
        assertEquals(List.of(12.0, 27.0), found.get("gradient:x"));
        assertEquals(List.of(12.0, 18.0), found.get("gradient:gradient:x"));
        assertMessage(() -> Gradient.of(cube, "y", "z"), "z");
        assertMessage(() -> Gradient.of(cube, "z", "x"), "z");
    }

    static void assertMessage(org.junit.jupiter.api.function.Executable executable, String... parts) {
        String message =
                assertThrows(IllegalArgumentException.class, executable).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
        }
    }

    @Test
    void whatIsNoGraphIsToldBySentences() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(3));
        Value other = new Trace().input("y", Shape.of(3)).relu();
        assertRefused("output o of a graph is of another trace", () -> trace.graph("o", other));
        assertRefused("output o of a graph is of another trace", () -> trace.graph(Map.of("x", x, "o", other)));
        assertRefused("an input of a graph is of another trace", () -> trace.graph(List.of(other), Map.of("x", x)));
        assertRefused("at least one part", () -> trace.concatenate(0, List.of()));
        assertRefused("an input needs a name", () -> trace.input(null, Shape.of(3)));
        assertRefused("a parameter needs a name", () -> trace.parameter(null, Shape.of(3)));
        assertRefused("a value needs a shape", () -> trace.input("z", (Shape) null));
        assertRefused("a parameter needs a name and a shape", () -> trace.parameter("w", null));
        assertEquals(List.of(x), trace.graph("x", x).values());
    }

    private static void assertRefused(String why, Executable recording) {
        String told = assertThrows(IllegalArgumentException.class, recording).getMessage();
        assertTrue(told.contains(why), told);
    }
}
