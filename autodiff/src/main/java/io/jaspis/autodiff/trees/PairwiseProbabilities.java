package io.jaspis.autodiff.trees;

import java.util.Arrays;

/**
 * The probabilities of classes from decision values of all pairs of them: a sigmoid for each pair (Platt 1999), and the
 * probabilities that fit these best, found by iteration (Wu, Lin &amp; Weng 2004, algorithm 2) until they are close, as ONNX
 * Runtime does it in float32.
 */
public final class PairwiseProbabilities implements RowFunction {
    private static final int MOST_ROUNDS = 100;
    private static final float CLOSE = 0.005f;
    private static final float LEAST = 1e-7f;

    private final int classes;
    private final long[] labels;
    private final float[] slopes;
    private final float[] shifts;

    /**
     * @param labels the numbers of the classes
     * @param slopes of the sigmoid of each pair, the pairs in the order 0-1, 0-2, …, 1-2, …
     * @param shifts of these sigmoids
     */
    public PairwiseProbabilities(long[] labels, float[] slopes, float[] shifts) {
        this.classes = labels.length;
        this.labels = labels.clone();
        this.slopes = slopes.clone();
        this.shifts = shifts.clone();
    }

    @Override
    public int outputs() {
        return classes;
    }

    @Override
    public void evaluate(int rows, int features, float[] x, float[] scores, float[] told) {
        float[][] pair = new float[classes][classes];
        int[] votes = new int[classes];
        float[] probabilities = new float[classes];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(votes, 0);
            int at = 0;
            for (int i = 0; i < classes; i++) {
                for (int j = i + 1; j < classes; j++, at++) {
                    float decision = x[row * features + at];
                    votes[decision > 0 ? i : j]++;
                    float first = 1 - ScoreTransform.logistic(decision * slopes[at] + shifts[at]);
                    first = Math.min(Math.max(first, LEAST), 1 - LEAST);
                    pair[i][j] = first;
                    pair[j][i] = 1 - first;
                }
            }
            fit(pair, probabilities);
            System.arraycopy(probabilities, 0, scores, row * classes, classes);
            int best = 0;
            for (int k = 0; k < classes; k++) {
                best = votes[k] > votes[best] ? k : best;
            }
            told[row] = labels[best];
        }
    }

    private void fit(float[][] pair, float[] p) {
        float[][] q = new float[classes][classes];
        for (int i = 0; i < classes; i++) {
            p[i] = 1f / classes;
            for (int j = 0; j < classes; j++) {
                if (i != j) {
                    q[i][i] += pair[j][i] * pair[j][i];
                    q[i][j] = -pair[j][i] * pair[i][j];
                }
            }
        }
        float[] product = new float[classes];
        for (int round = 0; round < MOST_ROUNDS; round++) {
            float whole = 0;
            for (int i = 0; i < classes; i++) {
                product[i] = 0;
                for (int j = 0; j < classes; j++) {
                    product[i] += q[i][j] * p[j];
                }
                whole += p[i] * product[i];
            }
            float error = 0;
            for (int i = 0; i < classes; i++) {
                error = Math.max(error, Math.abs(product[i] - whole));
            }
            if (error < CLOSE / classes) {
                return;
            }
            for (int i = 0; i < classes; i++) {
                float step = (-product[i] + whole) / q[i][i];
                p[i] += step;
                whole = (whole + step * (step * q[i][i] + 2 * product[i])) / (1 + step) / (1 + step);
                for (int j = 0; j < classes; j++) {
                    product[j] = (product[j] + step * q[i][j]) / (1 + step);
                    p[j] /= 1 + step;
                }
            }
        }
    }
}
