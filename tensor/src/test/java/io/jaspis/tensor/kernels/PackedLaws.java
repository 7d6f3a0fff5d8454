package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.tensor.Workers;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PackedLaws {
    private static final Workers ALONE = Workers.of(1);
    private static final Workers TWO = Workers.of(2);

    /** Sizes around those at which tiles, panels and blocks end. */
    private static int extent(Random random, int most) {
        int[] edges = {1, 4, 6, 7, 8, 12, 13, 16, 17, 48, 49, 64, 65, 100, 128};
        return random.nextBoolean()
                ? Math.min(most, edges[random.nextInt(edges.length)])
                : 1 + random.nextInt(random.nextBoolean() ? Math.min(most, 24) : most);
    }

    private static Epilogue epilogue(Random random, int channels) {
        int offset = random.nextInt(4);
        float[] bias = random.nextInt(3) == 0 ? null : Samples.normal(random, offset + channels);
        return new Epilogue(bias, offset, random.nextBoolean());
    }

    /**
     * The epilogue in plain words, on a dense block of rows; the bias of element i is that of
     * {@code i / inner % channels}.
     */
    private static void finish(Epilogue epilogue, int channels, int inner, int n, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            float bias = epilogue.bias() == null ? 0f : epilogue.bias()[epilogue.biasOffset() + i / inner % channels];
            float sum = epilogue.bias() == null ? y[yOffset + i] : y[yOffset + i] + bias;
            y[yOffset + i] = epilogue.relu() && sum <= 0f ? 0f : sum;
        }
    }

    @Property(tries = 300)
    @Label(
            "a product with B packed ahead is the product: the same bits, or off by roundings where rows or columns are one")
    void products(@ForAll boolean transposed, @ForAll @IntRange(max = 19) int deep, @ForAll long seed) {
        Random random = new Random(seed);
        Product.Form form = transposed ? Product.Form.NT : Product.Form.NN;
        int rows = extent(random, 70);
        int columns = extent(random, 150);
        int depth = deep == 0 ? 1000 + random.nextInt(1200) : extent(random, 200);
        Product dense = Product.of(form, rows, columns, depth);
        Product product = new Product(
                form,
                rows,
                columns,
                depth,
                dense.strideA() + random.nextInt(3),
                dense.strideB() + random.nextInt(3),
                columns);
        Product packedFor = new Product(form, 1 + random.nextInt(9), columns, depth, 0, product.strideB(), 0);
        int offset = random.nextInt(5);
        float[] a = Samples.normal(random, offset + rows * product.strideA());
        float[] b = Samples.normal(random, offset + Math.max(columns, depth) * product.strideB());
        float[] start = Samples.untouched(offset + rows * columns + 70);
        System.arraycopy(Samples.normal(random, rows * columns), 0, start, offset, rows * columns);
        Epilogue epilogue = epilogue(random, columns);
        // Plain loops have no blocks of the depth, which deep products are for.
        List<Kernels> all = deep == 0 ? List.of(Samples.SIMD) : List.of(Samples.SCALAR, Samples.SIMD);
        for (Kernels kernels : all) {
            float[] expected = start.clone();
            kernels.products().multiply(ALONE, product, a, offset, b, offset, expected, offset);
            finish(epilogue, columns, 1, rows * columns, expected, offset);
            Packed packed = kernels.products().pack(packedFor, b, offset);
            assertEquals(columns, packed.columns());
            assertEquals(depth, packed.depth());
            for (Workers workers : new Workers[] {ALONE, TWO}) {
                float[] actual = start.clone();
                kernels.products().multiply(workers, product, a, offset, packed, actual, offset, epilogue);
                if (rows == 1 || columns == 1) {
                    Samples.assertClose(expected, actual, sizes(product, a, b, start, offset, epilogue), depth + 2);
                } else {
                    Samples.assertSameBits(expected, actual);
                }
            }
        }
    }

    /** For each element the sum of its terms' sizes. */
    private static float[] sizes(Product product, float[] a, float[] b, float[] start, int offset, Epilogue epilogue) {
        float[] sizes = Samples.absolute(start);
        Samples.SCALAR
                .products()
                .multiply(ALONE, product, Samples.absolute(a), offset, Samples.absolute(b), offset, sizes, offset);
        float[] bias = epilogue.bias() == null ? null : Samples.absolute(epilogue.bias());
        finish(
                new Epilogue(bias, epilogue.biasOffset(), false),
                product.columns(),
                1,
                product.rows() * product.columns(),
                sizes,
                offset);
        return sizes;
    }

    @Property(tries = 300)
    @Label("a convolution, and its input gradient, with weights packed ahead gives the bits of the one without")
    void convolutions(@ForAll long seed) {
        assertPackedIsTheSame(new ConvolutionSample(seed), new Random(seed));
    }

    @Property(tries = 10)
    @Label("the same where an element is a sum of more products than a tile's loop takes at once")
    void deepConvolutions(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = Window.of(30 + random.nextInt(9), 40 + random.nextInt(9));
        Convolution convolution = new Convolution(1 + random.nextInt(2), 50, 60, 1 + random.nextInt(9), 1, window);
        assertPackedIsTheSame(new ConvolutionSample(random, convolution), random);
    }

    private static void assertPackedIsTheSame(ConvolutionSample s, Random random) {
        Convolution c = s.convolution;
        Epilogue forward = epilogue(random, c.outputChannels());
        Epilogue backward = epilogue(random, c.inputChannels());
        int offset = s.offset;
        int at = 2 * offset;
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            Convolutions convolutions = kernels.convolutions();
            float[] y = s.forward(kernels, ALONE, s.x, s.weights);
            float[] dx = s.inputGradient(kernels, ALONE, s.g, s.weights);
            finish(forward, c.outputChannels(), c.outputHeight() * c.outputWidth(), s.batch * c.outputSize(), y, at);
            finish(backward, c.inputChannels(), c.height() * c.width(), s.batch * c.inputSize(), dx, at);
            PackedWeights weights = convolutions.pack(c, s.weights, offset);
            PackedWeights turned = convolutions.packTransposed(c, s.weights, offset);
            for (Workers workers : new Workers[] {ALONE, TWO}) {
                float[] packedY = Samples.untouched(y.length);
                float[] packedDx = Samples.untouched(dx.length);
                convolutions.forward(workers, c, s.batch, s.x, offset, weights, packedY, at, forward);
                convolutions.inputGradient(workers, c, s.batch, s.g, offset, turned, packedDx, at, backward);
                Samples.assertSameBits(y, packedY);
                Samples.assertSameBits(dx, packedDx);
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> convolutions.forward(ALONE, c, s.batch, s.x, offset, turned, y, at, forward));
        }
    }

    @Example
    @Label("an operand packed for one product, or by one provider, is refused by another")
    void misfits() {
        Product product = Product.of(Product.Form.NN, 2, 3, 4);
        Products simd = Samples.SIMD.products();
        Packed packed = simd.pack(product, new float[12], 0);
        float[] c = new float[100];
        for (Product other : new Product[] {
            Product.of(Product.Form.NT, 2, 3, 4),
            Product.of(Product.Form.NN, 2, 3, 5),
            Product.of(Product.Form.NN, 2, 4, 4)
        }) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> simd.multiply(ALONE, other, new float[100], 0, packed, c, 0, Epilogue.NONE));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Samples.SCALAR
                        .products()
                        .multiply(ALONE, product, new float[100], 0, packed, c, 0, Epilogue.NONE));
        assertThrows(
                IllegalArgumentException.class,
                () -> simd.pack(Product.of(Product.Form.TN, 2, 3, 4), new float[12], 0));
    }
}
