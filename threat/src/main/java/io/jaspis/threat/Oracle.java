package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.tensor.Shape;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A black box: a function from inputs to the scores of classes, or to no more than their labels. It may be a remote
 * service, a tree ensemble or a network; what is asked of it is counted, one query for each input.
 *
 * <p>It may be asked by several threads if its function may.
 */
public final class Oracle implements AutoCloseable {
    private final Shape input;
    private final int classes;
    private final Scores scores;
    private final Labels labels;
    private final Runnable closing;
    private final AtomicLong queries = new AtomicLong();

    /** Scores of a batch. */
    @FunctionalInterface
    public interface Scores {
        /**
         * @param inputs {@code [rows, input]}, not to be changed
         * @return {@code [rows, classes]}
         */
        float[] of(float[] inputs, int rows);
    }

    /** Labels of a batch. */
    @FunctionalInterface
    public interface Labels {
        /**
         * @param inputs {@code [rows, input]}, not to be changed
         * @return {@code [rows]}, each from 0 to the last class, or {@link Logits#NONE}
         */
        int[] of(float[] inputs, int rows);
    }

    private Oracle(Shape input, int classes, Scores scores, Labels labels, Runnable closing) {
        this.input = Objects.requireNonNull(input);
        this.classes = classes;
        this.scores = scores;
        this.labels = labels;
        this.closing = closing;
        if (classes < 2) {
            throw new IllegalArgumentException("an oracle tells at least two classes apart, but is to have " + classes);
        }
    }

    /**
     * An oracle that tells scores.
     *
     * @param input the shape of one input
     */
    public static Oracle ofScores(Shape input, int classes, Scores scores) {
        return new Oracle(input, classes, Objects.requireNonNull(scores), null, () -> {});
    }

    /** An oracle that tells labels alone. */
    public static Oracle ofLabels(Shape input, int classes, Labels labels) {
        return new Oracle(input, classes, null, Objects.requireNonNull(labels), () -> {});
    }

    /**
     * A network of one input and one output, asked by its outputs alone; for one thread at a time, and a second one is
     * refused. The answer to an input doesn't depend on how many are asked together.
     *
     * @param batch how many inputs a run takes at most, at least 1
     */
    public static Oracle of(Graph network, Device device, int batch) {
        Shape input = network.input(network.onlyInput()).shape();
        int classes = network.output(network.onlyOutput()).shape().size();
        Batches batches = new Batches(network, device, batch);
        Scores scores = (inputs, rows) ->
                batches.run(rows, Map.of(network.onlyInput(), inputs)).get(network.onlyOutput());
        return new Oracle(input, classes, scores, null, batches::close);
    }

    /**
     * A model with tree ensembles, of one input and one output, evaluated as ONNX Runtime does; for one thread at a time.
     *
     * @param device for what stands before and behind the trees
     * @param batch how many inputs a run takes at most, at least 1
     */
    public static Oracle of(TreeModel model, Device device, int batch) {
        if (model.inputs().size() != 1) {
            throw new IllegalArgumentException(
                    "the model must have one input, but has " + model.inputs().keySet());
        }
        String input = model.inputs().keySet().iterator().next();
        String output = model.end().onlyOutput();
        TreeModel.Evaluation evaluation = model.on(device, batch);
        Scores scores =
                (inputs, rows) -> evaluation.run(rows, Map.of(input, inputs)).get(output);
        return new Oracle(
                model.inputs().get(input).shape(),
                model.end().output(output).shape().size(),
                scores,
                null,
                evaluation::close);
    }

    /**
     * The same oracle with a count of its own, from 0 on, for one of several that ask it; what is asked there is counted here,
     * too. There is nothing of it to close.
     */
    public Oracle countedAnew() {
        return new Oracle(
                input, classes, scores == null ? null : this::scores, labels == null ? null : this::labels, () -> {});
    }

    /** The shape of one input. */
    public Shape input() {
        return input;
    }

    public int classes() {
        return classes;
    }

    /** Whether it tells scores, and not labels alone. */
    public boolean tellsScores() {
        return scores != null;
    }

    /** The inputs that it was asked about so far. */
    public long queries() {
        return queries.get();
    }

    /**
     * The scores of a batch, {@code [rows, classes]}.
     *
     * @param inputs {@code [rows, input]}
     * @throws IllegalStateException where it tells labels alone, or where its function gave another number of scores
     */
    public float[] scores(float[] inputs, int rows) {
        if (scores == null) {
            throw new IllegalStateException("this oracle tells labels, but no scores");
        }
        count(inputs, rows);
        float[] result = scores.of(inputs, rows);
        requireNumber(result == null ? -1 : result.length, rows * classes, "scores");
        return result;
    }

    /**
     * The labels of a batch, {@code [rows]}: of scores the first of the largest, and {@link Logits#NONE} where one is NaN.
     *
     * @param inputs {@code [rows, input]}
     * @throws IllegalStateException where its function gave another number of labels, or one that is none of its classes
     */
    public int[] labels(float[] inputs, int rows) {
        if (labels == null) {
            float[] all = scores(inputs, rows);
            int[] result = new int[rows];
            for (int row = 0; row < rows; row++) {
                result[row] = Logits.largest(all, row * classes, classes);
            }
            return result;
        }
        count(inputs, rows);
        int[] result = labels.of(inputs, rows);
        requireNumber(result == null ? -1 : result.length, rows, "labels");
        for (int label : result) {
            if (label != Logits.NONE && (label < 0 || label >= classes)) {
                throw new IllegalStateException("the oracle's function gave the label " + label
                        + ", but its classes go from 0 to " + (classes - 1));
            }
        }
        return result;
    }

    private void count(float[] inputs, int rows) {
        if (rows < 1 || inputs.length < (long) rows * input.size()) {
            throw new IllegalArgumentException(
                    rows + " inputs of shape " + input + " don't stand in " + inputs.length + " numbers");
        }
        queries.addAndGet(rows);
    }

    private static void requireNumber(int given, int asked, String what) {
        if (given != asked) {
            throw new IllegalStateException("the oracle's function gave " + (given < 0 ? "null" : given + " " + what)
                    + " instead of " + asked + (given < 0 ? " " + what : ""));
        }
    }

    /** Frees what a network holds on its device; of other functions, nothing. */
    @Override
    public void close() {
        closing.run();
    }
}
