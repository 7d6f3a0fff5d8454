package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.trees.RowFunction;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of the tree ensembles and other functions of rows that a walk meets: values of its graph, or stages between graphs, whose results are
 * inputs of what comes after.
 */
final class TreeReading {
    private final boolean staged;
    private final List<TreeModel.Stage> stages = new ArrayList<>();
    /** What is particular, and of which nodes. */
    private final Map<String, List<String>> notes = new LinkedHashMap<>();

    private boolean met;

    TreeReading(boolean staged) {
        this.staged = staged;
    }

    /** Forgets the stages of a walk that didn't succeed. */
    void begin() {
        stages.clear();
        notes.clear();
    }

    /** Notes down what is particular about a node. */
    void note(String node, String text) {
        notes.computeIfAbsent(text, _ -> new ArrayList<>()).add(node);
    }

    /** A line for each, however many nodes it is about. */
    List<String> notes() {
        return notes.entrySet().stream()
                .map(note -> named(note.getValue()) + ": " + note.getKey())
                .toList();
    }

    private static String named(List<String> nodes) {
        int others = nodes.size() - 1;
        return nodes.getFirst()
                + switch (others) {
                    case 0 -> "";
                    case 1 -> " (and another like it)";
                    default -> " (and " + others + " others like it)";
                };
    }

    /** Whether ensembles become stages. */
    boolean staged() {
        return staged;
    }

    void meet() {
        met = true;
    }

    /** Whether there was any ensemble. */
    boolean met() {
        return met;
    }

    /**
     * Makes a function of rows a stage.
     *
     * @param x its rows, {@code [..., features]}
     * @return the scores, {@code [..., outputs]}, and the labels, {@code [...]}
     */
    List<Value> stage(String node, RowFunction function, Value x) {
        Trace trace = x.trace();
        String number = "trees " + stages.size();
        Graph before = trace.graph("rows", x.repeatBatch());
        Shape rows = x.shape().without(x.shape().rank() - 1);
        int outputs = function.outputs();
        Value scores = trace.input(number + ": scores", rows.insert(rows.rank(), outputs));
        Value labels = trace.input(number + ": labels", rows);
        stages.add(new TreeModel.Stage(
                node, function, before, x.shape().extent(-1), number + ": scores", number + ": labels"));
        return List.of(scores, labels);
    }

    /** The whole model of a walk whose ensembles became stages. */
    TreeModel model(Map<String, Value> inputs, Graph end) {
        return new TreeModel(inputs, stages, end);
    }
}
