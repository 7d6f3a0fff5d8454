package io.jaspis.defend.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a network tells of examples.
 *
 * @param right those whose label it gives, where a tie is not
 * @param none those for which an output is NaN, so that it gives no class
 * @param classes that are given to any of them
 * @param count all
 * @param loss the mean cross-entropy of their labels; NaN where an output is
 */
public record Accuracy(int right, int none, int classes, int count, double loss) {
    /** The largest batch in which examples are measured. */
    static final int BATCH = 100;

    /** The share of examples that the network has right. */
    public double share() {
        return (double) right / count;
    }

    /**
     * Of examples as they are; its outputs say how many classes there are, whichever of them occur.
     *
     * @throws IllegalArgumentException where the network doesn't take examples of so many values, has fewer than two outputs, or a
     *     label is none of them
     */
    public static Accuracy of(Graph network, Examples examples, Device device) {
        return of(network, examples, device, () -> false);
    }

    /**
     * The same where it may be stopped.
     *
     * @param stopped asked now and then
     * @throws java.util.concurrent.CancellationException where it was stopped before all examples were measured
     */
    public static Accuracy of(Graph network, Examples examples, Device device, BooleanSupplier stopped) {
        return of(Decision.of(network).scores(), examples, device, 0, stopped);
    }

    /**
     * Of examples under Gaussian noise, each with as many draws: example i has the same noise whatever network it is.
     *
     * @param sigma the standard deviation
     * @param draws for each example, at least 1
     * @param stopped as above
     */
    static Accuracy underNoise(
            Graph network,
            Examples examples,
            double sigma,
            int draws,
            long seed,
            Device device,
            BooleanSupplier stopped) {
        Accuracy total = new Accuracy(0, 0, 0, 0, 0);
        for (int draw = 0; draw < draws; draw++) {
            total = total.plus(of(noisy(network, examples, sigma, draw), examples, device, seed, stopped));
        }
        return total;
    }

    /** Of each example, under how many draws of Gaussian noise the network has it right; all else as above. */
    static int[] drawsRight(
            Graph network,
            Examples examples,
            double sigma,
            int draws,
            long seed,
            Device device,
            BooleanSupplier stopped) {
        int[] right = new int[examples.count()];
        for (int draw = 0; draw < draws; draw++) {
            int[] told = told(noisy(network, examples, sigma, draw), examples, device, seed, stopped)
                    .classes();
            for (int i = 0; i < told.length; i++) {
                right[i] += told[i] == examples.label(i) ? 1 : 0;
            }
        }
        return right;
    }

    private static Graph noisy(Graph network, Examples examples, double sigma, int draw) {
        Trace trace = new Trace();
        Value x = trace.input(network.onlyInput(), examples.shape());
        Graph scores = Decision.of(network).scores();
        Value score = trace.inline(scores, Map.of(scores.onlyInput(), Noise.on(x, sigma, draw)))
                .get(scores.onlyOutput());
        return trace.graph(scores.onlyOutput(), score);
    }

    private Accuracy plus(Accuracy other) {
        return new Accuracy(
                right + other.right,
                none + other.none,
                Math.max(classes, other.classes),
                count + other.count,
                (loss * count + other.loss * other.count) / (count + other.count));
    }

    private static Accuracy of(Graph scores, Examples examples, Device device, long seed, BooleanSupplier stopped) {
        Told all = told(scores, examples, device, seed, stopped);
        int[] told = all.classes();
        int right = 0;
        int none = 0;
        for (int i = 0; i < told.length; i++) {
            right += told[i] == examples.label(i) ? 1 : 0;
            none += told[i] == Logits.NONE ? 1 : 0;
        }
        int classesGiven = (int)
                Arrays.stream(told).filter(one -> one != Logits.NONE).distinct().count();
        return new Accuracy(right, none, classesGiven, told.length, all.loss() / told.length);
    }

    /**
     * What each example is told.
     *
     * @param classes that they are given, a tie being another than the label
     * @param loss the sum of their cross-entropies
     */
    private record Told(int[] classes, double loss) {}

    private static Told told(Graph scores, Examples examples, Device device, long seed, BooleanSupplier stopped) {
        int size = examples.shape().size();
        int taken = scores.input(scores.onlyInput()).shape().size();
        if (size != taken) {
            throw new IllegalArgumentException("the examples have " + size + " values, but the network takes " + taken);
        }
        int classes = scores.output(scores.onlyOutput()).shape().size();
        Problem.requireClasses(examples, classes);
        float[] x = new float[BATCH * size];
        float[] logits = new float[BATCH * classes];
        int[] told = new int[examples.count()];
        double[] losses = new double[examples.count()];
        try (Batches batches = new Batches(scores, device, BATCH)) {
            batches.run(told.length, (execution, from, count) -> {
                Stopping.check(stopped);
                for (int i = 0; i < count; i++) {
                    examples.copy(from + i, x, i * size);
                }
                execution.write(scores.onlyInput(), x, 0, 0, count);
                execution.seed(seed, from);
                execution.run();
                execution.read(scores.onlyOutput(), logits, 0, 0, count);
                for (int i = 0; i < count; i++) {
                    int label = examples.label(from + i);
                    told[from + i] = Logits.prediction(logits, i * classes, classes, label);
                    losses[from + i] = -Math.log(Logits.confidence(logits, i * classes, classes, label));
                }
            });
        }
        return new Told(told, Arrays.stream(losses).sum());
    }
}
