package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.FourLines;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.VectorReductions;
import java.util.Arrays;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Products in which C is one row or one column: bound by memory, so nothing is packed. */
final class VectorRows {
    private static final Scratch<float[]> SUMS = Scratch.floats();

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** Columns that are summed at once, at most: their sums stay in the first-level cache. */
    private static final int STRIP = 4096;
    /** Columns that a thread takes at least: enough of a row for the memory to bring it in one stream. */
    private static final int LEAST_COLUMNS = 512;
    /** Multiply-adds that one thread should have at least. */
    private static final int SHARE = 200_000;

    private VectorRows() {}

    /** Does the product and says so, or leaves it to the general way, where the operands lie badly for this one. */
    static boolean multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        int depth = product.depth();
        Task task = Task.MINE.get();
        boolean transposedA = product.form() == Product.Form.TN;
        boolean transposedB = product.form() == Product.Form.NT;
        boolean aContiguous = !transposedA || (product.rows() == 1 && product.strideA() == 1);
        boolean bContiguous = transposedB || product.strideB() == 1;
        if (product.rows() == 1 && transposedB) {
            task.dots(product.columns(), depth, workers.threads());
            task.matrix(b, bOffset, product.strideB());
            task.vector(a, aOffset, 1);
            task.share(workers, c, cOffset, 1);
            return true;
        }
        if (product.columns() == 1 && aContiguous && bContiguous) {
            task.dots(product.rows(), depth, workers.threads());
            task.matrix(a, aOffset, product.strideA());
            task.vector(b, bOffset, 1);
            task.share(workers, c, cOffset, product.strideC());
            return true;
        }
        if (product.rows() == 1) {
            task.combinations(product.columns(), depth, workers.threads());
            task.matrix(b, bOffset, product.strideB());
            task.vector(a, aOffset, transposedA ? product.strideA() : 1);
            task.share(workers, c, cOffset, 1);
            return true;
        }
        return false;
    }

    /** One product with a vector, as it is shared out; a thread keeps one of these and fills it anew. */
    static final class Task implements IntConsumer {
        private static final PerThread<Task> MINE = PerThread.of(Task::new);

        private int count;
        private int each;
        private int depth;
        private boolean dots;
        private float[] matrix;
        private int offset;
        private int stride;
        private float[] vector;
        private int vectorOffset;
        private int vectorStep;
        private float[] c;
        private int cOffset;
        private int strideC;

        /** {@code c[i·strideC] = lines[i] · vector} for each of the contiguous lines. */
        private void dots(int count, int depth, int threads) {
            dots = true;
            this.count = count;
            this.depth = depth;
            each = Math.max(1, Math.max(SHARE / depth, (count + 4 * threads - 1) / (4 * threads)));
        }

        /** {@code c = Σ_k a[k·stepA] · (row k of B)}, in strips of columns. */
        private void combinations(int columns, int depth, int threads) {
            dots = false;
            this.count = columns;
            this.depth = depth;
            int fair = Math.ceilDiv(Math.ceilDiv(columns, threads), LEAST_COLUMNS) * LEAST_COLUMNS;
            each = Math.min(STRIP, Math.max(fair, SHARE / depth));
        }

        private void matrix(float[] data, int offset, int stride) {
            matrix = data;
            this.offset = offset;
            this.stride = stride;
        }

        private void vector(float[] data, int offset, int step) {
            vector = data;
            vectorOffset = offset;
            vectorStep = step;
        }

        private void share(Workers workers, float[] c, int cOffset, int strideC) {
            this.c = c;
            this.cOffset = cOffset;
            this.strideC = strideC;
            try {
                workers.run((count + each - 1) / each, this);
            } finally {
                matrix = null;
                vector = null;
                this.c = null;
            }
        }

        @Override
        public void accept(int part) {
            int end = Math.min(count, (part + 1) * each);
            if (dots) {
                dots(part * each, end);
                return;
            }
            int column = part * each;
            combine(end - column, c, cOffset + column, offset + column);
        }

        private void dots(int first, int end) {
            float[] sums = SUMS.atLeast(FourLines.LINES);
            int line = first;
            for (; FourLines.FIT && line <= end - FourLines.LINES; line += FourLines.LINES) {
                FourLines.products(depth, matrix, offset + line * stride, stride, vector, vectorOffset, sums, 0);
                for (int i = 0; i < FourLines.LINES; i++) {
                    put(line + i, sums[i]);
                }
            }
            for (; line < end; line++) {
                put(line, VectorReductions.product(depth, matrix, offset + line * stride, vector, vectorOffset));
            }
        }

        private void put(int line, float sum) {
            c[cOffset + line * strideC] = sum;
        }

        /** Rows of B in the order of memory, four at a time, for each of which C is read and written once. */
        private void combine(int columns, float[] c, int cAt, int bAt) {
            Arrays.fill(c, cAt, cAt + columns, 0f);
            int k = 0;
            for (; k <= depth - 4; k += 4) {
                int a = vectorOffset + k * vectorStep;
                four(columns, vector, a, vectorStep, matrix, bAt + k * stride, stride, c, cAt);
            }
            for (; k < depth; k++) {
                one(columns, vector[vectorOffset + k * vectorStep], matrix, bAt + k * stride, c, cAt);
            }
        }
    }

    private static void four(
            int columns, float[] a, int aOffset, int stepA, float[] b, int row0, int strideB, float[] c, int cOffset) {
        float a0 = a[aOffset];
        float a1 = a[aOffset + stepA];
        float a2 = a[aOffset + 2 * stepA];
        float a3 = a[aOffset + 3 * stepA];
        int row1 = row0 + strideB;
        int row2 = row1 + strideB;
        int row3 = row2 + strideB;
        int whole = SPECIES.loopBound(columns);
        for (int i = 0; i < whole; i += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, c, cOffset + i);
            sum = FloatVector.fromArray(SPECIES, b, row0 + i).fma(FloatVector.broadcast(SPECIES, a0), sum);
            sum = FloatVector.fromArray(SPECIES, b, row1 + i).fma(FloatVector.broadcast(SPECIES, a1), sum);
            sum = FloatVector.fromArray(SPECIES, b, row2 + i).fma(FloatVector.broadcast(SPECIES, a2), sum);
            sum = FloatVector.fromArray(SPECIES, b, row3 + i).fma(FloatVector.broadcast(SPECIES, a3), sum);
            sum.intoArray(c, cOffset + i);
        }
        for (int i = whole; i < columns; i++) {
            float sum = Math.fma(b[row0 + i], a0, c[cOffset + i]);
            sum = Math.fma(b[row1 + i], a1, sum);
            sum = Math.fma(b[row2 + i], a2, sum);
            c[cOffset + i] = Math.fma(b[row3 + i], a3, sum);
        }
    }

    private static void one(int columns, float factor, float[] b, int row, float[] c, int cOffset) {
        for (int i = 0; i < columns; i++) {
            c[cOffset + i] = Math.fma(b[row + i], factor, c[cOffset + i]);
        }
    }
}
