package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Products;
import io.jaspis.tensor.kernels.Slab;
import java.util.Arrays;

/**
 * Dense products by packed panels and register tiles. The result is cut among the threads by rows and columns, never
 * over the depth, so each element is summed in one order: blocks of {@link ProductTask#DEPTH_BLOCK}, each from its
 * first term on.
 */
public final class VectorProducts implements Products {
    @Override
    public void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        int rows = product.rows();
        int columns = product.columns();
        int depth = product.depth();
        if (depth == 0) {
            clear(product, c, cOffset);
            return;
        }
        if (rows == 1 || columns == 1) {
            if (VectorRows.multiply(workers, product, a, aOffset, b, bOffset, c, cOffset)) {
                return;
            }
        }
        boolean aTransposed = product.form() == Product.Form.TN;
        boolean bTransposed = product.form() == Product.Form.NT;
        int aLine = aTransposed ? 1 : product.strideA();
        int aDepth = aTransposed ? product.strideA() : 1;
        int bLine = bTransposed ? product.strideB() : 1;
        int bDepth = bTransposed ? 1 : product.strideB();
        ProductTask task = ProductTask.MINE.get();
        task.size(rows, columns, depth);
        task.left(a, aOffset, aLine, aDepth);
        task.right(b, bOffset, bLine, bDepth);
        task.result(c, cOffset, product.strideC(), null);
        task.share(workers);
    }

    private static void clear(Product product, float[] c, int cOffset) {
        for (int row = 0; row < product.rows(); row++) {
            int start = cOffset + row * product.strideC();
            Arrays.fill(c, start, start + product.columns(), 0f);
        }
    }

    @Override
    public Packed pack(Product product, float[] b, int bOffset) {
        Packed.checkForm(product);
        int dots = ProductTask.dots(product.columns(), product.depth());
        Slab.Piece panels =
                Slab.take(ColumnPanels.size(product.columns() - dots, product.depth()) + dots * product.depth());
        Packed packed = new Packed(this, product, panels.data(), panels.offset());
        repack(packed, b, bOffset);
        return packed;
    }

    @Override
    public void repack(Packed packed, float[] b, int bOffset) {
        Product product = packed.product();
        boolean transposed = product.form() == Product.Form.NT;
        int depth = product.depth();
        int dots = ProductTask.dots(product.columns(), depth);
        int columns = product.columns() - dots;
        int lineStride = transposed ? product.strideB() : 1;
        int depthStride = transposed ? 1 : product.strideB();
        ColumnPanels.pack(columns, depth, b, bOffset, lineStride, depthStride, packed.panels, packed.offset);
        int rest = bOffset + columns * lineStride;
        int lines = packed.offset + ColumnPanels.size(columns, depth);
        ColumnPanels.lines(dots, depth, b, rest, lineStride, depthStride, packed.panels, lines);
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
        if (product.depth() == 0) {
            clear(product, c, cOffset);
            epilogue.finishColumns(product.rows(), product.columns(), 0, c, cOffset, product.strideC());
            return;
        }
        ProductTask task = ProductTask.MINE.get();
        task.size(product.rows(), product.columns(), product.depth());
        task.left(a, aOffset, product.strideA(), 1);
        task.right(b.panels, b.offset);
        task.result(c, cOffset, product.strideC(), epilogue);
        task.share(workers);
    }
}
