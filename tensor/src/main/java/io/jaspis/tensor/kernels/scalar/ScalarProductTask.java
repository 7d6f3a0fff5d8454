package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Product;
import java.util.function.IntConsumer;

/** One product by {@link LineSums}, as it is shared out. A thread keeps one task and fills it anew for each product. */
final class ScalarProductTask implements IntConsumer {
    static final PerThread<ScalarProductTask> MINE = PerThread.of(ScalarProductTask::new);

    /** Multiply-adds below which waking another thread costs more than it brings. */
    static final long WORTH_SHARING = 200_000;
    /** Rows for which it doesn't pay to turn a transposed B into lines. */
    private static final int FEW_ROWS = 3;

    private Product product;
    private float[] a;
    private int aOffset;
    private int rowStride;
    private int step;
    private float[] b;
    private int bOffset;
    private int depthStride;
    private int columnStride;
    private float[] c;
    private int cOffset;
    private Epilogue epilogue;
    private int rowBlocks;

    /** The second operand: the element at depth k of column j is {@code b[offset + k·depthStride + j·columnStride]}. */
    void right(float[] b, int offset, int depthStride, int columnStride) {
        this.b = b;
        this.bOffset = offset;
        this.depthStride = depthStride;
        this.columnStride = columnStride;
    }

    /** Does the product, and forgets its arrays. */
    void share(Workers workers, Product product, float[] a, int aOffset, float[] c, int cOffset, Epilogue epilogue) {
        this.product = product;
        this.a = a;
        this.aOffset = aOffset;
        this.c = c;
        this.cOffset = cOffset;
        this.epilogue = epilogue;
        boolean transposed = product.form() == Product.Form.TN;
        rowStride = transposed ? 1 : product.strideA();
        step = transposed ? product.strideA() : 1;
        rowBlocks = Math.ceilDiv(product.rows(), LineSums.ROWS);
        int tiles = rowBlocks * Math.ceilDiv(product.columns(), LineSums.WIDTH);
        try {
            if ((long) product.rows() * product.columns() * product.depth() < WORTH_SHARING) {
                for (int tile = 0; tile < tiles; tile++) {
                    accept(tile);
                }
            } else {
                workers.run(tiles, this);
            }
        } finally {
            this.a = null;
            this.b = null;
            this.c = null;
            this.epilogue = null;
        }
    }

    /** Makes one tile of C. */
    @Override
    public void accept(int tile) {
        int row = tile % rowBlocks * LineSums.ROWS;
        int column = tile / rowBlocks * LineSums.WIDTH;
        int rows = Math.min(LineSums.ROWS, product.rows() - row);
        int width = Math.min(LineSums.WIDTH, product.columns() - column);
        int left = aOffset + row * rowStride;
        int right = bOffset + column * columnStride;
        int result = cOffset + row * product.strideC() + column;
        LineSums tileSums = LineSums.mine();
        float[][] sums = tileSums.sums;
        tileSums.clear(rows, width);
        if (rows <= FEW_ROWS && columnStride != 1) {
            for (int i = 0; i < rows; i++) {
                dots(width, left + i * rowStride, right, sums[i]);
            }
        } else {
            for (int k = 0; k < product.depth(); k += LineSums.LINES) {
                int count = Math.min(LineSums.LINES, product.depth() - k);
                lines(count, width, right + k * depthStride, tileSums.lines);
                for (int i = 0; i < count; i++) {
                    tileSums.places[i] = left + (k + i) * step;
                }
                tileSums.add(rows, width, count, a, rowStride);
            }
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(sums[i], 0, c, result + i * product.strideC(), width);
        }
        epilogue.finishColumns(rows, width, column, c, result, product.strideC());
    }

    private void lines(int count, int width, int at, float[][] lines) {
        if (columnStride == 1) {
            for (int i = 0; i < count; i++) {
                System.arraycopy(b, at + i * depthStride, lines[i], 0, width);
            }
        } else {
            for (int i = 0; i < count; i++) {
                float[] line = lines[i];
                for (int j = 0; j < width; j++) {
                    line[j] = b[at + i * depthStride + j * columnStride];
                }
            }
        }
    }

    /** Adds the products of a row with columns that are contiguous: four at a time, as one sum waits for itself. */
    private void dots(int width, int left, int right, float[] sums) {
        int depth = product.depth();
        int column = 0;
        for (; column + 4 <= width; column += 4) {
            int first = right + column * columnStride;
            int second = first + columnStride;
            int third = second + columnStride;
            int fourth = third + columnStride;
            float p = sums[column];
            float q = sums[column + 1];
            float r = sums[column + 2];
            float s = sums[column + 3];
            for (int k = 0; k < depth; k++) {
                float factor = a[left + k * step];
                p += factor * b[first + k * depthStride];
                q += factor * b[second + k * depthStride];
                r += factor * b[third + k * depthStride];
                s += factor * b[fourth + k * depthStride];
            }
            sums[column] = p;
            sums[column + 1] = q;
            sums[column + 2] = r;
            sums[column + 3] = s;
        }
        for (; column < width; column++) {
            float sum = sums[column];
            for (int k = 0; k < depth; k++) {
                sum += a[left + k * step] * b[right + column * columnStride + k * depthStride];
            }
            sums[column] = sum;
        }
    }
}
