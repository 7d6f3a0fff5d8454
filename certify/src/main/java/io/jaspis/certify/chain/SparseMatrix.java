package io.jaspis.certify.chain;

import java.util.Arrays;

/** A matrix in double precision by rows, of which only what isn't zero is kept: for the few sums that prepare a chain. */
record SparseMatrix(int[][] columns, double[][] values, int width) {

    static SparseMatrix of(Chain.Layer layer) {
        double[][] values = new double[layer.outputs()][];
        for (int j = 0; j < values.length; j++) {
            values[j] = new double[layer.weights()[j].length];
            for (int m = 0; m < values[j].length; m++) {
                values[j][m] = layer.weights()[j][m];
            }
        }
        return new SparseMatrix(layer.columns(), values, layer.inputs());
    }

    /** Of rows in full. */
    static SparseMatrix of(double[][] rows, int width) {
        int[][] columns = new int[rows.length][];
        double[][] values = new double[rows.length][];
        int[] found = new int[width];
        for (int j = 0; j < rows.length; j++) {
            int count = 0;
            for (int i = 0; i < width; i++) {
                if (rows[j][i] != 0) {
                    found[count++] = i;
                }
            }
            columns[j] = Arrays.copyOf(found, count);
            values[j] = new double[count];
            for (int m = 0; m < count; m++) {
                values[j][m] = rows[j][columns[j][m]];
            }
        }
        return new SparseMatrix(columns, values, width);
    }

    int rows() {
        return values.length;
    }

    /** This matrix times another one. */
    SparseMatrix times(SparseMatrix other) {
        int[][] productColumns = new int[rows()][];
        double[][] productValues = new double[rows()][];
        double[] sum = new double[other.width];
        boolean[] touched = new boolean[other.width];
        int[] list = new int[other.width];
        for (int j = 0; j < rows(); j++) {
            int count = 0;
            for (int m = 0; m < columns[j].length; m++) {
                int i = columns[j][m];
                for (int k = 0; k < other.columns[i].length; k++) {
                    int column = other.columns[i][k];
                    if (!touched[column]) {
                        touched[column] = true;
                        list[count++] = column;
                    }
                    sum[column] += values[j][m] * other.values[i][k];
                }
            }
            productColumns[j] = Arrays.copyOf(list, count);
            Arrays.sort(productColumns[j]);
            productValues[j] = new double[count];
            for (int k = 0; k < count; k++) {
                int column = productColumns[j][k];
                productValues[j][k] = sum[column];
                sum[column] = 0;
                touched[column] = false;
            }
        }
        return new SparseMatrix(productColumns, productValues, other.width);
    }

    /** The same with each element's magnitude. */
    SparseMatrix magnitudes() {
        double[][] magnitudes = new double[rows()][];
        for (int j = 0; j < magnitudes.length; j++) {
            magnitudes[j] = new double[values[j].length];
            for (int m = 0; m < magnitudes[j].length; m++) {
                magnitudes[j][m] = Math.abs(values[j][m]);
            }
        }
        return new SparseMatrix(columns, magnitudes, width);
    }

    SparseMatrix transposed() {
        int[] counts = new int[width];
        for (int[] row : columns) {
            for (int column : row) {
                counts[column]++;
            }
        }
        int[][] transposedColumns = new int[width][];
        double[][] transposedValues = new double[width][];
        for (int i = 0; i < width; i++) {
            transposedColumns[i] = new int[counts[i]];
            transposedValues[i] = new double[counts[i]];
        }
        int[] next = new int[width];
        for (int j = 0; j < rows(); j++) {
            for (int m = 0; m < columns[j].length; m++) {
                int i = columns[j][m];
                transposedColumns[i][next[i]] = j;
                transposedValues[i][next[i]++] = values[j][m];
            }
        }
        return new SparseMatrix(transposedColumns, transposedValues, rows());
    }

    /** The elements as floats: the nearest, or each the next above that. */
    Rows floats(boolean above) {
        float[][] floats = new float[rows()][];
        for (int j = 0; j < floats.length; j++) {
            floats[j] = new float[values[j].length];
            for (int m = 0; m < floats[j].length; m++) {
                float nearest = (float) values[j][m];
                floats[j][m] = above ? Math.nextUp(nearest) : nearest;
            }
        }
        return Rows.of(columns, floats, width);
    }

    /** Whether all elements are floats. */
    boolean exact() {
        for (double[] row : values) {
            for (double value : row) {
                if (value != (float) value) {
                    return false;
                }
            }
        }
        return true;
    }
}
