package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Nets;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** What a set of features holds, by its definition in exact arithmetic. */
class FeaturesLaws {
    private static final List<Feature> LIST = List.of(
            Feature.real("income", 0.3, -1, 1),
            Feature.integer("age", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 1, "channel"),
            Feature.real("debt", 0.7, -1, 1).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("born"));
    private static final Features FEATURES = new Features(LIST);

    static float[] point(Random random) {
        int web = random.nextInt(2);
        return new float[] {
            random.nextFloat() * 2 - 1,
            random.nextInt(10),
            web,
            1 - web,
            random.nextFloat() * 2 - 1,
            random.nextFloat() * 1e6f
        };
    }

    /** A point beside another, allowed or not. */
    private static float[] beside(Random random, float[] centre) {
        float[] x = centre.clone();
        x[0] += (float) ((random.nextFloat() - 0.5) * 0.8);
        x[1] += random.nextInt(4) - 1 + (random.nextInt(6) == 0 ? 0.5f : 0);
        if (random.nextBoolean()) {
            x[2] = 1 - x[2];
            x[3] = random.nextInt(6) == 0 ? x[3] : 1 - x[3];
        }
        x[4] -= (float) (random.nextFloat() * 0.9 - 0.1);
        x[5] += random.nextInt(10) == 0 ? 1 : 0;
        return x;
    }

