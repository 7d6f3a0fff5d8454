package io.jaspis.certify.chain;

import io.jaspis.certify.intervals.DoubleSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chain made ready for one box and some linear rows of its outputs: affine maps that follow each other are one, the rows are
 * the last of them, and each has the terms that cover all rounding, ours and that of whoever runs the network in float32
 * (docs/soundness.md). They hold in the whole box, and so in each part of it.
 */
final class Stages {
    /** The unit roundoff of float32. */
    private static final double UNIT = 0x1p-24;
    /** Above what an operation loses below the normal numbers, whether they are flushed to zero or not. */
    static final double TINY = 0x1p-126;
    /** Where a sum of magnitudes may overflow. */
    private static final double LARGE = 1e30;

    final Stage[] stages;
    /** The rows' coefficients of the input itself. */
    final float[][] direct;

    private final boolean bounded;

    private Stages(Stage[] stages, float[][] direct, boolean bounded) {
        this.stages = stages;
        this.direct = direct;
        this.bounded = bounded;
    }

    /**
     * An affine map {@code z = rows·h + bias}. What z may be off is a share of {@code Σ sums·|h| + sumOfBias}, which is the sum of
     * the magnitudes of all that is added up for it.
     *
     * @param rows {@code [outputs][inputs]}
     * @param columns {@code [inputs][outputs]}
     * @param magnitudes of the columns
     * @param sums of magnitudes on the way, {@code [inputs][outputs]}: those of the columns where the map is a single one
     * @param forward the share that bounds of z from those of h may be off
     * @param backward the share that a unit of z may be off where a linear form of z becomes one of h
     * @param tiny what z may be off besides
     * @param underflow what a form may be off besides
     * @param lower of z in all of the box, whoever computes it
     * @param upper the same
     */
    record Stage(
            Rows rows,
            Rows columns,
            Rows magnitudes,
            Rows sums,
            float[] bias,
            float[] sumOfBias,
            double forward,
            double backward,
            double[] tiny,
            double underflow,
            float[] lower,
            float[] upper) {
        int inputs() {
            return rows.width();
        }

        int outputs() {
            return bias.length;
        }
    }

    /** Rows {@code outputs·y + inputs·x + constant}. */
    record OutputRows(double[][] outputs, double[][] inputs, double[] constant) {
        int count() {
            return constant.length;
        }
    }

    /** Whether no sum of magnitudes comes near the end of the floats, of any affine map: else nothing can be said. */
    boolean bounded() {
        return bounded;
    }

    static Stages of(Chain chain, float[] lower, float[] upper, OutputRows rows) {
        return new Making(lower, upper).make(chain, rows);
    }

    /** Above what a sum of so many magnitudes in float32 may have to be multiplied by to be none too small. */
    static double sumsRounded(int terms) {
        return Math.max(1.001, 1 + 2 * gamma(terms + 8));
    }

    /** γₙ in double precision: a chain's layers are far shorter than where it has no sense. */
    private static double gamma(int terms) {
        return terms * UNIT / (1 - terms * UNIT);
    }

    /** The walk from the input to the rows, with bounds of every value in double precision. */
    private static final class Making {
        private final List<Stage> stages = new ArrayList<>();
        private final double[] largestInput;
        private double[] lower;
        private double[] upper;
        /** Of the numbers that the affine maps since the last ReLU take. */
        private double[] largest;
        /** Those maps as one, null before the first. */
        private SparseMatrix weights;

        private double[] bias;
        /** The same of the magnitudes of all weights and biases. */
        private SparseMatrix sums;

        private double[] sumOfBias;
        /** The share of these sums that float32 may be off, and what it may be off besides. */
        private double share;

        private double[] tiny;
        private boolean bounded = true;

        Making(float[] lower, float[] upper) {
            this.lower = doubles(lower);
            this.upper = doubles(upper);
            this.largest = largest();
            this.largestInput = largest;
        }

        Stages make(Chain chain, OutputRows rows) {
            for (Chain.Layer layer : chain.layers()) {
                add(
                        SparseMatrix.of(layer),
                        doubles(layer.bias()),
                        gamma(layer.inputs() + 1),
                        (layer.inputs() + 1) * TINY);
                if (layer.relu()) {
                    finish();
                }
            }
            // The rows are no operation of the network: what they give isn't rounded.
            add(SparseMatrix.of(rows.outputs(), chain.outputs()), rows.constant(), 0, 0);
            float[][] direct = new float[rows.count()][];
            for (int row = 0; row < direct.length; row++) {
                double[] exact = rows.inputs()[row];
                direct[row] = new float[exact.length];
                for (int i = 0; i < exact.length; i++) {
                    direct[row][i] = (float) exact[i];
                    tiny[row] += Math.abs(exact[i] - direct[row][i]) * largestInput[i];
                }
            }
            finish();
            return new Stages(stages.toArray(Stage[]::new), direct, bounded);
        }

