package io.jaspis.certify.specification;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The margins of a classifier, {@code z_label − z_j} for every class j: an example is robust on a set when every margin
 * but the label's own is positive all over it.
 *
 * <p>Where the logits come from a dense layer, the differences are taken of its weights: the margin is one linear form
 * of the last hidden layer (Gowal et al. 2018, section 3.2). Bounds of it are tighter than differences of the logits'
 * bounds, and in real arithmetic it is the same function.
 */
public final class Margins {
    /** The input with the label as a one-hot row, {@code [batch, classes]}. */
    public static final String LABEL = "label";

    /** The output, {@code [batch, classes]}. */
    public static final String MARGINS = "margins";

    private Margins() {}

    /** The graph from the network's inputs and {@link #LABEL} to {@link #MARGINS}. */
    public static Graph of(Graph network) {
        Trace trace = new Trace();
        Value output = network.output(network.onlyOutput());
        int classes = output.shape().size();
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "margins need at least two classes, but the network's output is " + output.type());
        }
        Value label = trace.input(LABEL, Shape.of(classes));
        List<Value> inputs = new ArrayList<>(List.of(label));
        network.inputs().forEach((name, value) -> inputs.add(trace.input(name, value.type())));
        return trace.graph(inputs, Map.of(MARGINS, of(network, trace, Map.of(), label)));
    }

    /**
     * Records the margins as linear forms of the logits, one a row: e_label − e_j.
     *
     * @param label one-hot, {@code [classes]}
     * @param logits the shape of the logits, of as many elements
     * @return {@code [classes, …logits]}
     */
    public static Value rows(Value label, Shape logits) {
        int classes = label.shape().size();
        Tensor identity = Tensor.zeros(Shape.of(classes, classes));
        for (int i = 0; i < classes; i++) {
            identity.data()[i * classes + i] = 1;
        }
        return label.broadcast(0, classes)
                .minus(label.trace().constant(identity))
                .reshape(Shape.of(classes).then(logits));
    }

    /** Records the margins in a trace, with these values in the place of the network's inputs. */
    public static Value of(Graph network, Trace trace, Map<String, Value> inputs, Value label) {
        Value output = network.output(network.onlyOutput());
        Value logits = trace.inline(network, inputs).get(network.onlyOutput()).flatten();
        Value last = logits.unshaped();
        Value bias = null;
        if (last.op() instanceof Linear.Add) {
            boolean first = !last.operand(0).batched();
            bias = last.operand(first ? 0 : 1);
            last = last.operand(first ? 1 : 0);
        }
        boolean merged = last.op() instanceof Linear.Dense dense
                && !dense.transposed()
                && last.operand(0).shape().rank() == 1
                && (bias == null || !bias.batched());
        if (!merged) {
            return logits.scale(-1)
                    .plus(logits.times(label).sum().broadcast(0, output.shape().size()));
        }
        Value hidden = last.operand(0);
        Value weights = last.operand(1);
        int classes = weights.shape().extent(0);
        int width = weights.shape().extent(1);
        Value own = label.denseTransposed(weights).broadcast(0, classes);
        Value margins = own.minus(weights)
                .matMul(hidden.repeatBatch().reshape(Shape.of(width, 1)))
                .reshape(Shape.of(classes));
        if (bias == null) {
            return margins;
        }
        return margins.plus(label.times(bias).sum().broadcast(0, classes).minus(bias));
    }
}
