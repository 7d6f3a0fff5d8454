package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.integers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A model's nodes can be found in its graph, and in graphs made from it. */
class LabelsTest {
    private static Models twoLayers() {
        return Models.of(13, extents(-1, 2))
                .constant(floats("w", new int[] {2, 2}, 1, 2, 3, 4))
                .constant(floats("b", -10, 1))
                .constant(floats("v", new int[] {2, 1}, 1, 1))
                .node("Gemm", "x w b", "sum")
                .node("Relu", "sum", "hidden")
                .node("MatMul", "hidden v", "y")
                .graph(graph -> {
                    graph.setNode(0, graph.getNode(0).toBuilder().setName("first"));
                    return graph.setNode(1, graph.getNode(1).toBuilder().setName("activation"));
                });
    }

    @Test
    void theFeaturesBeforeTheLastLayer() throws OnnxException {
        Graph graph = Onnx.read(twoLayers().bytes());
        Value hidden = graph.value("activation");
        assertEquals(new Pointwise.Relu(), hidden.op());
        assertSame(hidden, graph.value("hidden"));
        assertEquals(Optional.of("activation"), hidden.label());
        Graph features = hidden.trace().graph("y", hidden);
        assertArrayEquals(new float[] {0, 7}, Models.run(features, 1, 1, 1));
        // A node without a name is found by what it makes.
        assertSame(graph.output("y"), graph.value("y"));
        assertEquals(Optional.of("y"), graph.value("y").label());
    }

    @Test
    void aNodeThatIsSeveralOperations() throws OnnxException {
        Graph graph = Onnx.read(twoLayers().bytes());
        Value sum = graph.value("first");
        assertSame(graph.value("activation").operand(0), sum);
        assertEquals(Optional.of("first"), sum.operand(0).label());
    }

    @Test
    void severalResultsAndNodesThatDoNothing() throws OnnxException {
        Graph graph = Onnx.read(Models.of(13, extents(-1, 4))
                .constant(integers("sizes", 1, 3))
                .node("Split", "x sizes", "head tail", Models.whole("axis", 1))
                .node("Identity", "tail", "same")
                .node("Sigmoid", "same", "squashed")
                .node("Mul", "squashed head", "y")
                .bytes());
        assertEquals(new Movement.Slice(0, 0, 1), graph.value("head").op());
        assertEquals(new Movement.Slice(0, 1, 3), graph.value("tail").op());
        assertSame(graph.value("tail"), graph.value("same"));
    }

    @Test
    void labelsStayWithTheirValues() throws OnnxException {
        Graph graph = Onnx.read(twoLayers().bytes());
        Trace trace = new Trace();
        for (Graph other : new Graph[] {
            Gradient.of(graph, "y", "x"), graph.bind(Map.of()), trace.graph(trace.inline(graph, Map.of()))
        }) {
            assertEquals(new Pointwise.Relu(), other.value("activation").op());
            assertEquals(Optional.of("activation"), other.value("hidden").label());
        }
    }

    @Test
    void aLabelMakesNoDifferenceToAValue() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value once = trace.labelled("first", () -> x.relu().scale(2));
        assertSame(once, trace.labelled("second", () -> x.relu().scale(2)));
        assertEquals(Optional.of("first"), x.relu().label());
        assertEquals(Optional.empty(), x.label());
        assertSame(x.relu(), trace.graph("y", once.labelled("second")).values().get(1));
        assertSame(once, trace.graph("y", once).value("second"));
    }

    @Test
    void messagesTellTheNode() throws OnnxException {
        Graph graph = Onnx.read(twoLayers().bytes());
        String unknown = assertThrows(IllegalArgumentException.class, () -> graph.value("activatoin"))
                .getMessage();
        assertTrue(unknown.contains("'activatoin'") && unknown.contains("[y, activation, first]"), unknown);
        assertTrue(graph.value("first").toString().endsWith("at 'first'"), graph::toString);
        Graph wide = Graph.of("x", Shape.of(1), "y", x -> x.broadcast(0, 1000).labelled("wide"));
        InputException large = assertThrows(InputException.class, () -> Plan.of(wide, 3_000_000));
        assertTrue(large.getMessage().startsWith("at 'wide': a batch of"), large.getMessage());
    }
}
