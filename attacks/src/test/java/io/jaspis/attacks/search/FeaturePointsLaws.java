package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class FeaturePointsLaws {
    /** With radii that make sums round, and balls that are just as large as some of them. */
    private static final double[] RADII = {1, 0.5, 0.1, 1 / 3.0, 0.7, 3};

    private static final double[] BALLS = {1, 2, 3, 4, 10, 20, 0.3, Math.sqrt(2), 30, 60};

    private static List<Feature> categories(int groups) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            list.add(Feature.category("a" + i, 1, "g" + i));
            list.add(Feature.category("b" + i, 1, "g" + i));
        }
        return list;
    }

    private static float[] settled(Threat threat, float[] centre, float[] relaxed) {
        float[] x = new float[centre.length];
        new FeaturePoints(threat).settle(centre, 0, relaxed, 0, x, 0);
        return x;
    }

    @Property
    @Label("wherever a relaxed point is, it settles inside, also where the ball has just so much room")
    void inside(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        List<Feature> list = new ArrayList<>();
        double radius = RADII[random.nextInt(RADII.length)];
        int groups = random.nextInt(5);
        for (int i = 0; i < 2 * groups; i++) {
            list.add(Feature.category("c" + i, random.nextInt(3) == 0 ? 0.7 : radius, "g" + i / 2));
        }
        int numbers = random.nextInt(1, 12);
        for (int i = 0; i < numbers; i++) {
            double own = random.nextInt(3) == 0 ? RADII[random.nextInt(RADII.length)] : radius;
            list.add(
                    random.nextInt(4) == 0
                            ? Feature.real("r" + i, own, -50, 50)
                            : Feature.integer("w" + i, own, -50, 50));
        }
        Threat threat = Threat.of(norm, BALLS[random.nextInt(BALLS.length)], new Features(list));
        float[] centre = new float[list.size()];
        float[] relaxed = new float[centre.length];
        for (int i = 0; i < centre.length; i++) {
            boolean category = i < 2 * groups;
            centre[i] = category ? 1 - i % 2 : random.nextInt(-3, 4);
            double way = category ? random.nextGaussian() : 2 * threat.epsilon() * radius * random.nextGaussian();
            relaxed[i] = centre[i] + (float) way;
        }
        FeaturePoints points = new FeaturePoints(threat);
        points.relax(centre, 0, relaxed, 0);
        float[] x = new float[centre.length];
        points.settle(centre, 0, relaxed, 0, x, 0);
        assertTrue(threat.contains(centre, 0, x, 0, x.length), () -> Arrays.toString(x) + " in " + threat);
    }

    @Example
    void groupsThatWentFartherHaveTheBallFirst() {
        Threat threat = Threat.of(Norm.L1, 2, new Features(categories(2)));
        float[] x = settled(threat, new float[] {1, 0, 1, 0}, new float[] {0.4f, 0.6f, 0.1f, 0.9f});
        assertArrayEquals(new float[] {1, 0, 0, 1}, x);
    }

    @Example
    void wholeNumbersThatWentFartherHaveTheBallFirst() {
        int count = 2000;
        List<Feature> list = new ArrayList<>();
        float[] relaxed = new float[count];
        for (int i = 0; i < count; i++) {
            list.add(Feature.integer("w" + i, 1, -5, 5));
            relaxed[i] = 0.6f + i * 1e-4f;
        }
        // The ball has room for 100 steps.
        float[] x = settled(Threat.of(Norm.L2, 10, new Features(list)), new float[count], relaxed);
        for (int i = 0; i < count; i++) {
            assertEquals(i >= count - 100 ? 1 : 0, x[i], "number " + i);
        }
    }

    @Example
    void numbersHaveWhatCategoriesLeaveAsAProjectionGivesIt() {
        List<Feature> list = categories(1);
        list.add(Feature.real("x", 1, -1, 1));
        list.add(Feature.real("y", 1, -50, 50));
        Threat threat = Threat.of(Norm.L1, 4, new Features(list));
        float[] centre = {1, 0, 0, 0};
        float[] x = {0, 1, 4, 3};
        new Projection(threat, x.length).project(centre, 0, x, 0);
        assertArrayEquals(new float[] {0, 1, 1, 1}, x, 1e-5f);
    }
}