    private static boolean within(float a, float b, double radius) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs().compareTo(new BigDecimal(radius)) <= 0;
    }

    private static boolean allowed(double epsilon, float[] c, float[] x) {
        return within(x[0], c[0], epsilon * 0.3)
                && x[0] >= -1
                && x[0] <= 1
                && x[1] == (int) x[1]
                && x[1] >= c[1]
                && x[1] - c[1] <= epsilon * 2
                && x[1] <= 9
                && (x[2] == 0 && x[3] == 1 || x[2] == 1 && x[3] == 0)
                && (x[2] == c[2] || epsilon >= 1)
                && x[4] <= c[4]
                && x[4] >= -1
                && within(x[4], c[4], epsilon * 0.7)
                && x[5] == c[5];
    }

    @Property
    @Label("a set holds exactly the points that radii, ranges and kinds allow, and its box holds them all")
    void holdsWhatIsAllowed(@ForAll long seed) {
        Random random = new Random(seed);
        double epsilon = List.of(0.0, 0.4, 0.5, 1.0, 1.3).get(random.nextInt(5));
        Threat threat = Threat.of(Norm.LINF, epsilon, FEATURES);
        float[] centre = point(random);
        float[] x = beside(random, centre);
        boolean inside = allowed(epsilon, centre, x);
        assertEquals(inside, threat.contains(centre, 0, x, 0, x.length));
        InputSet set = threat.around(centre);
        assertEquals(inside, set.contains(x, 0));
        assertTrue(set.contains(centre, 0));
        for (int i = 0; inside && i < x.length; i++) {
            assertTrue(x[i] >= set.outerLower(i) && x[i] <= set.outerUpper(i));
            assertTrue(x[i] >= set.innerLower(i) && x[i] <= set.innerUpper(i));
        }
    }

    @Property
    @Label(
            "an allowed point is in the ball of its own distance, in the balls of all larger radii and of no smaller one")
    void distanceIsTheSmallestRadius(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        float[] centre = point(random);
        float[] x = beside(random, centre);
        Threat wide = Threat.of(norm, 100, FEATURES);
        double distance = wide.distance(centre, 0, x, 0, x.length);
        if (!wide.contains(centre, 0, x, 0, x.length)) {
            return;
        }
        assertTrue(wide.withEpsilon(distance).contains(centre, 0, x, 0, x.length));
        assertTrue(wide.withEpsilon(Math.nextUp(distance)).contains(centre, 0, x, 0, x.length));
        if (distance > 0) {
            assertFalse(wide.withEpsilon(Math.nextDown(distance)).contains(centre, 0, x, 0, x.length));
        }
    }

    private static Feature any(Random random, Feature feature) {
        return feature.moving(Feature.Way.values()[random.nextInt(4)]);
    }

    @Property
    @Label("the least radius of an element is the smallest distance of two allowed points that differ in it")
    void leastRadii(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        double[] own = {0, 0.3, 0.7, 1, 2};
        Features features = new Features(List.of(
                any(random, Feature.integer("a", own[random.nextInt(5)], 0, 2)),
                any(random, Feature.integer("b", own[random.nextInt(5)], -1, 1)),
                any(random, Feature.category("x", own[random.nextInt(5)], "g")),
                any(random, Feature.category("y", own[random.nextInt(5)], "g")),
                any(random, Feature.category("z", own[random.nextInt(5)], "g"))));
        List<float[]> points = new ArrayList<>();
        for (int i = 0; i < 27; i++) {
            float[] point = {i % 3, i / 3 % 3 - 1, 0, 0, 0};
            point[2 + i / 9] = 1;
            points.add(point);
        }
        Threat wide = Threat.of(norm, 1000, features);
        for (int element = 0; element < 5; element++) {
            double least = Double.POSITIVE_INFINITY;
            for (float[] centre : points) {
                for (float[] x : points) {
                    if (centre[element] != x[element] && wide.contains(centre, 0, x, 0, 5)) {
                        least = Math.min(least, wide.distance(centre, 0, x, 0, 5));
                    }
                }
            }
            assertEquals(least, features.leastRadius(norm, element));
        }
    }

    @Example
    void anyStepWillDoForARealNumber() {
        assertEquals(0, FEATURES.leastRadius(Norm.L2, 0));
        assertEquals(Double.POSITIVE_INFINITY, FEATURES.leastRadius(Norm.L2, 5));
    }

    @Example
    void theBallOfTwoNormsIsInUnitsOfTheRadii() {
        Features two = new Features(List.of(Feature.real("a", 1, -9, 9), Feature.real("b", 2, -9, 9)));
        float[] origin = new float[2];
        assertTrue(Threat.of(Norm.L1, 1, two).around(origin).contains(new float[] {0.5f, 1}, 0));
        assertFalse(Threat.of(Norm.L1, 1, two).around(origin).contains(new float[] {0.5f, 1.1f}, 0));
        assertEquals(5, Threat.of(Norm.L2, 1, two).distance(origin, 0, new float[] {3, 8}, 0, 2));
    }

    private static void refused(String expected, float... values) {
        var examples = new Nets.Listed(Shape.of(6), 3, values, new int[values.length / 6]);
        Threat threat = Threat.of(Norm.LINF, 1, FEATURES);
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> new Problem(Nets.dense(1, 6, 3), examples, threat, Cpu.best(), 2));
        assertEquals(expected, thrown.getMessage());
    }

    @Example
    void examplesThatDoNotFitAreRefusedByColumn() {
        refused(
                "example 1 doesn't fit the features: age is 3.5, but must be a whole number",
                0,
                3,
                0,
                1,
                0,
                7,
                0,
                3.5f,
                0,
                1,
                0,
                7);
        refused(
                "example 0 doesn't fit the features: income is 1.5, which is outside its range from -1.0 to 1.0",
                1.5f,
                3,
                0,
                1,
                0,
                7);
        refused(
                "example 0 doesn't fit the features: exactly one column of the one-hot group channel must be 1 and the"
                        + " others 0, but they are web 1.0, shop 1.0",
                0,
                3,
                1,
                1,
                0,
                7);
    }

    @Example
    void groupsOfOneAndRangesWithoutEndAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Features(List.of(Feature.category("a", 1, "group"))));
        assertThrows(IllegalArgumentException.class, () -> new Features(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Feature.real("a", -1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Feature.real("a", 1, 0, Float.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Feature.real("a", 1, 1, 1));
    }
}
