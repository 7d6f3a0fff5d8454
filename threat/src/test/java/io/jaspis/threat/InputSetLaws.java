package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class InputSetLaws {
    private static final int SIZE = 6;

    private static float[] uniform(Random random, double least, double most) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) (least + (most - least) * random.nextDouble());
        }
        return values;
    }

    @Property
    @Label("with one radius a set holds what the threat allows, with the same radius for each coordinate too")
    void oneRadiusOrOneEach(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        double epsilon = random.nextDouble() * 0.5;
        Threat threat = new Threat(norm, epsilon, -1, 1);
        float[] centre = uniform(random, -1, 1);
        float[] x = centre.clone();
        for (int i = 0; i < SIZE; i++) {
            x[i] += (float) ((random.nextDouble() * 2 - 1) * epsilon * random.nextInt(2));
        }
        InputSet ball = threat.around(centre);
        assertEquals(threat.contains(centre, 0, x, 0, SIZE), ball.contains(x, 0));
        double[] radii = new double[SIZE];
        Arrays.fill(radii, epsilon);
        if (norm == Norm.LINF) {
            var each = new InputSet.Ball(norm, centre, radii, new float[] {-1}, new float[] {1});
            assertEquals(ball.contains(x, 0), each.contains(x, 0));
        }
        for (int i = 0; i < SIZE; i++) {
            assertEquals(threat.outerLower(i, centre[i]), ball.outerLower(i));
            assertEquals(threat.outerUpper(i, centre[i]), ball.outerUpper(i));
        }
    }

    @Property
    @Label("the outer ends hold every point of a ball with a radius for each coordinate, the inner ones are inside")
    void endsOfABall(@ForAll long seed) {
        Random random = new Random(seed);
        float[] centre = uniform(random, -1, 1);
        double[] radii = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            radii[i] = random.nextInt(4) == 0 ? 0 : random.nextDouble() * Math.pow(10, -random.nextInt(9));
        }
        float[] lower = new float[SIZE];
        Arrays.fill(lower, -1);
        float[] upper = new float[SIZE];
        Arrays.fill(upper, 1);
        var ball = new InputSet.Ball(Norm.LINF, centre, radii, lower, upper);
        for (int i = 0; i < SIZE; i++) {
            BigDecimal low =
                    new BigDecimal(centre[i]).subtract(new BigDecimal(radii[i])).max(new BigDecimal(-1));
            BigDecimal high =
                    new BigDecimal(centre[i]).add(new BigDecimal(radii[i])).min(new BigDecimal(1));
            assertTrue(new BigDecimal(ball.outerLower(i)).compareTo(low) <= 0);
            assertTrue(new BigDecimal(ball.outerUpper(i)).compareTo(high) >= 0);
            assertTrue(new BigDecimal(ball.innerLower(i)).compareTo(low) >= 0);
            assertTrue(new BigDecimal(ball.innerUpper(i)).compareTo(high) <= 0);
            float[] x = centre.clone();
            x[i] = ball.innerUpper(i);
            assertTrue(ball.contains(x, 0));
            x[i] = Math.nextUp(ball.innerUpper(i));
            assertFalse(ball.contains(x, 0));
        }
    }

    @Property
    @Label("a box of doubles holds the floats that some number between its ends is rounded to")
    void floatsOfABox(@ForAll long seed) {
        Random random = new Random(seed);
        double a = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextGaussian();
        // Down to boxes in which there is no float, and to single numbers.
        double b = random.nextInt(4) == 0 ? a : a + random.nextGaussian() * Math.pow(10, -random.nextInt(12));
        double lower = Math.min(a, b);
        double upper = Math.max(a, b);
        var box = new InputSet.Box(new double[] {lower}, new double[] {upper});
        float x = (float) (random.nextBoolean() ? lower : upper);
        for (int steps = random.nextInt(3); steps > 0; steps--) {
            x = random.nextBoolean() ? Math.nextUp(x) : Math.nextDown(x);
        }
        double nearest = Math.clamp(x, lower, upper);
        assertEquals((float) nearest == x, box.contains(new float[] {x}, 0));
        assertEquals(box.contains(new float[] {x}, 0), x >= box.innerLower(0) && x <= box.innerUpper(0));
        assertTrue(box.outerLower(0) <= lower && Math.nextUp(box.outerLower(0)) > lower);
        assertTrue(box.outerUpper(0) >= upper && Math.nextDown(box.outerUpper(0)) < upper);
        assertTrue(box.outerLower(0) <= box.innerLower(0) && box.innerUpper(0) <= box.outerUpper(0));
    }

    @Property
    @Label("a box of floats is that of the same doubles")
    void boxesOfFloats(@ForAll long seed) {
        Random random = new Random(seed);
        float[] lower = uniform(random, -1, 0);
        float[] upper = uniform(random, 0, 1);
        var box = new InputSet.Box(lower, upper);
        for (int i = 0; i < SIZE; i++) {
            assertEquals(lower[i], box.outerLower(i));
            assertEquals(lower[i], box.innerLower(i));
            assertEquals(upper[i], box.outerUpper(i));
            assertEquals(upper[i], box.innerUpper(i));
        }
    }

    @Property
    @Label("in L1 and L2 a radius for each coordinate scales the axes")
    void scaledAxes(@ForAll long seed) {
        Random random = new Random(seed);
        Norm norm = random.nextBoolean() ? Norm.L1 : Norm.L2;
        float[] centre = new float[SIZE];
        double[] radii = new double[SIZE];
        float[] x = new float[SIZE];
        float[] scaled = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            // Powers of two, so that scaling rounds nothing.
            radii[i] = Math.scalb(1.0, random.nextInt(-3, 1));
            scaled[i] = (random.nextFloat() - 0.5f) * 0.8f;
            x[i] = (float) (scaled[i] * radii[i]);
        }
        var each = new InputSet.Ball(norm, centre, radii, new float[] {-1}, new float[] {1});
        var one = new InputSet.Ball(norm, centre, new double[] {1}, new float[] {-1}, new float[] {1});
        assertEquals(one.contains(scaled, 0), each.contains(x, 0));
    }

    @Example
    void aRadiusOfZeroKeepsItsCoordinate() {
        for (Norm norm : Norm.values()) {
            var ball = new InputSet.Ball(
                    norm, new float[] {0.5f, 0.5f}, new double[] {0, 0.1}, new float[] {0}, new float[] {1});
            assertTrue(ball.contains(new float[] {0.5f, 0.55f}, 0));
            assertFalse(ball.contains(new float[] {Math.nextUp(0.5f), 0.5f}, 0));
        }
    }

    @Example
    void noSetHoldsNaN() {
        var box = new InputSet.Box(new float[] {0}, new float[] {1});
        assertFalse(box.contains(new float[] {Float.NaN}, 0));
        assertTrue(box.contains(new float[] {Float.NaN, 1}, 1));
        for (Norm norm : Norm.values()) {
            assertFalse(new Threat(norm, 0.5, 0, 1).around(new float[] {0.5f}).contains(new float[] {Float.NaN}, 0));
        }
    }

    @Example
    void whatIsNoSetIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new InputSet.Box(new float[] {1}, new float[] {0}));
        assertThrows(IllegalArgumentException.class, () -> new InputSet.Box(new float[] {0, 0}, new float[] {1}));
        assertThrows(IllegalArgumentException.class, () -> new InputSet.Box(new float[] {Float.NaN}, new float[] {0}));
        assertThrows(IllegalArgumentException.class, () -> new InputSet.Box(new double[] {-1e39}, new double[] {0}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InputSet.Box(new double[] {0}, new double[] {Double.POSITIVE_INFINITY}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InputSet.Ball(
                        Norm.LINF, new float[] {0, 0, 0}, new double[] {1, 1}, new float[] {-1}, new float[] {1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InputSet.Ball(
                        Norm.LINF, new float[] {2}, new double[] {1}, new float[] {-1}, new float[] {1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new InputSet.Ball(
                        Norm.L2, new float[] {0}, new double[] {Double.NaN}, new float[] {-1}, new float[] {1}));
    }

    @Example
    void whatIsReadOfASetChangesNothingOfIt() {
        var box = new InputSet.Box(new double[] {0}, new double[] {1});
        box.lower()[0] = -9;
        box.upper()[0] = 9;
        assertFalse(box.contains(new float[] {-5}, 0) || box.contains(new float[] {5}, 0));
        var ball = new InputSet.Ball(Norm.LINF, new float[1], new double[] {1}, new float[] {-2}, new float[] {2});
        ball.centre()[0] = 9;
        ball.radii()[0] = 9;
        ball.lower()[0] = -9;
        ball.upper()[0] = 9;
        assertFalse(ball.contains(new float[] {-1.5f}, 0) || ball.contains(new float[] {1.5f}, 0));
        assertEquals(1.5, ball.distance(new float[] {9, 1.5f}, 1));
        float[] centre = {0.5f};
        Features features = new Features(List.of(Feature.real("a", 0.125, 0, 1)));
        var apart = new InputSet.FeatureBall(Norm.LINF, 1, centre, features);
        centre[0] = 0;
        apart.centre()[0] = 1;
        assertFalse(apart.contains(new float[] {0}, 0) || apart.contains(new float[] {1}, 0));
        assertEquals(2, apart.distance(new float[] {9, 0.25f}, 1));
    }
}
