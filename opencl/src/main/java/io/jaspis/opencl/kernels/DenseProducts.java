package io.jaspis.opencl.kernels;

import io.jaspis.tensor.kernels.Product;
import java.util.Map;

/** Dense products in the forms NN, NT and TN, one or many of one size; then a bias for each column, then ReLU. */
public final class DenseProducts extends Tiles {
    private float[] a;
    private float[] b;
    private float[] bias;
    private float[] c;
    private final int aOffset;
    private final int bOffset;
    private final int cOffset;
    private final int aRow;
    private final int aDepth;
    private final int bDepth;
    private final int bColumn;
    private int aLead;
    private int bLead;
    private int biasOffset;
    private int biased;
    private int rectified;

    /** One product of matrices stored without gaps. */
    public DenseProducts(Product product, int aOffset, int bOffset, int cOffset) {
        rows = product.rows();
        columns = product.columns();
        depth = product.depth();
        products = 1;
        this.aOffset = aOffset;
        this.bOffset = bOffset;
        this.cOffset = cOffset;
        boolean left = product.form() == Product.Form.TN;
        boolean right = product.form() == Product.Form.NT;
        aRow = left ? 1 : product.strideA();
        aDepth = left ? product.strideA() : 1;
        bDepth = right ? 1 : product.strideB();
        bColumn = right ? product.strideB() : 1;
        aLead = 1;
        bLead = 1;
    }

    /** As many products; where one operand has fewer matrices than that it begins again after {@code lead} of them. */
    public DenseProducts times(int count, int leadOfA, int leadOfB) {
        products = count;
        aLead = leadOfA;
        bLead = leadOfB;
        return this;
    }

    /** With a bias, unless its offset is negative, and ReLU. */
    public DenseProducts finished(int offsetOfBias, boolean relu) {
        biased = offsetOfBias >= 0 ? 1 : 0;
        biasOffset = offsetOfBias;
        rectified = relu ? 1 : 0;
        return this;
    }

    @Override
    Map<String, Integer> known() {
        Map<String, Integer> known = super.known();
        known.put("biased", biased);
        known.put("rectified", rectified);
        one(known, "aRow", aRow);
        one(known, "aDepth", aDepth);
        one(known, "bDepth", bDepth);
        one(known, "bColumn", bColumn);
        one(known, "aLead", aLead);
        one(known, "bLead", bLead);
        return known;
    }

    private static void one(Map<String, Integer> known, String name, int number) {
        if (number == 1) {
            known.put(name, 1);
        }
    }

    @Override
    boolean leftAlongDepth() {
        return aDepth == 1;
    }

    @Override
    boolean rightAlongDepth() {
        return bDepth == 1;
    }

    @Override
    float left(int product, int row, int k) {
        return a[aOffset + (product % aLead) * rows * depth + row * aRow + k * aDepth];
    }

    @Override
    float right(int product, int k, int column) {
        return b[bOffset + (product % bLead) * depth * columns + k * bDepth + column * bColumn];
    }

    @Override
    void store(int slice, int product, int row, int column, float sum) {
        float value = sum;
        if (biased != 0) {
            value = value + bias[biasOffset + column];
        }
        if (rectified != 0 && value <= 0f) {
            value = 0f;
        }
        c[cOffset + ((slice * products + product) * rows + row) * columns + column] = value;
    }
}
