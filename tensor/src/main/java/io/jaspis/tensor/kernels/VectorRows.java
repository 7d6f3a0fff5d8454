package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
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
        boolean aContiguous = product.form() != Product.Form.TN || (product.rows() == 1 && product.strideA() == 1);
        if (product.rows() == 1 && product.form() == Product.Form.NT) {
            dots(workers, product.columns(), depth, b, bOffset, product.strideB(), a, aOffset, c, cOffset, 1, product);
            return true;
        }
        boolean bContiguous = product.form() == Product.Form.NT || product.strideB() == 1;
        if (product.columns() == 1 && aContiguous && bContiguous) {
            int stride = product.strideC();
            dots(
                    workers,
                    product.rows(),
                    depth,
                    a,
                    aOffset,
                    product.strideA(),
                    b,
                    bOffset,
                    c,
                    cOffset,
                    stride,
                    product);
            return true;
        }
        if (product.rows() == 1 && product.form() != Product.Form.NT) {
            int stepA = product.form() == Product.Form.TN ? product.strideA() : 1;
            combinations(workers, product, a, aOffset, stepA, b, bOffset, c, cOffset);
            return true;
        }
        return false;
    }

    /** {@code c[i·strideC] = lines[i] · vector} for each of the contiguous lines. */
    private static void dots(
            Workers workers,
            int count,
            int depth,
            float[] lines,
            int offset,
            int stride,
            float[] vector,
            int vectorOffset,
            float[] c,
            int cOffset,
            int strideC,
            Product product) {
        int each = Math.max(1, Math.max(SHARE / depth, (count + 4 * workers.threads() - 1) / (4 * workers.threads())));
        boolean add = product.accumulate();
        workers.run((count + each - 1) / each, part -> {
            int end = Math.min(count, (part + 1) * each);
            for (int line = part * each; line < end; line++) {
                float sum = VectorReductions.product(depth, lines, offset + line * stride, vector, vectorOffset);
                int at = cOffset + line * strideC;
                c[at] = add ? c[at] + sum : sum;
            }
        });
    }

    /** {@code c = Σ_k a[k·stepA] · (row k of B)}, in strips of columns. */
    private static void combinations(
            Workers workers,
            Product product,
            float[] a,
            int aOffset,
            int stepA,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset) {
        int columns = product.columns();
        int depth = product.depth();
        int strideB = product.strideB();
        boolean add = product.accumulate();
        int strips = (columns + WIDTH - 1) / WIDTH;
        int each = Math.max(1, SHARE / depth / WIDTH);
        workers.run((strips + each - 1) / each, part -> {
            int end = Math.min(columns, (part + 1) * each * WIDTH);
            int column = part * each * WIDTH;
            for (; column <= end - WIDTH; column += WIDTH) {
                strip(depth, a, aOffset, stepA, b, bOffset + column, strideB, c, cOffset + column, add);
            }
            for (; column < end; column++) {
                float sum = 0f;
                for (int k = 0; k < depth; k++) {
                    sum = Math.fma(a[aOffset + k * stepA], b[bOffset + k * strideB + column], sum);
                }
                c[cOffset + column] = add ? c[cOffset + column] + sum : sum;
            }
        });
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
