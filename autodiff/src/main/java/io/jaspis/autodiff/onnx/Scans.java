package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Scan as its body once for each place of what is scanned, one after the other. */
final class Scans {
    private Scans() {}

    /** @throws IllegalArgumentException where the place goes along the batch */
    static List<Term> results(Node node, NodeProto proto, GraphProto graph, ControlFlow.Body body)
            throws OnnxException {
        if (node.opset() < 9) {
            return new ScanOfExamples(node, proto, graph, body).results();
        }
        int scanned = Node.small(node.integer("num_scan_inputs", 0), "num_scan_inputs");
        int carried = node.inputCount() - scanned;
        int[] axes = node.sizes("scan_input_axes", scanned, 0);
        int[] backwards = node.sizes("scan_input_directions", scanned, 0);
        requireGraph(node, proto, graph, node.inputCount(), scanned);
        int collected = graph.getOutputCount() - carried;
        int[] outputAxes = node.sizes("scan_output_axes", collected, 0);
        int[] outputsBackwards = node.sizes("scan_output_directions", collected, 0);
        for (int i = 0; i < scanned; i++) {
            Term term = node.term(carried + i);
            axes[i] = Node.positive(axes[i], ShapeOperators.extents(term).length);
            require(axes[i] != Places.batch(term), "it goes along the batch, whose examples must stay apart");
        }
        return new Turns(node, graph, body, axes, backwards, outputAxes, outputsBackwards).run(node.terms());
    }

    /** Refuses a body whose inputs and outputs aren't those of a node that gets so many operands and scans some. */
    static void requireGraph(Node node, NodeProto proto, GraphProto graph, int operands, int scanned)
            throws OnnxException {
        require(scanned > 0 && scanned <= operands, "it scans %d of %d inputs", scanned, operands);
        require(graph.getInputCount() == operands, "its body has %d inputs", graph.getInputCount());
        ControlFlow.requireOutputs(proto, graph, operands - scanned, 0);
    }

    /**
     * The body, once for each place.
     *
     * @param axes that are gone along, of each operand that is scanned
     * @param outputAxes that are put in, of what is collected
     */
    record Turns(
            Node node,
            GraphProto graph,
            ControlFlow.Body body,
            int[] axes,
            int[] backwards,
            int[] outputAxes,
            int[] outputsBackwards) {
        /** What comes of these operands: states, and then what is scanned. */
        List<Term> run(List<Term> operands) throws OnnxException {
            int carried = operands.size() - axes.length;
            int turns = -1;
            for (int i = 0; i < axes.length; i++) {
                int extent = ShapeOperators.extents(operands.get(carried + i))[axes[i]];
                require(turns < 0 || turns == extent, "what it scans has %d and %d places", turns, extent);
                turns = extent;
            }
            List<Term> state = new ArrayList<>(operands.subList(0, carried));
            List<List<Term>> stacks = new ArrayList<>();
            for (int i = 0; i < outputAxes.length; i++) {
                stacks.add(new ArrayList<>());
            }
            for (int turn = 0; turn < turns; turn++) {
                List<Term> inputs = new ArrayList<>(state);
                for (int i = 0; i < axes.length; i++) {
                    int place = backwards[i] == 0 ? turn : turns - 1 - turn;
                    inputs.add(place(operands.get(carried + i), axes[i], place));
                }
                List<Term> outputs = body.run(graph, inputs);
                state = new ArrayList<>(outputs.subList(0, carried));
                for (int i = 0; i < stacks.size(); i++) {
                    stacks.get(i).add(outputs.get(carried + i));
                }
            }
            List<Term> results = new ArrayList<>(state);
            for (int i = 0; i < stacks.size(); i++) {
                if (outputsBackwards[i] != 0) {
                    Collections.reverse(stacks.get(i));
                }
                results.add(ControlFlow.collected(
                        node, carried + i, graph.getOutput(carried + i), stacks.get(i), outputAxes[i]));
            }
            return results;
        }
    }

    /** What stands at a place of one axis, without that axis. */
    static Term place(Term term, int axis, int place) {
        int[] extents = ShapeOperators.extents(term);
        int[] rest = new int[extents.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = extents[i < axis ? i : i + 1];
        }
        return switch (SelectionOperators.pick(term, axis, new int[] {place})) {
            case Term.Known known -> known.reshaped(rest);
            case Term.Flowing flowing ->
                Term.Flowing.of(
                        flowing.type(),
                        flowing.view().reshape(Shape.of(rest)),
                        flowing.batch() > axis ? flowing.batch() - 1 : flowing.batch());
        };
    }
}
