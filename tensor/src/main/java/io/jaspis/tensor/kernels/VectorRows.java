package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.function.IntConsumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Products in which C is one row or one column: bound by memory, so nothing is packed. */
final class VectorRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** Columns summed at once: four vectors hide the latency of the additions. */
    private static final int WIDTH = 4 * LANES;
    /** Multiply-adds that one thread should have at least. */
    private static final int SHARE = 200_000;

    private VectorRows() {}

    /** Does the product and says so, or leaves it to the general way, where the operands lie badly for this one. */
    static boolean multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        int depth = product.depth();
        Task task = Scratch.mine().vectorProduct;
        boolean transposedA = product.form() == Product.Form.TN;
        boolean transposedB = product.form() == Product.Form.NT;
        boolean aContiguous = !transposedA || (product.rows() == 1 && product.strideA() == 1);
        boolean bContiguous = transposedB || product.strideB() == 1;
        if (product.rows() == 1 && transposedB) {
            task.dots(product.columns(), depth, workers.threads());
            task.matrix(b, bOffset, product.strideB());
            task.vector(a, aOffset, 1);
            task.share(workers, c, cOffset, 1, product.accumulate());
            return true;
        }
        if (product.columns() == 1 && aContiguous && bContiguous) {
            task.dots(product.rows(), depth, workers.threads());
            task.matrix(a, aOffset, product.strideA());
            task.vector(b, bOffset, 1);
            task.share(workers, c, cOffset, product.strideC(), product.accumulate());
            return true;
        }
        if (product.rows() == 1) {
            task.combinations(product.columns(), depth);
            task.matrix(b, bOffset, product.strideB());
            task.vector(a, aOffset, transposedA ? product.strideA() : 1);
            task.share(workers, c, cOffset, 1, product.accumulate());
            return true;
        }
        return false;
    }

    /** One product with a vector, as it is shared out; a thread keeps one of these and fills it anew. */
    static final class Task implements IntConsumer {
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
        private boolean add;

        /** {@code c[i·strideC] = lines[i] · vector} for each of the contiguous lines. */
        private void dots(int count, int depth, int threads) {
            dots = true;
            this.count = count;
            this.depth = depth;
            each = Math.max(1, Math.max(SHARE / depth, (count + 4 * threads - 1) / (4 * threads)));
        }

        /** {@code c = Σ_k a[k·stepA] · (row k of B)}, in strips of columns. */
        private void combinations(int columns, int depth) {
            dots = false;
            this.count = columns;
            this.depth = depth;
            each = Math.max(1, SHARE / depth / WIDTH) * WIDTH;
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

        private void share(Workers workers, float[] c, int cOffset, int strideC, boolean add) {
            this.c = c;
            this.cOffset = cOffset;
            this.strideC = strideC;
            this.add = add;
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
                for (int line = part * each; line < end; line++) {
                    float sum = VectorReductions.product(depth, matrix, offset + line * stride, vector, vectorOffset);
                    int at = cOffset + line * strideC;
                    c[at] = add ? c[at] + sum : sum;
                }
                return;
            }
            int column = part * each;
            for (; column <= end - WIDTH; column += WIDTH) {
                strip(
                        depth,
                        vector,
                        vectorOffset,
                        vectorStep,
                        matrix,
                        offset + column,
                        stride,
                        c,
                        cOffset + column,
                        add);
            }
            for (; column < end; column++) {
                float sum = 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(vector[vectorOffset + k * vectorStep], matrix[offset + k * stride + column], sum);
                }
                c[cOffset + column] = add ? c[cOffset + column] + sum : sum;
            }
        }
    }

    private static void strip(
            int depth,
            float[] a,
            int aOffset,
            int stepA,
            float[] b,
            int bOffset,
            int strideB,
            float[] c,
            int cOffset,
            boolean add) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int k = 0; k < depth; k++) {
            FloatVector factor = FloatVector.broadcast(SPECIES, a[aOffset + k * stepA]);
            int at = bOffset + k * strideB;
            sum0 = factor.fma(FloatVector.fromArray(SPECIES, b, at), sum0);
            sum1 = factor.fma(FloatVector.fromArray(SPECIES, b, at + LANES), sum1);
            sum2 = factor.fma(FloatVector.fromArray(SPECIES, b, at + 2 * LANES), sum2);
            sum3 = factor.fma(FloatVector.fromArray(SPECIES, b, at + 3 * LANES), sum3);
        }
        if (add) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            sum1 = sum1.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            sum2 = sum2.add(FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES));
            sum3 = sum3.add(FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES));
        }
        sum0.intoArray(c, cOffset);
        sum1.intoArray(c, cOffset + LANES);
        sum2.intoArray(c, cOffset + 2 * LANES);
        sum3.intoArray(c, cOffset + 3 * LANES);
    }
}
