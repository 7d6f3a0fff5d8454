package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Products;

/** Dense products in plain loops, by tiles of C. An operand packed ahead lies there as {@code [depth × columns]}. */
final class ScalarProducts implements Products {
    @Override
    public void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        boolean transposed = product.form() == Product.Form.NT;
        ScalarProductTask task = ScalarProductTask.MINE.get();
        task.right(b, bOffset, transposed ? 1 : product.strideB(), transposed ? product.strideB() : 1);
        task.share(workers, product, a, aOffset, c, cOffset, Epilogue.NONE);
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
        int columns = product.columns();
        for (int k = 0; k < product.depth(); k++) {
            if (product.form() == Product.Form.NT) {
                for (int column = 0; column < columns; column++) {
                    packed.panels[k * columns + column] = b[bOffset + column * product.strideB() + k];
                }
            } else {
                System.arraycopy(b, bOffset + k * product.strideB(), packed.panels, k * columns, columns);
            }
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
        ScalarProductTask task = ScalarProductTask.MINE.get();
        task.right(b.panels, 0, product.columns(), 1);
        task.share(workers, product, a, aOffset, c, cOffset, epilogue);
    }
}
