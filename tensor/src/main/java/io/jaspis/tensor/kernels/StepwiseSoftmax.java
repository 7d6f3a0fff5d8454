package io.jaspis.tensor.kernels;

/**
 * A softmax that takes each row through a provider's kernels, one operation after the other.
 *
 * @param elementwise differences, powers and products
 * @param reductions sums
 */
public record StepwiseSoftmax(Elementwise elementwise, Reductions reductions) implements Softmax {
    private static final Scratch<float[]> ROW = Scratch.floats();

    @Override
    public void rows(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset) {
        float[] row = ROW.atLeast(columns + 1);
        for (int r = 0; r < rows; r++) {
            int from = xOffset + r * columns;
            float maximum = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < columns; i++) {
                maximum = Math.max(maximum, x[from + i]);
            }
            elementwise.apply(Unary.SHIFT, -maximum, 0, columns, x, from, row, 0);
            elementwise.apply(Unary.EXPONENTIAL, 0, 0, columns, row, 0, row, 0);
            reductions.sum(1, columns, 1, row, 0, row, columns);
            elementwise.apply(Unary.SCALE, 1 / row[columns], 0, columns, row, 0, y, yOffset + r * columns);
        }
    }
}
