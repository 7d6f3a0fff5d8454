package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;

/**
 * Dense products by packed panels and register tiles. The result is cut among the threads by rows and columns, never
 * over the depth, so each element is summed in one order: blocks of {@link ProductTask#DEPTH_BLOCK}, each from its first
 * term on.
 */
final class VectorProducts implements Products {
    /** Multiply-adds in the time that moving an element to a transposed C takes. */
    private static final long MOVED = 64;

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
        ProductTask task = Scratch.mine().product;
        // The tile is much wider than high: a narrow C is made as its transpose, so that less of the tile is idle.
        if (aTransposed && worthSwapping(rows, columns, depth)) {
            task.size(columns, rows, depth);
            task.left(b, bOffset, bLine, bDepth);
            task.right(a, aOffset, aLine, aDepth);
            task.result(c, cOffset, 1, product.strideC(), product.accumulate(), null);
        } else {
            task.size(rows, columns, depth);
            task.left(a, aOffset, aLine, aDepth);
            task.right(b, bOffset, bLine, bDepth);
            task.result(c, cOffset, product.strideC(), 1, product.accumulate(), null);
        }
        task.share(workers);
    }

    private static boolean worthSwapping(int rows, int columns, int depth) {
        long moved = MOVED * rows * columns;
        return padded(columns, rows) * depth + moved < padded(rows, columns) * depth;
    }

    private static long padded(int rows, int columns) {
        return (long) RegisterTile.rowPanels(rows)
                * RegisterTile.ROWS
                * RegisterTile.columnPanels(columns)
                * RegisterTile.COLUMNS;
    }

    private static void clear(Product product, float[] c, int cOffset) {
        if (!product.accumulate()) {
            for (int row = 0; row < product.rows(); row++) {
                int start = cOffset + row * product.strideC();
                Arrays.fill(c, start, start + product.columns(), 0f);
            }
        }
    }

    @Override
    public Packed pack(Product product, float[] b, int bOffset) {
        Packed.checkForm(product);
        boolean transposed = product.form() == Product.Form.NT;
        float[] panels = new float[Panels.thinSize(product.columns(), product.depth())];
        int lineStride = transposed ? product.strideB() : 1;
        int depthStride = transposed ? 1 : product.strideB();
        Panels.packColumnsThinly(product.columns(), product.depth(), b, bOffset, lineStride, depthStride, panels, 0);
        return new Packed(this, product, panels);
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
        ProductTask task = Scratch.mine().product;
        task.size(product.rows(), product.columns(), product.depth());
        task.left(a, aOffset, product.strideA(), 1);
        task.right(b.panels);
        task.result(c, cOffset, product.strideC(), 1, product.accumulate(), epilogue);
        task.share(workers);
    }
}
