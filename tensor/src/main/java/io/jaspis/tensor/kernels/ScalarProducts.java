package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;

/** Dense products in plain loops, a row of C at a time. */
final class ScalarProducts implements Products {
    private static final long WORTH_SHARING = 200_000;

    @Override
    public void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        long work = (long) product.rows() * product.columns() * product.depth();
        if (work < WORTH_SHARING) {
            for (int row = 0; row < product.rows(); row++) {
                row(product, row, a, aOffset, b, bOffset, c, cOffset);
            }
        } else {
            workers.run(product.rows(), row -> row(product, row, a, aOffset, b, bOffset, c, cOffset));
        }
    }

    @Override
    public Packed pack(Product product, float[] b, int bOffset) {
        Packed.checkForm(product);
        Packed packed = new Packed(this, product, new float[product.columns() * product.depth()], 0);
        repack(packed, b, bOffset);
        return packed;
    }

    @Override
    public void repack(Packed packed, float[] b, int bOffset) {
        Product product = packed.product();
        boolean transposed = product.form() == Product.Form.NT;
        int lines = transposed ? product.columns() : product.depth();
        int length = transposed ? product.depth() : product.columns();
        for (int line = 0; line < lines; line++) {
            System.arraycopy(b, bOffset + line * product.strideB(), packed.panels, line * length, length);
        }
    }

    @Override
    public void multiply(
            Workers workers,
            Product product,
            float[] a,
            int aOffset,
            Packed b,
            float[] c,
            int cOffset,
            Epilogue epilogue) {
        b.check(this, product);
        Product dense = Product.of(product.form(), product.rows(), product.columns(), product.depth());
        Product copied = new Product(
                product.form(),
                product.rows(),
                product.columns(),
                product.depth(),
                product.strideA(),
                dense.strideB(),
                product.strideC(),
                product.accumulate());
        multiply(workers, copied, a, aOffset, b.panels, 0, c, cOffset);
        epilogue.finishColumns(product.rows(), product.columns(), 0, c, cOffset, product.strideC());
    }

    private static void row(
            Product product, int row, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        int result = cOffset + row * product.strideC();
        if (!product.accumulate()) {
            Arrays.fill(c, result, result + product.columns(), 0f);
        }
        int depth = product.depth();
        int columns = product.columns();
        int first = aOffset + (product.form() == Product.Form.TN ? row : row * product.strideA());
        int step = product.form() == Product.Form.TN ? product.strideA() : 1;
        if (product.form() == Product.Form.NT) {
            for (int column = 0; column < columns; column++) {
                c[result + column] += dot(depth, a, first, b, bOffset + column * product.strideB());
            }
        } else {
            for (int k = 0; k < depth; k++) {
                addScaled(columns, a[first + k * step], b, bOffset + k * product.strideB(), c, result);
            }
        }
    }

    private static float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
            sum += a[aOffset + k] * b[bOffset + k];
        }
        return sum;
    }

    private static void addScaled(int n, float factor, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += factor * x[xOffset + i];
        }
    }
}