        private double[] largest() {
            double[] largest = new double[lower.length];
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
            }
            return largest;
        }

        private static double[] doubles(float[] floats) {
            double[] doubles = new double[floats.length];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = floats[i];
            }
            return doubles;
        }

        /** The doubles as floats, rounded down for a negative direction, else up. */
        private static float[] floats(double[] doubles, int direction) {
            float[] floats = new float[doubles.length];
            for (int i = 0; i < floats.length; i++) {
                float near = (float) doubles[i];
                floats[i] = direction < 0 ? Math.nextDown(near) : Math.nextUp(near);
            }
            return floats;
        }

        /**
         * One more affine map.
         *
         * @param off the share of its sum of magnitudes that float32 may be off, in any order of summation
         * @param below what it may be off besides, where numbers get too small
         */
        private void add(SparseMatrix matrix, double[] shift, double off, double below) {
            bound(matrix, shift, off, below);
            double[] ownTiny = new double[shift.length];
            Arrays.fill(ownTiny, below);
            if (weights == null) {
                weights = matrix;
                bias = shift;
                sums = matrix.magnitudes();
                sumOfBias = magnitudes(shift);
                share = off;
                tiny = ownTiny;
                return;
            }
            double[] nextBias = shift.clone();
            double[] nextSumOfBias = magnitudes(shift);
            for (int j = 0; j < shift.length; j++) {
                for (int m = 0; m < matrix.columns()[j].length; m++) {
                    double w = matrix.values()[j][m];
                    int i = matrix.columns()[j][m];
                    nextBias[j] += w * bias[i];
                    nextSumOfBias[j] += Math.abs(w) * sumOfBias[i];
                    ownTiny[j] += 2 * Math.abs(w) * tiny[i];
                }
            }
            weights = matrix.times(weights);
            bias = nextBias;
            sums = matrix.magnitudes().times(sums);
            sumOfBias = nextSumOfBias;
            tiny = ownTiny;
            // What the first map is off is carried on, by a second that is off by its share; the composition rounds in
            // double.
            share = share + off + share * off + DoubleSums.share(matrix.width());
        }

        private static double[] magnitudes(double[] numbers) {
            double[] magnitudes = new double[numbers.length];
            for (int i = 0; i < magnitudes.length; i++) {
                magnitudes[i] = Math.abs(numbers[i]);
            }
            return magnitudes;
        }

        /** Interval bounds of what a map gives. */
        private void bound(SparseMatrix matrix, double[] shift, double off, double below) {
            double[] nextLower = new double[shift.length];
            double[] nextUpper = new double[shift.length];
            for (int j = 0; j < shift.length; j++) {
                double low = shift[j];
                double high = shift[j];
                double sum = Math.abs(shift[j]);
                for (int m = 0; m < matrix.columns()[j].length; m++) {
                    double w = matrix.values()[j][m];
                    int i = matrix.columns()[j][m];
                    low += w > 0 ? w * lower[i] : w * upper[i];
                    high += w > 0 ? w * upper[i] : w * lower[i];
                    sum += Math.abs(w) * Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
                }
                double slack = (off + DoubleSums.share(matrix.columns()[j].length)) * sum + below;
                nextLower[j] = low - slack;
                nextUpper[j] = high + slack;
                bounded &= sum + slack < LARGE;
            }
            lower = nextLower;
            upper = nextUpper;
        }

        /** The maps since the last ReLU become a stage; what follows takes what a ReLU makes of it. */
        private void finish() {
            int outputs = bias.length;
            int inputs = largest.length;
            float[] shift = new float[outputs];
            double inputSum = 0;
            for (double each : largest) {
                inputSum += each;
            }
            boolean exact = weights.exact();
            for (int j = 0; j < outputs; j++) {
                shift[j] = (float) bias[j];
                exact &= shift[j] == bias[j];
                tiny[j] += 4 * (inputs + 2) * TINY * (1 + inputSum);
            }
            double rounding = share + DoubleSums.share(inputs) + (exact ? 0 : 2 * UNIT);
            SparseMatrix transposed = weights.transposed();
            stages.add(new Stage(
                    weights.floats(false),
                    transposed.floats(false),
                    transposed.magnitudes().floats(false),
                    sums.transposed().floats(true),
                    shift,
                    floats(sumOfBias, 1),
                    // Centre and radius are each a sum of as many products.
                    rounding + 2 * gamma(inputs + 2) + 4 * UNIT,
                    rounding + gamma(outputs + 2) + 4 * UNIT,
                    tiny,
                    (outputs + 4) * TINY * (1 + inputSum),
                    floats(lower, -1),
                    floats(upper, 1)));
            for (int j = 0; j < outputs; j++) {
                lower[j] = Math.max(0, lower[j]);
                upper[j] = Math.max(0, upper[j]);
            }
            largest = largest();
            weights = null;
        }
    }
}
