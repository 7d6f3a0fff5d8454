package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The first form of Scan, of opset 8, whose operands have the batch before the sequence. Its body is of one example and knows no
 * batch, so that it is walked for one whole example, which stands for all.
 */
final class ScanOfExamples {
    private final Node node;
    private final ControlFlow.Body body;
    private final GraphProto graph;

    /** Without the lengths of the sequences. */
    private final List<Term> operands;

    private final int scanned;

    /** Whether any operand has the batch. */
    private final boolean batched;

    /** How many sequences there are, in the whole batch or, where it is open, of each example. */
    private final int sequences;

    ScanOfExamples(Node node, NodeProto proto, GraphProto graph, ControlFlow.Body body) throws OnnxException {
        this.node = node;
        this.body = body;
        this.graph = graph;
        this.operands =
                IntStream.range(1, node.inputCount()).mapToObj(node::term).toList();
        require(!operands.isEmpty(), "it scans nothing");
        this.scanned = Node.small(node.integer("num_scan_inputs", 0), "num_scan_inputs");
        Scans.requireGraph(node, proto, graph, operands.size(), scanned);
        this.batched = operands.stream().anyMatch(term -> Places.batch(term) != Term.Flowing.NONE);
        this.sequences = ShapeOperators.extents(operands.getLast())[0];
        for (int i = 0; i < operands.size(); i++) {
            requireAxes(i);
        }
        requireLengths();
        if (batched) {
            requireOwnNames();
        }
    }

    private void requireAxes(int operand) {
        Term term = operands.get(operand);
        int[] extents = ShapeOperators.extents(term);
        int least = operand < operands.size() - scanned ? 1 : 2;
        require(
                extents.length >= least,
                "its input %d must begin with the batch%s, but has %d axes",
                operand + 1,
                least == 2 ? " and the sequence" : "",
                extents.length);
        int batch = Places.batch(term);
        require(
                batch == Term.Flowing.NONE || batch == 0,
                "the batch of its input %d must be axis 0, but is axis %d",
                operand + 1,
                batch);
        require(
                extents[0] == sequences,
                "its input %d has %d sequences%s, but another %d",
                operand + 1,
                extents[0],
                batched ? " for each example" : "",
                sequences);
    }

    private void requireLengths() {
        if (!node.has(0)) {
            return;
        }
        int length = ShapeOperators.extents(operands.getLast())[1];
        for (long each : node.fixedIntegers(0, "the lengths of the sequences")) {
            require(each == length, "sequences of different lengths are not supported: %d of %d", each, length);
        }
    }

    /** Refuses a body that takes what belongs to all examples from outside: within it they would be told apart. */
    private void requireOwnNames() throws OnnxException {
        Set<String> own = new HashSet<>();
        Scopes.addNames(graph, own);
        List<String> needed = new ArrayList<>();
        for (NodeProto inner : graph.getNodeList()) {
            needed.addAll(Inlining.needs(inner));
        }
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        for (String name : needed) {
            Term term = own.contains(name) ? null : body.known(name);
            require(
                    term == null || Places.batch(term) == Term.Flowing.NONE,
                    "its body is of one example, but takes '%s' from outside, which is of all; give it as an input of the node",
                    name);
        }
    }

    List<Term> results() throws OnnxException {
        int collected = graph.getOutputCount() - (operands.size() - scanned);
        Scans.Turns turns = new Scans.Turns(
                node,
                graph,
                body,
                new int[scanned],
                node.sizes("directions", scanned, 0),
                new int[collected],
                new int[collected]);
        List<List<Term>> all = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            int sequence = i;
            all.add(turns.run(
                    operands.stream().map(term -> example(term, sequence)).toList()));
        }
        List<Term> results = new ArrayList<>();
        for (int i = 0; i < graph.getOutputCount(); i++) {
            int output = i;
            results.add(joined(all.stream().map(each -> each.get(output)).toList(), output));
        }
        return results;
    }

    /** One example of an operand, without the axis of the batch. */
    private static Term example(Term term, int sequence) {
        return switch (term) {
            case Term.Known known -> Scans.place(known, 0, sequence);
            case Term.Flowing flowing -> {
                Value part = flowing.view().slice(0, sequence, 1);
                yield Term.Flowing.whole(
                        flowing.type(), part.reshape(part.shape().without(0)));
            }
        };
    }

    /** What comes of all sequences, with the batch as axis 0. */
    private Term joined(List<Term> examples, int output) {
        Term all = ControlFlow.collected(node, output, graph.getOutput(output), examples, 0);
        if (!batched) {
            return all;
        }
        // What is known is the same for each example, and has the batch nonetheless.
        Term.Flowing flowing = node.flowing(all);
        return Term.Flowing.of(flowing.type(), flowing.value(), 0);
    }
}
