package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClippingLaws {
    @Property(tries = 1000)
    @Label("clipping cuts off no point where the plane isn't above zero, exactly")
    void keepsWhatMayBeUnsafe(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int size,
            @ForAll @IntRange(min = -6, max = 6) int power) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] plane = new float[size];
        float[] lower = new float[size];
        float[] upper = new float[size];
        float[] x = new float[size];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < size; i++) {
            plane[i] = random.nextInt(5) == 0
                    ? 0
                    : (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-3, 4)));
            lower[i] = (float) (random.nextDouble(-1, 1) * Math.pow(10, power));
            upper[i] =
                    random.nextInt(4) == 0 ? lower[i] : lower[i] + (float) (random.nextDouble() * Math.pow(10, power));
            x[i] = Math.max(lower[i], Math.min(upper[i], lower[i] + random.nextFloat() * (upper[i] - lower[i])));
            sum = sum.add(new BigDecimal(plane[i]).multiply(new BigDecimal(x[i])));
        }
        // The point is on the plane, or just below it.
        double offset = sum.negate().doubleValue();
        while (new BigDecimal(offset).add(sum).signum() > 0) {
            offset = Math.nextDown(offset);
        }
        assertTrue(InputSplitting.clip(plane, offset, lower, upper), "nothing is left, but a point is");
        for (int i = 0; i < size; i++) {
            float at = x[i];
            float low = lower[i];
            float high = upper[i];
            assertTrue(low <= at && at <= high, () -> at + " is cut off: [" + low + ", " + high + "]");
        }
    }

    @Property(tries = 500)
    @Label("a plane that overflowed cuts nothing off")
    void overflowSaysNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] plane = new float[size];
        float[] lower = new float[size];
        float[] upper = new float[size];
        for (int i = 0; i < size; i++) {
            plane[i] = random.nextFloat(-1, 1);
            lower[i] = random.nextFloat(-2, 1);
            upper[i] = lower[i] + random.nextFloat();
        }
        float[] infinite = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
        plane[random.nextInt(size)] = infinite[random.nextInt(3)];
        double offset = random.nextBoolean() ? 0 : random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
        float[] below = lower.clone();
        float[] above = upper.clone();
        assertTrue(InputSplitting.clip(plane, offset, below, above), "nothing is left");
        assertArrayEquals(lower, below);
        assertArrayEquals(upper, above);
    }

    @Property(tries = 500)
    @Label("where the plane is above zero on all of a box, nothing of it is left")
    void closes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] plane = new float[size];
        float[] lower = new float[size];
        float[] upper = new float[size];
        double least = 0;
        for (int i = 0; i < size; i++) {
            plane[i] = random.nextInt(1, 3) * (random.nextBoolean() ? 1 : -1);
            lower[i] = random.nextInt(-4, 4);
            upper[i] = lower[i] + random.nextInt(0, 4);
            least += plane[i] * (plane[i] > 0 ? lower[i] : upper[i]);
        }
        assertEquals(false, InputSplitting.clip(plane, 1 - least, lower, upper));
    }
}
