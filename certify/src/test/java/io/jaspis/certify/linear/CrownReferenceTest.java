package io.jaspis.certify.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.MarginReferences;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.ReluNetwork;
import io.jaspis.certify.specification.Margins;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The backward pass of CROWN-IBP against auto_LiRPA's in float64, the bounds of the ReLUs' operands from intervals. */
class CrownReferenceTest {
    private static final String LOWER = ".lower";
    private static final String UPPER = ".upper";

    /** The graph from boxes of the input and of the ReLUs' operands to lower bounds of the margins. */
    private static Graph pass(ReluNetwork layers) {
        Graph network = layers.graph();
        Value logits = network.output(network.onlyOutput());
        Trace trace = new Trace();
        Map<Value, Enclosure> enclosures = new HashMap<>();
        for (Value value : network.values()) {
            if (value.op() instanceof Pointwise.Relu) {
                enclosures.put(
                        value.operand(0),
                        enclosure(
                                trace,
                                "activation" + enclosures.size(),
                                value.shape().size()));
            }
        }
        LinearBounds bounds = new LinearBounds(
                network,
                Map.of(network.onlyInput(), new Region.Box(enclosure(trace, "box", layers.inputs()))),
                Map.of(),
                enclosures,
                Slopes.ADAPTIVE,
                trace);
        Value label = trace.input("label", Shape.of(MarginReferences.CLASSES));
        return trace.graph("margins", bounds.lower(logits, Margins.rows(label, logits.shape())));
    }

    private static Enclosure enclosure(Trace trace, String name, int size) {
        return new Enclosure(trace.input(name + LOWER, Shape.of(size)), trace.input(name + UPPER, Shape.of(size)));
    }

    private static List<Double> numbers(float[] floats) {
        return DoubleArithmetic.DOUBLE.of(floats);
    }

    private static List<Double> numbers(double[] doubles) {
        List<Double> numbers = new ArrayList<>();
        for (double number : doubles) {
            numbers.add(number);
        }
        return numbers;
    }

    private static List<Double> margins(Graph pass, ReluNetwork network, Box box, int label) {
        Map<String, List<Double>> inputs = new HashMap<>();
        inputs.put("box" + LOWER, numbers(box.lower()));
        inputs.put("box" + UPPER, numbers(box.upper()));
        for (int i = 0; i + 1 < network.layers().size(); i++) {
            ReluNetwork.Bounds bounds = new ReluNetwork(network.layers().subList(0, i + 1)).inDouble(box);
            inputs.put("activation" + i + LOWER, numbers(bounds.lower()));
            inputs.put("activation" + i + UPPER, numbers(bounds.upper()));
        }
        float[] hot = new float[MarginReferences.CLASSES];
        hot[label] = 1;
        inputs.put("label", numbers(hot));
        return Evaluate.run(pass, 1, inputs, Map.of(), DoubleArithmetic.DOUBLE).get("margins");
    }

    @Test
    void linearBoundsOverIntervalBounds() throws IOException {
        MarginReferences references = MarginReferences.required();
        ReluNetwork network = references.layers();
        Graph pass = pass(network);
        List<MarginReferences.Row> rows = references.rows("CROWN-IBP");
        assertEquals(270, rows.size());
        Map<String, List<Double>> found = new HashMap<>();
        for (MarginReferences.Row row : rows) {
            if (!found.containsKey(row.instance())) {
                found.put(row.instance(), margins(pass, network, references.box(row.instance()), row.label()));
            }
            // Sums of some thousand terms that cancel, in float64: far less than what the references are written with.
            double doubt = MarginReferences.WRITTEN + 1e-9 * Math.abs(row.lower());
            assertEquals(row.lower(), found.get(row.instance()).get(row.other()), doubt, row::toString);
        }
    }
}
