package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.AttackVectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The net of {@link AttackVectors} by hand, in double precision: logits, their slopes, and losses from the papers' formulas. */
record TinyNet(double[][] first, double[] firstBias, double[][] second, double[] secondBias) {

    static TinyNet of(AttackVectors vectors) {
        return new TinyNet(
                AttackVectors.rows(vectors.at("W1")),
                AttackVectors.numbers(vectors.at("b1")),
                AttackVectors.rows(vectors.at("W2")),
                AttackVectors.numbers(vectors.at("b2")));
    }

    /** Of the logits a value to increase, and its gradient in them. */
    interface LossOf {
        double value(double[] z);

        double[] gradient(double[] z);
    }

    private double hidden(double[] x, int unit) {
        double sum = firstBias[unit];
        for (int i = 0; i < x.length; i++) {
            sum += first[unit][i] * x[i];
        }
        return sum;
    }

    double[] logits(double[] x) {
        double[] z = secondBias.clone();
        for (int unit = 0; unit < first.length; unit++) {
            for (int j = 0; j < z.length; j++) {
                z[j] += second[j][unit] * Math.max(0, hidden(x, unit));
            }
        }
        return z;
    }

    /** The gradient in x of what has this gradient in the logits. */
    double[] slope(double[] x, double[] along) {
        double[] slope = new double[x.length];
        for (int unit = 0; unit < first.length; unit++) {
            if (hidden(x, unit) > 0) {
                for (int j = 0; j < along.length; j++) {
                    for (int i = 0; i < x.length; i++) {
                        slope[i] += along[j] * second[j][unit] * first[unit][i];
                    }
                }
            }
        }
        return slope;
    }

    static double[] softmax(double[] z) {
        double top = Arrays.stream(z).max().orElseThrow();
        double total = Arrays.stream(z).map(each -> Math.exp(each - top)).sum();
        return Arrays.stream(z).map(each -> Math.exp(each - top) / total).toArray();
    }

    static int rival(double[] z, int label) {
        return IntStream.range(0, z.length)
                .filter(j -> j != label)
                .reduce((a, b) -> z[b] > z[a] ? b : a)
                .orElseThrow();
    }

    /** z_t − z_y. */
    static LossOf lead(int label, int target) {
        return new LossOf() {
            @Override
            public double value(double[] z) {
                return z[target] - z[label];
            }

            @Override
            public double[] gradient(double[] z) {
                double[] g = new double[z.length];
                g[target] = 1;
                g[label] = -1;
                return g;
            }
        };
    }

    /** max over the others of z, less z_y. */
    static LossOf margin(int label) {
        return new LossOf() {
            @Override
            public double value(double[] z) {
                return lead(label, rival(z, label)).value(z);
            }

            @Override
            public double[] gradient(double[] z) {
                return lead(label, rival(z, label)).gradient(z);
            }
        };
    }

    /** The cross-entropy of z over z₍₁₎ − z₍₂₎, which counts as a constant; points are compared by the margin. */
    static LossOf mifpe(int label) {
        return new LossOf() {
            @Override
            public double value(double[] z) {
                return margin(label).value(z);
            }

            @Override
            public double[] gradient(double[] z) {
                double[] sorted = z.clone();
                Arrays.sort(sorted);
                double divisor = sorted[z.length - 1] - sorted[z.length - 2];
                double[] g =
                        softmax(Arrays.stream(z).map(each -> each / divisor).toArray());
                g[label] -= 1;
                return Arrays.stream(g).map(each -> each / divisor).toArray();
            }
        };
    }

    /** Of the probability of the largest other class and that of the label, so much each. */
    static LossOf probabilities(int label, double ofRival, double ofLabel) {
        return new LossOf() {
            @Override
            public double value(double[] z) {
                double[] p = softmax(z);
                return ofRival * p[rival(p, label)] + ofLabel * p[label];
            }

            @Override
            public double[] gradient(double[] z) {
                double[] p = softmax(z);
                int rival = rival(p, label);
                double[] g = new double[z.length];
                for (int j = 0; j < z.length; j++) {
                    double rise = (j == rival ? 1 : 0) - p[j];
                    double fall = (j == label ? 1 : 0) - p[j];
                    g[j] = ofRival * p[rival] * rise + ofLabel * p[label] * fall;
                }
                return g;
            }
        };
    }
}
