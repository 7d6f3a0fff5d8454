package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.Workers;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ProductLaws {
    private static final Workers ALONE = Workers.of(1);
    private static final Workers TWO = Workers.of(2);
    private static final Workers THREE = Workers.of(3);

    /** One product with its operands, in arrays with gaps. */
    private record Sample(Product product, float[] a, int aOffset, float[] b, int bOffset, int cOffset, float[] c) {

        static Sample of(Product product, Random random) {
            int aOffset = random.nextInt(20);
            int bOffset = random.nextInt(20);
            int cOffset = random.nextInt(20);
            int linesA = product.form() == Product.Form.TN ? product.depth() : product.rows();
            int linesB = product.form() == Product.Form.NT ? product.columns() : product.depth();
            float[] a = Samples.normal(random, aOffset + linesA * product.strideA());
            float[] b = Samples.normal(random, bOffset + linesB * product.strideB());
            float[] c = Samples.untouched(cOffset + product.rows() * product.strideC() + 37);
            return new Sample(product, a, aOffset, b, bOffset, cOffset, c);
        }

        float[] by(Products products, Workers workers) {
            float[] result = c.clone();
            products.multiply(workers, product, a, aOffset, b, bOffset, result, cOffset);
            return result;
        }

        float[] absoluteSums() {
            float[] result = Samples.absolute(c);
            Samples.SCALAR
                    .products()
                    .multiply(
                            ALONE,
                            product,
                            Samples.absolute(a),
                            aOffset,
                            Samples.absolute(b),
                            bOffset,
                            result,
                            cOffset);
            return result;
        }

        void assertGapsUntouched(float[] result) {
            for (int i = 0; i < result.length; i++) {
                int row = Math.floorDiv(i - cOffset, product.strideC());
                int column = Math.floorMod(i - cOffset, product.strideC());
                if (row < 0 || row >= product.rows() || column >= product.columns()) {
                    assertEquals(Samples.UNTOUCHED, result[i], "memory around the result");
                }
            }
        }
    }

    @Provide
    Arbitrary<Integer> extents() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 24),
                Arbitraries.integers().between(1, 150),
                Arbitraries.of(1, 6, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 128, 193, 200));
    }

    private static Product product(Product.Form form, int rows, int columns, int depth, Random random) {
        Product dense = Product.of(form, rows, columns, depth);
        return new Product(
                form,
                rows,
                columns,
                depth,
                dense.strideA() + random.nextInt(3),
                dense.strideB() + random.nextInt(3),
                dense.strideC() + random.nextInt(3));
    }

    @Property(tries = 400)
    @Label("SIMD and scalar products differ by at most the roundings of their sums, and touch nothing else")
    void twins(
            @ForAll Product.Form form,
            @ForAll("extents") int rows,
            @ForAll("extents") int columns,
            @ForAll("extents") int depth,
            @ForAll long seed) {
        Random random = new Random(seed);
        Sample sample = Sample.of(product(form, rows, columns, depth, random), random);
        float[] expected = sample.by(Samples.SCALAR.products(), ALONE);
        float[] actual = sample.by(Samples.SIMD.products(), TWO);
        Samples.assertClose(expected, actual, sample.absoluteSums(), depth);
        sample.assertGapsUntouched(actual);
        sample.assertGapsUntouched(expected);
    }

    @Property(tries = 12)
    @Label("products deeper, wider and higher than a block agree too")
    void blocks(@ForAll Product.Form form, @ForAll long seed) {
        Random random = new Random(seed);
        int[] sizes = {random.nextInt(30) + 190, random.nextInt(40) + 60, random.nextInt(60) + 1000};
        if (random.nextBoolean()) {
            sizes = new int[] {random.nextInt(12) + 1, random.nextInt(60) + 2030, random.nextInt(20) + 1};
        }
        Sample sample = Sample.of(product(form, sizes[0], sizes[1], sizes[2], random), random);
        float[] expected = sample.by(Samples.SCALAR.products(), ALONE);
        float[] actual = sample.by(Samples.SIMD.products(), TWO);
        Samples.assertClose(expected, actual, sample.absoluteSums(), sizes[2]);
    }

    @Property(tries = 40)
    @Label("the number of threads doesn't change a bit")
    void threads(
            @ForAll Product.Form form,
            @ForAll @IntRange(min = 1, max = 260) int rows,
            @ForAll @IntRange(min = 1, max = 260) int columns,
            @ForAll @IntRange(min = 60, max = 300) int depth,
            @ForAll long seed) {
        Random random = new Random(seed);
        Sample sample = Sample.of(product(form, rows, columns, depth, random), random);
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] alone = sample.by(kernels.products(), ALONE);
            Samples.assertSameBits(alone, sample.by(kernels.products(), TWO));
            Samples.assertSameBits(alone, sample.by(kernels.products(), THREE));
        }
    }

    @Property(tries = 60)
    @Label("a NaN in A spoils its row and no other element; one in B its column")
    void notANumber(
            @ForAll Product.Form form,
            @ForAll("extents") int rows,
            @ForAll("extents") int columns,
            @ForAll("extents") int depth,
            @ForAll long seed) {
        Random random = new Random(seed);
        Sample sample = Sample.of(Product.of(form, rows, columns, depth), random);
        int spoiltRow = random.nextInt(rows);
        int spoiltColumn = random.nextInt(columns);
        int k = random.nextInt(depth);
        sample.a[sample.aOffset + (form == Product.Form.TN ? k * rows + spoiltRow : spoiltRow * depth + k)] = Float.NaN;
        sample.b[sample.bOffset + (form == Product.Form.NT ? spoiltColumn * depth + k : k * columns + spoiltColumn)] =
                Float.NaN;
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] c = sample.by(kernels.products(), TWO);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    assertEquals(
                            row == spoiltRow || column == spoiltColumn,
                            Float.isNaN(c[sample.cOffset + row * columns + column]));
                }
            }
        }
    }

    @Property(tries = 100)
    @Label("reductions: SIMD and scalar sums differ by at most their roundings")
    void reductions(
            @ForAll @IntRange(min = 1, max = 5) int outer,
            @ForAll @IntRange(min = 1, max = 300) int reduced,
            @ForAll("extents") int inner,
            @ForAll long seed) {
        Random random = new Random(seed);
        int xOffset = random.nextInt(9);
        int yOffset = random.nextInt(9);
        float[] x = Samples.normal(random, xOffset + outer * reduced * inner);
        float[] expected = Samples.untouched(yOffset + outer * inner + 30);
        float[] actual = expected.clone();
        float[] sums = expected.clone();
        Samples.SCALAR.reductions().sum(outer, reduced, inner, x, xOffset, expected, yOffset);
        Samples.SIMD.reductions().sum(outer, reduced, inner, x, xOffset, actual, yOffset);
        Samples.SCALAR.reductions().sum(outer, reduced, inner, Samples.absolute(x), xOffset, sums, yOffset);
        Samples.assertUntouched(actual, yOffset, yOffset + outer * inner);
        Samples.assertClose(expected, actual, Samples.absolute(sums), reduced);
        int n = Math.min(x.length, reduced * inner) - xOffset;
        if (n > 0) {
            float dot = Samples.SCALAR.reductions().dot(n, x, xOffset, x, 0);
            float size = Samples.SCALAR.reductions().dot(n, Samples.absolute(x), xOffset, Samples.absolute(x), 0);
            float simd = Samples.SIMD.reductions().dot(n, x, xOffset, x, 0);
            Samples.assertClose(new float[] {dot}, new float[] {simd}, new float[] {size}, n);
        }
    }

    @Property(tries = 100)
    @Label("reductions: some columns of a sum have the bits that they have in the whole of it, and touch nothing else")
    void columns(
            @ForAll @IntRange(min = 1, max = 40) int reduced,
            @ForAll @IntRange(min = 2, max = 5000) int inner,
            @ForAll long seed) {
        Random random = new Random(seed);
        int first = random.nextInt(inner);
        int count = 1 + random.nextInt(inner - first);
        float[] x = Samples.normal(random, reduced * inner);
        x[random.nextInt(x.length)] = -0f;
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] whole = new float[inner];
            float[] some = Samples.untouched(count + 7);
            kernels.reductions().sum(1, reduced, inner, x, 0, whole, 0);
            kernels.reductions().columns(reduced, count, inner, x, first, some, 3);
            Samples.assertUntouched(some, 3, 3 + count);
            Samples.assertSameBits(
                    Arrays.copyOfRange(whole, first, first + count), Arrays.copyOfRange(some, 3, 3 + count));
        }
    }

    @Property(tries = 100)
    @Label("what one line sums to, alone or with a vector, doesn't depend on the lines beside it, to the bit")
    void lines(
            @ForAll @IntRange(min = 1, max = 11) int lines,
            @ForAll @IntRange(min = 1, max = 300) int length,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = Samples.normal(random, lines * length);
        float[] vector = Samples.normal(random, length);
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] sums = new float[lines];
            float[] products = new float[lines];
            float[] alone = new float[2];
            kernels.reductions().sum(lines, length, 1, x, 0, sums, 0);
            Product all = Product.of(Product.Form.NT, 1, lines, length);
            kernels.products().multiply(ALONE, all, vector, 0, x, 0, products, 0);
            for (int line = 0; line < lines; line++) {
                kernels.reductions().sum(1, length, 1, x, line * length, alone, 0);
                Product one = Product.of(Product.Form.NT, 1, 1, length);
                kernels.products().multiply(ALONE, one, vector, 0, x, line * length, alone, 1);
                Samples.assertSameBits(alone, new float[] {sums[line], products[line]});
            }
        }
    }
}
