package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a file smaller as long as it keeps what was wrong with it: a node gives way to one of its inputs, or to the
 * constant that it makes, and what is needed no more goes.
 */
final class Shrinking {
    private static final int MOST_TRIALS = 400;

    private final Predicate<ModelProto> stillWrong;
    private int trials;

    private Shrinking(Predicate<ModelProto> stillWrong) {
        this.stillWrong = stillWrong;
    }

    /** The smallest file found; the file itself where none is smaller. */
    static ModelProto of(ModelProto file, Predicate<ModelProto> stillWrong) {
        Shrinking shrinking = new Shrinking(stillWrong);
        ModelProto smallest = file;
        ModelProto smaller = shrinking.step(smallest);
        while (smaller != null) {
            smallest = smaller;
            smaller = shrinking.step(smallest);
        }
        return smallest;
    }

    /** The first smaller file that is still wrong, or null. */
    private ModelProto step(ModelProto file) {
        GraphProto graph = file.getGraph();
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            NodeProto node = graph.getNode(i);
            List<GraphProto> candidates = new ArrayList<>();
            TensorProto constant = constant(file, node);
            if (constant != null) {
                candidates.add(
                        without(graph, i).toBuilder().addInitializer(constant).build());
            }
            for (String input : new HashSet<>(node.getInputList())) {
                if (!input.isEmpty()) {
                    candidates.add(renamed(without(graph, i), node.getOutput(0), input));
                }
            }
            for (GraphProto candidate : candidates) {
                ModelProto smaller =
                        tried(file.toBuilder().setGraph(Draft.pruned(candidate)).build());
                if (smaller != null) {
                    return smaller;
                }
            }
        }
        return null;
    }

    private ModelProto tried(ModelProto candidate) {
        if (trials++ >= MOST_TRIALS) {
            return null;
        }
        try {
            ModelProto typed = typed(candidate);
            return typed != null && stillWrong.test(typed) ? typed : null;
        } catch (RuntimeException e) {
            // No valid file, or one that the law can't look at.
            return null;
        }
    }

    /** The node's first output as a stored tensor, where it depends on no input and its type can hold it. */
    private static TensorProto constant(ModelProto file, NodeProto node) {
        if (node.getOpType().equals("Constant") && node.getAttribute(0).hasT()) {
            return node.getAttribute(0).getT().toBuilder()
                    .setName(node.getOutput(0))
                    .build();
        }
        try {
            FileTensor value = new FileEvaluator(file).known(node.getOutput(0));
            if (value == null) {
                return null;
            }
            long[] bits = new long[value.size()];
            for (int i = 0; i < bits.length; i++) {
                bits[i] = value.isFloat()
                        ? Numbers.bits(value.element(), value.reals()[i].toDouble())
                        : value.wholes()[i];
            }
            TensorProto stored = Numbers.store(value.element(), value.shape(), bits, true);
            FileTensor back = FileTensor.decode(stored);
            for (int i = 0; i < bits.length; i++) {
                if (value.isFloat() && !back.reals()[i].equals(value.reals()[i])) {
                    return null;
                }
            }
            return stored.toBuilder().setName(node.getOutput(0)).build();
        } catch (UndefinedException e) {
            return null;
        }
    }

    private static GraphProto without(GraphProto graph, int node) {
        return graph.toBuilder().removeNode(node).build();
    }

    private static GraphProto renamed(GraphProto graph, String from, String to) {
        GraphProto.Builder result = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto.Builder node = graph.getNode(i).toBuilder();
            for (int input = 0; input < node.getInputCount(); input++) {
                if (node.getInput(input).equals(from)) {
                    node.setInput(input, to);
                }
            }
            result.setNode(i, node);
        }
        if (graph.getOutput(0).getName().equals(from)) {
            result.setOutput(0, graph.getOutput(0).toBuilder().setName(to));
        }
        return result.build();
    }

    /** With the output's type and shape as they have become; null where it is no classifier any more. */
    private static ModelProto typed(ModelProto file) {
        GraphProto graph = file.getGraph();
        int size = graph.getInput(0).getType().getTensorType().getShape().getDimList().stream()
                .mapToInt(extent -> extent.hasDimValue() ? (int) extent.getDimValue() : 1)
                .reduce(1, (a, b) -> a * b);
        Real[] point = new Real[size];
        Arrays.fill(point, Real.of(0.5));
        ValueInfoProto output = graph.getOutput(0);
        FileTensor value = new FileEvaluator(file).tensor(point);
        if (value.size() < 2 || value.rank() < 2 || value.shape()[0] != 1) {
            return null;
        }
        ValueInfoProto typed = Draft.info(
                output.getName(),
                value.element(),
                graph.getInput(0).getType().getTensorType().getShape().getDim(0).hasDimParam() ? 0 : 1,
                value.shape());
        return file.toBuilder().setGraph(graph.toBuilder().setOutput(0, typed)).build();
    }
}
