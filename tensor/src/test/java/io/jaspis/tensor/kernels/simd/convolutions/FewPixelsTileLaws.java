package io.jaspis.tensor.kernels.simd.convolutions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.kernels.Samples;
import io.jaspis.tensor.kernels.simd.Lanes;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FewPixelsTileLaws {
    private static final int ROWS = PatchTile.ROWS;
    private static final int LANES = Lanes.FLOATS.length();

    @Property(tries = 300)
    @Label("each sum has the bits that the tile with a vector of pixels gives it")
    void sameBits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = FewPixelsTile.PANELS) int panels,
            @ForAll @IntRange(min = 0, max = Lanes.STEPS) int depth) {
        Random random = new Random(seed);
        float[] planes = Samples.normal(random, 500);
        int[] taps = random.ints(depth, 0, 400).toArray();
        int panelSize = depth * ROWS;
        int weightsAt = random.nextInt(9);
        float[] weights = Samples.normal(random, weightsAt + panels * panelSize);
        int[] pixels = {random.nextInt(500 - 400 - LANES), random.nextInt(500 - 400 - LANES)};
        float[] sums = Samples.untouched(FewPixelsTile.SIZE);
        FewPixelsTile.multiply(panels, panelSize, depth, taps, weights, weightsAt, planes, pixels[0], pixels[1], sums);
        float[] tile = new float[ROWS * LANES];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
            for (int panel = 0; panel < panels; panel++) {
                NarrowPatchTile.multiply(
                        ROWS,
                        depth,
                        taps,
                        weights,
                        weightsAt + panel * panelSize,
                        planes,
                        pixels[pixel],
                        tile,
                        0,
                        LANES,
                        false,
                        null,
                        0,
                        false);
                for (int row = 0; row < ROWS; row++) {
                    float sum = sums[(pixel * FewPixelsTile.PANELS + panel) * ROWS + row];
                    assertEquals(Float.floatToIntBits(tile[row * LANES]), Float.floatToIntBits(sum));
                }
            }
        }
    }
}
