package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Norm;

/**
 * The pattern η of {@link Square} in L2 and L1: two halves of a window of opposite signs, each largest in its middle, of length
 * 1 in the norm (Andriushchenko et al. 2020, section 3.2 and figure 2).
 */
final class Pattern {
    private final Norm norm;
    private int rows;
    private int columns;
    private double[] upright = {};
    private double[] sideways = {};

    Pattern(Norm norm) {
        this.norm = norm;
    }

    /** Takes the size of a window. */
    void size(int ofRows, int ofColumns) {
        if (rows == ofRows && columns == ofColumns) {
            return;
        }
        rows = ofRows;
        columns = ofColumns;
        upright = halves(rows, columns);
        sideways = transposed(halves(columns, rows));
    }

    /** An element; sideways one half is beside the other, else below it, where the window has two rows to be halved. */
    double at(int row, int column, boolean beside) {
        boolean turned = rows == 1 || beside && columns > 1;
        return (turned ? sideways : upright)[row * columns + column];
    }

    private double[] transposed(double[] turned) {
        double[] result = new double[turned.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[row * columns + column] = turned[column * rows + row];
            }
        }
        return result;
    }

    private double[] halves(int high, int wide) {
        double[] upper = rectangle(high / 2, wide, norm);
        double[] lower = rectangle(high - high / 2, wide, norm);
        double[] result = new double[high * wide];
        System.arraycopy(upper, 0, result, 0, upper.length);
        for (int i = 0; i < lower.length; i++) {
            result[upper.length + i] = -lower[i];
        }
        return normalised(result, norm);
    }

    /**
     * Squares around the middle, one on the other, of length 1: the k-th is 2k + 1 wide and 1/(k + 1)² high, as in the paper, in
     * L1 1/(k + 1)⁴, as in the authors' code for AutoAttack.
     */
    static double[] rectangle(int high, int wide, Norm norm) {
        int middleRow = high / 2;
        int middleColumn = wide / 2;
        // What those from the k-th on come to is what stands at distance k from the middle.
        double[] heights = new double[Math.max(middleRow, middleColumn) + 2];
        for (int k = heights.length - 2; k >= 0; k--) {
            double square = (k + 1.0) * (k + 1.0);
            heights[k] = heights[k + 1] + 1 / (norm == Norm.L1 ? square * square : square);
        }
        double[] result = new double[high * wide];
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                result[row * wide + column] =
                        heights[Math.max(Math.abs(row - middleRow), Math.abs(column - middleColumn))];
            }
        }
        return normalised(result, norm);
    }

    private static double[] normalised(double[] values, Norm norm) {
        double sum = 0;
        for (double value : values) {
            sum += norm == Norm.L2 ? value * value : Math.abs(value);
        }
        double length = norm == Norm.L2 ? Math.sqrt(sum) : sum;
        for (int i = 0; i < values.length; i++) {
            values[i] /= length;
        }
        return values;
    }
}
