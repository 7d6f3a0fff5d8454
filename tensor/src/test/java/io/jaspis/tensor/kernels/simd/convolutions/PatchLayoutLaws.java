package io.jaspis.tensor.kernels.simd.convolutions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.ConvolutionSample;
import io.jaspis.tensor.kernels.Samples;
import io.jaspis.tensor.kernels.Window;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PatchLayoutLaws {

    @Property(tries = 500)
    @Label(
            "a tap of the planes reads, for each pixel, what the window's tap reads of the image, and zero in the padding")
    void forward(@ForAll long seed) {
        ConvolutionSample sample = new ConvolutionSample(seed);
        Convolution c = sample.convolution;
        Random random = new Random(seed);
        int image = random.nextInt(sample.batch);
        int at = sample.offset + image * c.inputSize() + random.nextInt(c.groups()) * (c.inputSize() / c.groups());
        Window w = c.window();
        for (PatchLayout layout : new PatchLayout[] {PatchLayout.forward(c), PatchLayout.lowered(c)}) {
            check(layout, random, sample.x, at, 0, (row, column, tap) -> {
                int y = row * w.strideHeight() + tap / w.kernelWidth() * w.dilationHeight() - w.padTop();
                int x = column * w.strideWidth() + tap % w.kernelWidth() * w.dilationWidth() - w.padLeft();
                return y < 0 || y >= c.height() || x < 0 || x >= c.width() ? -1 : y * c.width() + x;
            });
        }
    }

    @Property(tries = 500)
    @Label("for the input gradient, each phase's taps read what the window brings to its pixels")
    void backward(@ForAll long seed) {
        ConvolutionSample sample = new ConvolutionSample(seed);
        Convolution c = sample.convolution;
        Random random = new Random(seed);
        int image = random.nextInt(sample.batch);
        int at = sample.offset + image * c.outputSize() + random.nextInt(c.groups()) * (c.outputSize() / c.groups());
        Window w = c.window();
        PatchLayout layout = PatchLayout.backward(c);
        for (int pass = 0; pass < layout.passes.length; pass++) {
            PatchAxis vertical = layout.vertical[pass / layout.horizontal.length];
            PatchAxis horizontal = layout.horizontal[pass % layout.horizontal.length];
            check(layout, random, sample.g, at, pass, (row, column, tap) -> {
                if (row >= vertical.positions() || column >= horizontal.positions()) {
                    return ANYTHING;
                }
                int y = vertical.resultStart() + row * vertical.resultStep();
                int x = horizontal.resultStart() + column * horizontal.resultStep();
                y += w.padTop() - tap / w.kernelWidth() * w.dilationHeight();
                x += w.padLeft() - tap % w.kernelWidth() * w.dilationWidth();
                assertEquals(0, Math.floorMod(y, w.strideHeight()), () -> "in " + c);
                assertEquals(0, Math.floorMod(x, w.strideWidth()), () -> "in " + c);
                y = Math.floorDiv(y, w.strideHeight());
                x = Math.floorDiv(x, w.strideWidth());
                return y < 0 || y >= c.outputHeight() || x < 0 || x >= c.outputWidth() ? -1 : y * c.outputWidth() + x;
            });
        }
    }

    @Property(tries = 200)
    @Label("there are no more passes than pixels, however long the stride")
    void passes(
            @ForAll @IntRange(min = 1, max = Window.MOST) int stride, @ForAll @IntRange(min = 1, max = 9) int size) {
        Convolution c = new Convolution(1, size, 4, 1, 1, Window.of(1, 1).stride(stride, 1 + stride / 2));
        assertTrue(PatchLayout.backward(c).passes.length <= size * 4);
    }

    private static final int ANYTHING = -2;

    /** Where, in a plane of the source, a tap of the window finds what it brings to a pixel; -1 in the padding. */
    private interface Place {
        int of(int row, int column, int tap);
    }

    private static void check(PatchLayout layout, Random random, float[] source, int at, int pass, Place place) {
        int[] taps = layout.passes[pass].taps();
        int[] windowTaps = layout.passes[pass].windowTaps();
        int firstRow = layout.stripRows < layout.rows || random.nextBoolean() ? random.nextInt(layout.rows) : 0;
        int rows = Math.min(layout.rows - firstRow, 1 + random.nextInt(layout.stripRows));
        if (firstRow == 0 && random.nextBoolean()) {
            rows = Math.min(layout.rows, layout.stripRows);
        }
        int channels = layout.channelBlock;
        float[] planes = Planes.room(layout);
        java.util.Arrays.fill(planes, Samples.UNTOUCHED);
        Planes.copy(layout, firstRow, rows, channels, source, at, planes);
        for (int k = 0; k < channels * windowTaps.length; k++) {
            int plane = at + k / windowTaps.length * layout.sourceHeight * layout.sourceWidth;
            for (int pixel = 0; pixel < rows * layout.columns; pixel++) {
                int row = firstRow + pixel / layout.columns;
                int column = pixel % layout.columns;
                int from = place.of(row, column, windowTaps[k % windowTaps.length]);
                if (from != ANYTHING) {
                    float found = planes[Planes.FIRST + taps[k] + layout.place(pixel)];
                    int tap = k;
                    assertEquals(
                            from < 0 ? 0f : source[plane + from],
                            found,
                            () -> "tap " + tap + ", row " + row + ", column " + column + ", lowered " + layout.lowered);
                }
            }
        }
    }
}
