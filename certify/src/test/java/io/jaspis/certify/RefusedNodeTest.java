package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.linear.LinearBounds;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What an analysis refuses, it names as the model's file does. */
class RefusedNodeTest {
    @Test
    void linearBoundsNameTheNode() throws IOException {
        ModelProto written = ModelProto.parseFrom(
                Onnx.write(Graph.of("x", Shape.of(2), "y", x -> x.tanh().scale(2))));
        GraphProto.Builder graph = written.getGraph().toBuilder();
        assertEquals("Tanh", graph.getNode(0).getOpType());
        graph.setNode(0, graph.getNode(0).toBuilder().setName("squash"));
        Graph network = Onnx.read(written.toBuilder().setGraph(graph).build().toByteArray());
        String told = assertThrows(InputException.class, () -> LinearBounds.of(network, 1))
                .getMessage();
        assertTrue(told.startsWith("no linear bounds for %") && told.contains("Tanh[] [batch, 2] at 'squash'"), told);
    }

    @Test
    void intervalsNameTheNode() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value logits = x.minus(x.batchSum().labelled("pooled").repeatBatch());
        Graph margins = Margins.of(trace.graph("y", logits));
        String told = assertThrows(IllegalArgumentException.class, () -> Intervals.of(margins))
                .getMessage();
        assertTrue(told.startsWith("no bounds for %") && told.contains("at 'pooled'"), told);
    }
}
