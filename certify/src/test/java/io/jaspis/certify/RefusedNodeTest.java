package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.linear.LinearBounds;
import io.jaspis.certify.linear.Region;
import io.jaspis.certify.linear.Slopes;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an analysis refuses, it names as the model's file does. */
class RefusedNodeTest {
    @Test
    void linearBoundsNameTheNode() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Graph network = trace.graph("y", x.minus(x.batchSum().labelled("pooled").repeatBatch()));
        Trace bounds = new Trace();
        Enclosure box = new Enclosure(bounds.input("lower", Shape.of(2)), bounds.input("upper", Shape.of(2)));
        LinearBounds lines = new LinearBounds(
                network, Map.of("x", new Region.Box(box)), Map.of(), Map.of(), Slopes.ADAPTIVE, bounds);
        Value rows = bounds.input("rows", Shape.of(1, 2));
        String told = assertThrows(InputException.class, () -> lines.lower(network.output("y"), rows))
                .getMessage();
        assertTrue(told.startsWith("no linear bounds for %") && told.contains("at 'pooled'"), told);
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
