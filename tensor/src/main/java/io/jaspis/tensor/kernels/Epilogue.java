package io.jaspis.tensor.kernels;

/**
 * What is done to the elements of a result once their sums are complete: a bias is added, one for each column of a
 * product and for each output channel of a convolution, then ReLU is taken.
 *
 * @param bias null for none
 * @param biasOffset where the bias of the first column or channel lies
 */
public record Epilogue(float[] bias, int biasOffset, boolean relu) {
    public static final Epilogue NONE = new Epilogue(null, 0, false);

    public boolean isNone() {
        return bias == null && !relu;
    }

    /** The bias of column or channel {@code number}. */
    public float bias(int number) {
        return bias == null ? 0f : bias[biasOffset + number];
    }

    /** A block of rows whose first column has number {@code column}. */
    public void finishColumns(int rows, int columns, int column, float[] c, int cOffset, int strideC) {
        for (int row = 0; row < rows; row++) {
            int at = cOffset + row * strideC;
            if (bias != null) {
                addBiases(columns, bias, biasOffset + column, c, at);
            }
            if (relu) {
                relu(columns, c, at);
            }
        }
    }

    /** One row of elements that share the bias of {@code channel}. */
    public void finishRow(int channel, int n, float[] c, int cOffset) {
        if (bias != null) {
            addBias(n, bias[biasOffset + channel], c, cOffset);
        }
        if (relu) {
            relu(n, c, cOffset);
        }
    }

    private static void addBiases(int n, float[] bias, int biasOffset, float[] c, int cOffset) {
        for (int i = 0; i < n; i++) {
            c[cOffset + i] += bias[biasOffset + i];
        }
    }

    private static void addBias(int n, float bias, float[] c, int cOffset) {
        for (int i = 0; i < n; i++) {
            c[cOffset + i] += bias;
        }
    }

    private static void relu(int n, float[] c, int cOffset) {
        for (int i = 0; i < n; i++) {
            float value = c[cOffset + i];
            c[cOffset + i] = value <= 0f ? 0f : value;
        }
    }
}
