package io.jaspis.certify.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.specification.Margins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What interval bounds allow on a box: lower bounds of the margins, and the bounds of every ReLU's operand on the way.
 *
 * @param margins lower bounds of {@code z_label − z_j}, {@code [batch, classes]}; 0 or below at the label itself
 * @param box the input's
 * @param activations bounds of the operands of ReLUs, from the input on
 */
record Worst(Value margins, Enclosure box, List<Enclosure> activations) {

    /**
     * Records the bounds in the trace of the box. The network must have been applied to the examples in this scope
     * already: a normalisation by batch statistics takes theirs.
     */
    static Worst of(Layer network, Scope scope, Enclosure box, Value label) {
        Trace trace = label.trace();
        Graph graph = graph(network, scope, box);
        Graph margins = Margins.of(graph);
        Map<String, Value> outputs = new LinkedHashMap<>(margins.outputs());
        for (Value value : margins.values()) {
            if (value.op() instanceof Pointwise.Relu) {
                outputs.put("activation " + outputs.size(), value.operand(0));
            }
        }
        Map<String, Enclosure> inputs = new HashMap<>();
        inputs.put(INPUT, box);
        inputs.put(Margins.LABEL, Enclosure.exactly(label));
        scope.shared().forEach((name, value) -> inputs.put(name, Enclosure.exactly(value)));
        Map<String, Enclosure> bounds =
                Intervals.propagate(margins.output(Margins.MARGINS).trace().graph(outputs), inputs, trace);
        Value lower = bounds.remove(Margins.MARGINS).lower();
        return new Worst(lower, box, new ArrayList<>(bounds.values()));
    }

    /** The input of {@link #graph}. */
    static final String INPUT = "input";

    /** The network as a graph of its own, from {@link #INPUT} and what its layers share to logits. */
    static Graph graph(Layer network, Scope scope, Enclosure box) {
        Trace trace = new Trace();
        Value input = trace.input(INPUT, box.lower().type());
        return trace.graph("logits", network.apply(scope.again(), input));
    }

    /** The box of this radius around points, cut at the range of inputs. */
    static Enclosure box(Value points, Value radius, float lower, float upper) {
        Value reach = radius.broadcastTo(points.shape());
        return new Enclosure(
                points.minus(reach).clip(lower, upper), points.plus(reach).clip(lower, upper));
    }

    /** The cross-entropy of the worst logits, an upper bound of the cross-entropy all over the box. */
    Value crossEntropy(Value label) {
        return Losses.crossEntropy(margins.negate(), label);
    }
}
