package io.jaspis.certify.chain;

import java.util.ArrayList;
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
    private static final double TINY = 0x1p-126;
    /** Above what double precision loses of a sum of up to 2¹⁰ products, as a share of the sum of their magnitudes. */
    private static final double DOUBLE = 0x1p-40;

    final Stage[] stages;
    /** The rows' coefficients of the input itself. */
    final float[][] direct;

    private Stages(Stage[] stages, float[][] direct) {
        this.stages = stages;
        this.direct = direct;
    }

    /**
     * An affine map {@code z = rows·h + bias}.
     *
     * @param rows {@code [outputs][inputs]}
     * @param columns {@code [inputs][outputs]}
     * @param magnitudes of the columns
     * @param forward what is added to the width of z's bounds from those of h
     * @param backward what a unit of z may be off where a linear form of z becomes one of h
     * @param underflow what a form may be off besides
     * @param lower of z in all of the box, whoever computes it
     * @param upper the same
     */
    record Stage(
            float[][] rows,
            float[][] columns,
            float[][] magnitudes,
            float[] bias,
            double[] forward,
            double[] backward,
            double underflow,
            float[] lower,
            float[] upper) {
        int inputs() {
            return columns.length;
        }

        int outputs() {
            return rows.length;
        }
    }

    /** Rows {@code outputs·y + inputs·x + constant}; {@code error} is what the constant may be off. */
    record Forms(double[][] outputs, double[][] inputs, double[] constant, double[] error) {
        int count() {
            return constant.length;
        }
    }

    /** Whether every term is finite: else nothing can be said. */
    boolean bounded() {
        for (Stage stage : stages) {
            for (double error : stage.backward()) {
                if (!(error < Float.MAX_VALUE / 4)) {
                    return false;
                }
            }
        }
        return true;
    }

    static Stages of(Chain chain, float[] lower, float[] upper, Forms forms) {
        return new Making(lower, upper).make(chain, forms);
    }

    private static double gamma(int terms) {
        return terms * UNIT / (1 - terms * UNIT);
    }

    /** The walk from the input to the rows, with bounds of every value in double precision. */
    private static final class Making {
        private final List<Stage> stages = new ArrayList<>();
        private double[] lower;
        private double[] upper;
        /** Of the numbers that the affine maps since the last ReLU take. */
        private double[] largest;
        /** Those maps as one, null before the first. */
        private double[][] weights;

        private double[] bias;
        /** What the numbers may be off in float32. */
        private double[] off;
        /** The sum of the magnitudes of all that was added up. */
        private double[] magnitude;

        private boolean folded;

        Making(float[] lower, float[] upper) {
            this.lower = doubles(lower);
            this.upper = doubles(upper);
            this.largest = largest();
        }

        Stages make(Chain chain, Forms forms) {
            for (Chain.Layer layer : chain.layers()) {
                add(layer.weights(), layer.bias());
                if (layer.relu()) {
                    finish();
                }
            }
            float[][] direct = new float[forms.count()][];
            addRows(forms);
            double[] inputs = largestInput(chain, stages.isEmpty());
            for (int row = 0; row < direct.length; row++) {
                direct[row] = new float[forms.inputs()[row].length];
                for (int i = 0; i < direct[row].length; i++) {
                    direct[row][i] = (float) forms.inputs()[row][i];
                    off[row] += Math.abs(forms.inputs()[row][i] - direct[row][i]) * inputs[i];
                    magnitude[row] += Math.abs(direct[row][i]) * inputs[i];
                }
                off[row] += forms.error()[row] + 2 * UNIT * magnitude[row];
            }
            finish();
            return new Stages(stages.toArray(Stage[]::new), direct);
        }

        private double[] firstLargest;

        private double[] largestInput(Chain chain, boolean none) {
            return none ? largest : firstLargest;
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

        /** One more affine map, which float32 computes in any order of summation. */
        private void add(float[][] matrix, float[] shift) {
            double[] own = new double[matrix.length];
            double[][] exact = new double[matrix.length][];
            double share = gamma(matrix[0].length + 1);
            for (int j = 0; j < own.length; j++) {
                exact[j] = doubles(matrix[j]);
                own[j] = share * (sumOfMagnitudes(exact[j]) + Math.abs(shift[j])) + (matrix[j].length + 1) * TINY;
            }
            compose(exact, doubles(shift), own);
        }

        /** The rows, which are no operation of the network: what they give isn't rounded. */
        private void addRows(Forms forms) {
            compose(forms.outputs(), forms.constant(), new double[forms.count()]);
        }

        private double sumOfMagnitudes(double[] row) {
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                sum += Math.abs(row[i]) * Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
            }
            return sum * (1 + DOUBLE);
        }

        private void compose(double[][] matrix, double[] shift, double[] own) {
            int outputs = matrix.length;
            double[] nextLower = new double[outputs];
            double[] nextUpper = new double[outputs];
            double[][] composed = weights == null ? matrix : new double[outputs][largest.length];
            double[] composedBias = new double[outputs];
            double[] composedOff = new double[outputs];
            double[] composedMagnitude = new double[outputs];
            for (int j = 0; j < outputs; j++) {
                double[] row = matrix[j];
                double sum = sumOfMagnitudes(row) + Math.abs(shift[j]);
                double slack = own[j] + DOUBLE * sum;
                nextLower[j] = shift[j] - slack;
                nextUpper[j] = shift[j] + slack;
                composedBias[j] = shift[j];
                composedOff[j] = own[j];
                composedMagnitude[j] = sum;
                for (int i = 0; i < row.length; i++) {
                    double w = row[i];
                    nextLower[j] += w > 0 ? w * lower[i] : w * upper[i];
                    nextUpper[j] += w > 0 ? w * upper[i] : w * lower[i];
                    if (weights != null && w != 0) {
                        composedBias[j] += w * bias[i];
                        composedOff[j] += Math.abs(w) * off[i];
                        composedMagnitude[j] += Math.abs(w) * magnitude[i];
                        for (int m = 0; m < largest.length; m++) {
                            composed[j][m] += w * weights[i][m];
                        }
                    }
                }
            }
            folded |= weights != null;
            lower = nextLower;
            upper = nextUpper;
            weights = composed;
            bias = composedBias;
            off = composedOff;
            magnitude = composedMagnitude;
        }

        /** The maps since the last ReLU become a stage; what follows takes what a ReLU makes of it. */
        private void finish() {
            int outputs = weights.length;
            int inputs = largest.length;
            float[][] rows = new float[outputs][inputs];
            float[][] columns = new float[inputs][outputs];
            float[][] magnitudes = new float[inputs][outputs];
            float[] shift = new float[outputs];
            double[] forward = new double[outputs];
            double[] backward = new double[outputs];
            double inputSum = 0;
            for (double each : largest) {
                inputSum += each;
            }
            for (int j = 0; j < outputs; j++) {
                shift[j] = (float) bias[j];
                double sum = Math.abs(shift[j]);
                double rounded = Math.abs(bias[j] - shift[j]);
                for (int i = 0; i < inputs; i++) {
                    rows[j][i] = (float) weights[j][i];
                    columns[i][j] = rows[j][i];
                    magnitudes[i][j] = Math.abs(rows[j][i]);
                    sum += magnitudes[i][j] * largest[i];
                    rounded += Math.abs(weights[j][i] - rows[j][i]) * largest[i];
                }
                double all = off[j] + rounded + DOUBLE * (sum + (folded ? magnitude[j] : 0)) + TINY;
                // Centre and radius are each a sum of as many products, and rounded where they are combined.
                forward[j] = all + (2 * gamma(inputs + 2) + 4 * UNIT) * sum + 2 * (inputs + 2) * TINY;
                backward[j] = all + (gamma(outputs + 2) + 4 * UNIT) * sum;
            }
            double underflow = (outputs + 4) * TINY * (1 + inputSum);
            stages.add(new Stage(
                    rows,
                    columns,
                    magnitudes,
                    shift,
                    forward,
                    backward,
                    underflow,
                    floats(lower, -1),
                    floats(upper, 1)));
            if (firstLargest == null) {
                firstLargest = largest;
            }
            for (int j = 0; j < outputs; j++) {
                lower[j] = Math.max(0, lower[j]);
                upper[j] = Math.max(0, upper[j]);
            }
            largest = largest();
            weights = null;
            bias = null;
            folded = false;
        }
    }
}
