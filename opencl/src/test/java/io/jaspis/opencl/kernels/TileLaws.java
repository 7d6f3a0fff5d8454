package io.jaspis.opencl.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.opencl.KernelRun;
import io.jaspis.opencl.Open;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Window;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** The loop for GPUs, in every shape of its tiles, against the one that is written in Java, on the same device. */
class TileLaws {
    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-2, 2);
        }
        return numbers;
    }

    private static float[] result(Tiles kernel, Map<String, float[]> arrays, String name) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        arrays.forEach((array, values) -> copy.put(array, values.clone()));
        KernelRun.run(kernel, copy);
        return copy.get(name);
    }

    /** NaN, which no element of a result is. */
    private static float[] unwritten(int count) {
        float[] numbers = new float[count];
        Arrays.fill(numbers, Float.NaN);
        return numbers;
    }

    private static void assertSame(
            Supplier<? extends Tiles> kernel, Map<String, float[]> arrays, String name, List<Tile> tiles) {
        int[] expected = bits(result(kernel.get(), arrays, name));
        for (Tile tile : tiles) {
            Tiles other = kernel.get();
            other.with(tile);
            assertArrayEquals(expected, bits(result(other, arrays, name)), () -> other.getClass() + " in " + tile);
            if (!other.loop().startsWith(tile.text(false, false).substring(0, 40))) {
                System.out.println("skipped: the first OpenCL device has no room for " + tile);
            }
        }
    }

    /** One of the three parts of the tiles, which together are all of them. */
    private static List<Tile> third(int which) {
        return IntStream.range(0, Tile.ALL.size())
                .filter(i -> i % 3 == which % 3)
                .mapToObj(Tile.ALL::get)
                .toList();
    }

    private static int[] bits(float[] numbers) {
        return IntStream.range(0, numbers.length)
                .map(i -> Float.floatToIntBits(numbers[i]))
                .toArray();
    }

    /** Often the least. */
    private static int size(SplittableRandom random, int least, int most) {
        return random.nextInt(4) == 0 ? least : random.nextInt(least, most + 1);
    }

    /** Sizes are arguments, so all tries are of the same few programs; of sizes only a 1 would be told to the compiler. */
    @Property(tries = 4)
    @Label("many products of one size, with operands of their own or in common, have the same bits in every tile")
    void manyProducts(@ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        if (Open.skipped()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        // Neither operand in common, then the first, then the second: each in a third of the tiles.
        for (int common = 0; common < 3; common++) {
            int count = 2 + random.nextInt(4);
            int rows = size(random, 1, 140);
            int columns = size(random, 2, 140);
            int depth = size(random, 2, 40);
            int leadOfA = common == 1 ? 1 : 2 + random.nextInt(count - 1);
            int leadOfB = common == 2 ? 1 : 2 + random.nextInt(count - 1);
            Map<String, float[]> arrays = new LinkedHashMap<>();
            arrays.put("a", numbers(random, leadOfA * rows * depth));
            arrays.put("b", numbers(random, leadOfB * columns * depth));
            arrays.put("bias", numbers(random, columns));
            arrays.put("c", unwritten(count * rows * columns));
            assertSame(
                    () -> new DenseProducts(Product.of(Product.Form.NN, rows, columns, depth), 0, 0, 0)
                            .times(count, leadOfA, leadOfB)
                            .finished(-1, false),
                    arrays,
                    "c",
                    third(common));
        }
    }

    /** Each form as the engine has it, layers with bias and ReLU and gradients of weights in slices: a program for each tile. */
    @Property(tries = 5)
    @Label("products of any size, some of them in slices, have the same bits in every tile")
    void products(@ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        if (Open.skipped()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (Product.Form form : Product.Form.values()) {
            boolean sliced = form == Product.Form.TN;
            // A stride of 1, or one slice, is told to the compiler, which would make another program of it.
            int rows = size(random, sliced ? 2 : 1, 150);
            int columns = size(random, form == Product.Form.NT ? 1 : 2, 300);
            int depth = size(random, sliced ? 17 : 2, 60);
            int slices = sliced ? 2 + random.nextInt(2) : 1;
            Map<String, float[]> arrays = new LinkedHashMap<>();
            arrays.put("a", numbers(random, rows * depth + 1));
            arrays.put("b", numbers(random, columns * depth + 2));
            arrays.put("bias", numbers(random, columns));
            arrays.put("c", unwritten(rows * columns * slices + 3));
            assertSame(
                    () -> {
                        DenseProducts kernel = new DenseProducts(Product.of(form, rows, columns, depth), 1, 2, 3)
                                .finished(sliced ? -1 : 0, !sliced);
                        kernel.cut(slices);
                        return kernel;
                    },
                    arrays,
                    "c",
                    Tile.ALL);
        }
    }

    /** The compiler is told all sizes of a layer, so of each of three there is a program for a third of the tiles. */
    @Property(tries = 1)
    @Label("convolutions and both of their gradients have the same bits in every tile")
    void convolutions(@ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        if (Open.skipped()) {
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int turn = 0; turn < 3; turn++) {
            assertConvolutions(random, 1 + (turn + (int) seed) % 2, turn);
        }
    }

    private static void assertConvolutions(SplittableRandom random, int groups, int turn) {
        Window window = Window.of(1 + random.nextInt(3), 1 + random.nextInt(3))
                .stride(1 + random.nextInt(2), 1 + random.nextInt(2))
                .padding(random.nextInt(2), random.nextInt(2), random.nextInt(2), random.nextInt(2))
                .dilation(1 + random.nextInt(2), 1 + random.nextInt(2));
        Convolution convolution = new Convolution(
                groups * (1 + random.nextInt(3)),
                5 + random.nextInt(8),
                5 + random.nextInt(8),
                groups * (1 + random.nextInt(20)),
                groups,
                window);
        int batch = 1 + random.nextInt(4);
        int images = batch * convolution.inputChannels() * convolution.height() * convolution.width();
        int results = batch * convolution.outputChannels() * convolution.outputHeight() * convolution.outputWidth();
        int weights = convolution.outputChannels() * convolution.inputChannels() / groups * window.taps();
        float[] w = numbers(random, weights);
        float[] bias = numbers(random, convolution.outputChannels());
        assertSame(
                () -> new ConvolutionForward(convolution, batch, 0, 0, 0, groups - 2, groups == 2),
                arrays(numbers(random, images), w, results, bias),
                "y",
                third(turn));
        float[] gradient = numbers(random, results);
        assertSame(
                () -> new ConvolutionInputGradient(convolution, batch, 0, 0, 0),
                arrays(gradient, w, images, bias),
                "y",
                third(turn + 1));
        int slices = 1 + random.nextInt(2);
        assertSame(
                () -> {
                    Tiles kernel = new ConvolutionWeightGradient(convolution, batch, 0, 0, 0);
                    kernel.cut(slices);
                    return kernel;
                },
                arrays(numbers(random, images), gradient, slices * weights, bias),
                "y",
                third(turn + 2));
    }

    private static Map<String, float[]> arrays(float[] x, float[] w, int results, float[] bias) {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        arrays.put("x", x);
        arrays.put("w", w);
        arrays.put("bias", bias);
        arrays.put("y", unwritten(results));
        return arrays;
    }

    @Example
    @Label(
            "large products have the largest tile, few rows and few columns one that wastes little, and small products small ones")
    void choice() {
        assertTile(128, 128, Tile.of(4096, 4096, 1, 132, 1024));
        assertTile(16, 128, Tile.of(16, 1 << 20, 1, 132, 1024));
        assertTile(32, 64, Tile.of(32, 1 << 18, 1, 132, 1024));
        assertTile(64, 128, Tile.of(64, 1 << 17, 1, 132, 1024));
        assertTile(128, 32, Tile.of(1 << 20, 10, 1, 132, 1024));
        assertTile(32, 64, Tile.of(128, 256, 1, 132, 1024));
        // Where groups are smaller, one of the smaller tiles, or none.
        assertTile(32, 64, Tile.of(4096, 4096, 1, 132, 128));
        assertEquals(Optional.empty(), Tile.of(4096, 4096, 1, 132, 64));
        DenseProducts kernel = new DenseProducts(Product.of(Product.Form.NN, 4096, 4096, 64), 0, 0, 0);
        kernel.forGpu(132, false);
        kernel.fit(1024);
        assertEquals(256, kernel.extent().group());
        kernel.fit(200);
        assertEquals(128, kernel.extent().group());
        assertFalse(kernel.loop().isEmpty());
        // What another loop of this kernel may have says nothing of its own.
        kernel.fit(64);
        assertEquals(256, kernel.extent().group());
        assertTrue(kernel.loop().isEmpty());
        kernel.fit(64);
        assertEquals(64, kernel.extent().group());
    }

    private static void assertTile(int rows, int columns, Optional<Tile> chosen) {
        Tile tile = chosen.orElseThrow();
        assertEquals(List.of(rows, columns), List.of(tile.rows(), tile.columns()));
    }
}
