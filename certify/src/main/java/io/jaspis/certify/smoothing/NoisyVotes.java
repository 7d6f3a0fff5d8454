package io.jaspis.certify.smoothing;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Model;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The classes that a network gives to noisy copies of an example. The noise is part of the graph, so that it is made in
 * the cache right before the first layer; that of a sample follows from the seed, the example's number and the sample's
 * alone, never from the batch. Votes are those of the network's {@link Decision}: of outputs that a softmax makes the
 * same in floats, the scores before it still tell which is larger.
 *
 * <p>For one thread at a time; a second one is refused.
 */
public final class NoisyVotes implements AutoCloseable {
    /** Samples of one example, and examples. */
    public static final int MOST = 1 << 24;

    private static final String CENTRE = "centre";

    private final Batches batches;
    private final Noise noise;
    private final List<Float> axes;
    private final Shape shape;
    private final int classes;
    private final int batch;
    private final long seed;
    private final float[] logits;

    /**
     * Of noise that is alike in all values.
     *
     * @param network a classifier with one input and one output
     * @param batch the most samples in a run of the network
     */
    public NoisyVotes(Graph network, Noise noise, Device device, int batch, long seed) {
        this(network, noise, List.of(), device, batch, seed);
    }

    /**
     * @param network a classifier with one input and one output
     * @param axes a factor for the noise of each value, finite and at least 0, and one of them above; empty where all are alike. In
     *     units of these the radii count: in x / axes the noise is alike in all values that have any
     * @param batch the most samples in a run of the network
     */
    public NoisyVotes(Graph network, Noise noise, List<Float> axes, Device device, int batch, long seed) {
        this.noise = noise;
        this.axes = List.copyOf(axes);
        requireAxes(axes);
        this.shape = network.input(network.onlyInput()).shape();
        this.classes = network.output(network.onlyOutput()).shape().size();
        this.batches = new Batches(graph(Decision.of(network).scores(), noise, axes), device, batch);
        this.batch = batch;
        this.seed = seed;
        this.logits = new float[Type.batched(Shape.of(classes)).size(batch)];
    }

    /**
     * Of a model as its file has it.
     *
     * @throws InputException where it takes whole numbers ({@link #requireReal})
     */
    public static NoisyVotes of(Model model, Noise noise, List<Float> axes, Device device, int batch, long seed) {
        requireReal(model, axes);
        return new NoisyVotes(model.graph(), noise, axes, device, batch, seed);
    }

    /**
     * Refuses noise where a model takes whole numbers alone: the network that is smoothed would be another than the one that runs.
     *
     * @param axes as for the constructor: where they are 0 nothing changes
     */
    public static void requireReal(Model model, List<Float> axes) {
        int size = model.graph().input(model.graph().onlyInput()).shape().size();
        for (int i = 0; i < size; i++) {
            if (model.isWhole(i) && (axes.size() != size || axes.get(i) > 0)) {
                throw new InputException(
                        "%s takes whole numbers alone%s, of which noise makes fractions: leave what is whole as it is (of a table by --features), or say what is done to real numbers before they become whole (--normalize)"
                                .formatted(
                                        model.name(),
                                        model.inputNames().size() == size
                                                ? " for " + model.inputNames().get(i)
                                                : ""));
            }
        }
    }

    /** With other axes more would be certified than holds, or nothing at all. */
    private static void requireAxes(List<Float> axes) {
        for (int i = 0; i < axes.size(); i++) {
            float axis = axes.get(i);
            if (!(axis >= 0 && axis < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "axis " + i + " of the noise must be a finite number of at least 0, but is " + axis);
            }
        }
        if (!axes.isEmpty() && axes.stream().allMatch(axis -> axis == 0)) {
            throw new IllegalArgumentException("no axis of the noise is above 0, so that nothing may change");
        }
    }

    /** The network on its input, {@code centre}, with noise: a shared input and batched outputs. */
    public static Graph graph(Graph network, Noise noise) {
        return graph(network, noise, List.of());
    }

    private static Graph graph(Graph network, Noise noise, List<Float> axes) {
        Trace trace = new Trace();
        String input = network.onlyInput();
        Shape shape = network.input(input).shape();
        Value centre = trace.input(CENTRE, Type.shared(shape));
        Value noisy = axes.isEmpty()
                ? noise.around(centre)
                : noise.around(centre, trace.constant(Tensor.of(shape, factors(shape, axes))));
        return trace.graph(List.of(centre), trace.inline(network, Map.of(input, noisy)));
    }

    private static float[] factors(Shape shape, List<Float> axes) {
        if (axes.size() != shape.size()) {
            throw new IllegalArgumentException("there are " + axes.size() + " axes of the noise, but the network takes "
                    + shape.size() + " values");
        }
        float[] factors = new float[axes.size()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = axes.get(i);
        }
        return factors;
    }

    public Noise noise() {
        return noise;
    }

    /** A factor for the noise of each value; empty where all are alike. */
    public List<Float> axes() {
        return axes;
    }

    /** How many values of an example have noise. */
    int noisy() {
        return axes.isEmpty()
                ? size()
                : (int) axes.stream().filter(axis -> axis > 0).count();
    }

    public long seed() {
        return seed;
    }

    public int classes() {
        return classes;
    }

    /** The shape of an example. */
    public Shape shape() {
        return shape;
    }

    /** The number of values in an example. */
    public int size() {
        return shape.size();
    }

    /** What a run takes at most. */
    public int batch() {
        return batch;
    }

    /**
     * What outputs vote for: the class of the largest, and {@link Logits#NONE} where there is a NaN among them or
     * several share the largest. So no vote depends on the order of the classes.
     */
    static int vote(float[] logits, int offset, int classes) {
        int best = Logits.largest(logits, offset, classes);
        for (int j = best + 1; best != Logits.NONE && j < classes; j++) {
            if (logits[offset + j] == logits[offset + best]) {
                return Logits.NONE;
            }
        }
        return best;
    }

    /**
     * The votes of the samples from {@code first} on: a class each, or {@link Logits#NONE}.
     *
     * @param example its number, below {@link #MOST}
     * @param x its values
     * @param first the number of the first sample; first + count is at most {@link #MOST}
     */
    public void vote(int example, float[] x, int first, int count, int[] votes, int offset) {
        vote(example, x, first, count, votes, offset, _ -> {});
    }

    /** @param before told of the first sample of each run of the network, which by throwing it keeps from being made */
    void vote(int example, float[] x, int first, int count, int[] votes, int offset, IntConsumer before) {
        if (example < 0 || example >= MOST || first < 0 || first > MOST - count) {
            throw new IllegalArgumentException(
                    "samples %s to %s of example %s: examples and samples are numbered below %s"
                            .formatted(first, (long) first + count, example, MOST));
        }
        if (count < 0 || offset < 0 || votes.length - offset < count) {
            throw new IllegalArgumentException(
                    count + " votes don't fit an array of " + votes.length + " from " + offset + " on");
        }
        batches.run(count, (execution, done, portion) -> {
            before.accept(first + done);
            execution.write(CENTRE, x);
            execution.seed(seed, (long) example << 24 | (first + done));
            execution.run();
            execution.read(batches.graph().onlyOutput(), logits, 0, 0, portion);
            for (int i = 0; i < portion; i++) {
                votes[offset + done + i] = vote(logits, i * classes, classes);
            }
        });
    }

    @Override
    public void close() {
        batches.close();
    }
}
