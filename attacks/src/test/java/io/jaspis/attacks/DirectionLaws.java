package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DirectionLaws {
    private static final Threat[] WIDE = {
        new Threat(Norm.LINF, 1, -100, 100), new Threat(Norm.L2, 1, -100, 100), new Threat(Norm.L1, 1, -100, 100)
    };

    private static float[] gradient(long seed, int size, double scale) {
        Random random = new Random(seed);
        float[] gradient = new float[size];
        for (int i = 0; i < size; i++) {
            gradient[i] = (float) (scale * random.nextGaussian());
        }
        return gradient;
    }

    private static float[] step(Threat threat, float[] gradient, double length) {
        float[] x = new float[gradient.length];
        Moves.step(threat, gradient, x, length);
        return x;
    }

    @Property
    @Label("a gradient times 2^k, from the smallest floats to the largest, gives the same step")
    void scaleOfTheGradient(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 50) int size,
            @ForAll @IntRange(min = -90, max = 120) int k) {
        float[] gradient = gradient(seed, size, 1);
        float[] scaled = new float[size];
        for (int i = 0; i < size; i++) {
            scaled[i] = Math.scalb(gradient[i], k);
        }
        for (Threat threat : WIDE) {
            assertArrayEquals(step(threat, gradient, 0.5), step(threat, scaled, 0.5));
        }
    }

    @Example
    @Label("what is no number moves nothing, and beside infinite ones nothing else moves in L2")
    void numbersThatAreNone() {
        float[] missing = {Float.NaN, 3, -4, 0};
        assertArrayEquals(new float[] {0, 1, -1, 0}, step(WIDE[0], missing, 1));
        assertArrayEquals(new float[] {0, 0.6f, -0.8f, 0}, step(WIDE[1], missing, 1), 1e-7f);
        assertArrayEquals(new float[] {0, 0, -1, 0}, step(WIDE[2], missing, 1));
        float[] infinite = {Float.NEGATIVE_INFINITY, 5, Float.NaN, 0};
        assertArrayEquals(new float[] {-1, 1, 0, 0}, step(WIDE[0], infinite, 1));
        assertArrayEquals(new float[] {-1, 0, 0, 0}, step(WIDE[1], infinite, 1));
        assertArrayEquals(new float[] {-1, 0, 0, 0}, step(WIDE[2], infinite, 1));
    }

    @Property
    @Label("a step has its length in the threat's norm")
    void length(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll @DoubleRange(min = 0.01, max = 10) double length,
            @ForAll @IntRange(min = -38, max = 30) int magnitude) {
        float[] gradient = gradient(seed, size, Math.pow(10, magnitude));
        float[] origin = new float[size];
        for (Threat threat : WIDE) {
            float[] x = step(threat, gradient, length);
            assertEquals(length, threat.norm().distance(origin, 0, x, 0, size), 0x1p-23 * length);
        }
    }

    @Property
    @Label("a step increases a linear loss by its length times the gradient's dual norm")
    void steepest(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int size) {
        float[] gradient = gradient(seed, size, 1);
        double largest = 0;
        double total = 0;
        double squares = 0;
        for (float element : gradient) {
            largest = Math.max(largest, Math.abs(element));
            total += Math.abs(element);
            squares += (double) element * element;
        }
        double[] dual = {total, Math.sqrt(squares), largest};
        for (int norm = 0; norm < WIDE.length; norm++) {
            float[] x = step(WIDE[norm], gradient, 0.5);
            double gain = 0;
            for (int i = 0; i < size; i++) {
                gain += (double) gradient[i] * x[i];
            }
            assertEquals(0.5 * dual[norm], gain, 0x1p-22 * dual[norm]);
        }
    }

    @Example
    @Label("an L1 step takes the larger gradients before equals that come earlier")
    void equals() {
        float[] gradient = new float[101];
        gradient[3] = 1;
        gradient[4] = -1;
        gradient[90] = 2;
        float[] x = step(WIDE[2], gradient, 1);
        float[] expected = new float[101];
        expected[3] = 0.5f;
        expected[90] = 0.5f;
        assertArrayEquals(expected, x);
    }

    @Example
    @Label("an L1 step moves one coordinate in a hundred, rounded up")
    void sparsity() {
        for (int[] sizeAndMoved : new int[][] {{1, 1}, {99, 1}, {100, 1}, {101, 2}, {784, 8}, {3072, 31}}) {
            float[] x = step(WIDE[2], gradient(1, sizeAndMoved[0], 1), 1);
            int moved = 0;
            for (float element : x) {
                moved += element != 0 ? 1 : 0;
            }
            assertEquals(sizeAndMoved[1], moved);
        }
    }

    @Example
    @Label("an L1 step leaves what the range holds back")
    void border() {
        float[] x = {1, 0, 0.5f};
        new Direction(new Threat(Norm.L1, 1, 0, 1), 3).step(new float[] {9, -8, 0.1f}, x, 0, 0.25);
        assertArrayEquals(new float[] {1, 0, 0.75f}, x);
    }

    @Example
    @Label("what is zero or no number moves nothing, and the smallest gradients move as others do")
    void degenerate() {
        for (Threat threat : WIDE) {
            assertArrayEquals(new float[2], step(threat, new float[2], 1));
            for (float element : step(threat, new float[] {Float.NaN, 1}, 1)) {
                assertTrue(Float.isFinite(element));
            }
            assertArrayEquals(new float[] {0, -1}, step(threat, new float[] {0, -Float.MIN_VALUE}, 1));
        }
        assertArrayEquals(new float[] {0, 1}, step(WIDE[0], new float[] {Float.NaN, 1}, 1));
    }
}
