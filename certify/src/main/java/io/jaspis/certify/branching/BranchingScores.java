package io.jaspis.certify.branching;

import io.jaspis.certify.linear.FormBounds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which neurons to split: BaBSR (Bunel, Lu, Turkaslan, Torr, Kohli &amp; Kumar 2020), which estimates from the coefficients of a
 * backward pass what the bound gains where a neuron is on or off, and the score by the intercept of its line above alone.
 */
final class BranchingScores {
    private final float[] biases;
    private final int each;

    /**
     * Scores of a network's neurons.
     *
     * @param each neurons that are taken by each score
     */
    BranchingScores(float[] biases, int each) {
        this.biases = biases;
        this.each = each;
    }

    /** The best neurons of each score, the best first; none where no neuron is open. */
    int[] candidates(FormBounds.Row row) {
        float[] coefficients = row.coefficients();
        Best babsr = new Best(each);
        Best intercepts = new Best(each);
        row.lines().split(row.splits());
        for (int i = 0; i < coefficients.length; i++) {
            if (row.lines().open(i)) {
                double l = row.lines().lower(i);
                double u = row.lines().upper(i);
                double slope = u / (u - l);
                double a = coefficients[i];
                double intercept = Math.min(a, 0) * -slope * l;
                double on = biases[i] * a * (slope - 1);
                double off = biases[i] * a * slope;
                babsr.offer(i, Math.abs(Math.max(on, off) + intercept));
                intercepts.offer(i, -intercept);
            }
        }
        row.lines().join(row.splits());
        return babsr.with(intercepts);
    }

    /** The neurons of the largest scores so far. */
    private static final class Best {
        private final int[] neurons;
        private final double[] scores;
        private int count;

        Best(int most) {
            this.neurons = new int[most];
            this.scores = new double[most];
        }

        void offer(int neuron, double score) {
            int at = count;
            while (at > 0 && scores[at - 1] < score) {
                at--;
            }
            if (at == neurons.length) {
                return;
            }
            count = Math.min(count + 1, neurons.length);
            System.arraycopy(neurons, at, neurons, at + 1, count - 1 - at);
            System.arraycopy(scores, at, scores, at + 1, count - 1 - at);
            neurons[at] = neuron;
            scores[at] = score;
        }

        int[] with(Best other) {
            return IntStream.concat(Arrays.stream(neurons, 0, count), Arrays.stream(other.neurons, 0, other.count))
                    .distinct()
                    .toArray();
        }
    }
}
