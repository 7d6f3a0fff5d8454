package io.jaspis.defend.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.specification.Margins;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What interval bounds allow on a box: lower bounds of the margins, and the bounds of every value on the way.
 *
 * @param margins lower bounds of {@code z_label − z_j}, {@code [batch, classes]}; 0 at the label itself, where
 *     bounds that don't know that both are one logit would be below
 * @param box the input's
 * @param network from {@link #INPUT} and what its layers share to logits
 * @param enclosures the bounds of the network's values before its last layer, by these
 */
record Worst(Value margins, Enclosure box, Graph network, Map<Value, Enclosure> enclosures) {
    /** The input of the network. */
    static final String INPUT = "input";

    /**
     * Records the bounds in the trace of the box. The network must have been applied to the examples in this scope
     * already: a normalisation by batch statistics takes theirs.
     */
    static Worst of(Layer network, Scope scope, Enclosure box, Value label) {
        Trace own = new Trace();
        Value input = own.input(INPUT, box.lower().type());
        Graph graph = own.graph("logits", network.apply(scope.again(), input));
        Value ownLabel = own.input(Margins.LABEL, label.type());
        // Recorded in the same trace, so that the margins are over the very values of the network.
        Graph margins = own.graph(Margins.MARGINS, Margins.of(graph, own, Map.of(), ownLabel));
        Map<String, Enclosure> inputs = new HashMap<>();
        inputs.put(INPUT, box);
        inputs.put(Margins.LABEL, Enclosure.exactly(label));
        scope.shared().forEach((name, value) -> inputs.put(name, Enclosure.exactly(value)));
        Map<Value, Enclosure> bounds = Intervals.propagate(margins, inputs, label.trace());
        Value lower = bounds.get(margins.output(Margins.MARGINS)).lower();
        return new Worst(lower.times(label.negate().plus(1)), box, graph, bounds);
    }

    /** Bounds of the operands of ReLUs, from the input on. */
    List<Enclosure> activations() {
        return network.values().stream()
                .filter(value -> value.op() instanceof Pointwise.Relu)
                .map(relu -> enclosures.get(relu.operand(0)))
                .toList();
    }

    /**
     * The box where the network proper begins: the input's, shifted and scaled by what the network does so before all else with
     * numbers that are the same for all examples, as a normalization of pictures does, or of a batch.
     */
    Enclosure normalized() {
        Value last = network.input(INPUT);
        for (Value value : network.values()) {
            boolean alone = !value.operands().isEmpty()
                    && value.operand(0) == last
                    && value.operands().stream().skip(1).noneMatch(Value::batched);
            if (alone && isAffine(value.op())) {
                last = value;
            }
        }
        return enclosures.get(last);
    }

    private static boolean isAffine(Op op) {
        return op instanceof Linear.Add
                || op instanceof Linear.Subtract
                || op instanceof Linear.Scale
                || op instanceof Pointwise.Shift
                || op instanceof Product.Multiply
                || op instanceof Quotient;
    }

    /** The box of this radius around points, cut at the range of inputs. */
    static Enclosure box(Value points, Value radius, Surroundings around) {
        Value reach = radius.broadcastTo(points.shape());
        return new Enclosure(around.least(points, reach), around.most(points, reach));
    }

    /** The cross-entropy of the worst logits, an upper bound of the cross-entropy all over the box. */
    Value crossEntropy(Value label) {
        return Losses.crossEntropy(margins.negate(), label);
    }
}
