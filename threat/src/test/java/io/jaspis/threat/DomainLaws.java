package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Splitting a ball of features loses no allowed point. */
class DomainLaws {
    private static final Features FEATURES = new Features(List.of(
            Feature.real("x", 0.3, -1, 1),
            Feature.integer("age", 2, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.category("web", 1, "channel"),
            Feature.category("shop", 0.8, "channel"),
            Feature.category("post", 1.5, "channel"),
            Feature.category("yes", 1, "answer").moving(Feature.Way.ONLY_UP),
            Feature.category("no", 1, "answer"),
            Feature.integer("loans", 3, -20, 20),
            Feature.real("y", 0.7, -1, 1).moving(Feature.Way.ONLY_DOWN),
            Feature.immutable("born")));

    private static int inside;
    private static int splits;

    private static float[] point(Random random) {
        float[] x = new float[FEATURES.size()];
        x[0] = random.nextFloat() * 2 - 1;
        x[1] = random.nextInt(10);
        x[2 + random.nextInt(3)] = 1;
        x[5 + random.nextInt(2)] = 1;
        x[7] = random.nextInt(41) - 20;
        x[8] = random.nextFloat() * 2 - 1;
        x[9] = 7;
        return x;
    }

    /** A point that may be allowed, and in L1 and L2 often just so. */
    private static float[] beside(Random random, float[] centre) {
        float[] x = centre.clone();
        if (random.nextBoolean()) {
            x[0] += (float) ((random.nextFloat() - 0.5) * 0.6);
        }
        x[1] += random.nextInt(3);
        x[7] += random.nextInt(7) - 3;
        x[8] -= random.nextBoolean() ? random.nextFloat() * 0.7f : 0;
        if (random.nextBoolean()) {
            x[2] = x[3] = x[4] = 0;
            x[2 + random.nextInt(3)] = 1;
        }
        if (random.nextInt(3) == 0) {
            x[5] = 1;
            x[6] = 0;
        }
        return x;
    }

    private static boolean holds(Domain domain, Norm norm, float[] x) {
        double length = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] < domain.lower(i) || x[i] > domain.upper(i)) {
                return false;
            }
            if (norm != Norm.LINF && x[i] != domain.centre(i)) {
                double share = Math.abs((double) x[i] - domain.centre(i)) / domain.axis(i);
                length += norm == Norm.L2 ? share * share : share;
            }
        }
        return length <= 1;
    }

    /** The leaves of a tree of random splits. */
    private static List<Domain> leaves(Domain domain, Random random) {
        List<Integer> open = IntStream.range(0, FEATURES.choices())
                .filter(domain::isOpen)
                .boxed()
                .toList();
        assertEquals(open.size(), domain.openChoices());
        if (open.isEmpty() || random.nextInt(5) == 0) {
            return List.of(domain);
        }
        splits++;
        List<Domain> leaves = new ArrayList<>();
        for (Domain part : domain.split(open.get(random.nextInt(open.size())))) {
            for (int i = 0; i < part.size(); i++) {
                assertTrue(part.lower(i) >= domain.lower(i) && part.upper(i) <= domain.upper(i));
                assertTrue(part.lower(i) <= part.upper(i));
            }
            leaves.addAll(leaves(part, random));
        }
        return leaves;
    }

    @Property
    @Label(
            "every allowed point lies in one of the parts, however a ball is split, and where all is decided it is the part")
    void everyPointIsInAPart(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        float[] centre = point(random);
        List<float[]> points =
                IntStream.range(0, 20).mapToObj(_ -> beside(random, centre)).toList();
        Threat wide = Threat.of(norm, 100, FEATURES);
        // Often the very distance of one of the points, so that it lies on the ball's surface.
        double epsilon = random.nextInt(3) > 0
                ? List.of(0.4, 1.0, 2.0, 3.5).get(random.nextInt(4))
                : wide.distance(centre, 0, points.getFirst(), 0, centre.length);
        InputSet.FeatureBall ball = new InputSet.FeatureBall(norm, epsilon, centre, FEATURES);
        List<Domain> leaves = leaves(ball.domain(), random);
        for (float[] x : points) {
            if (ball.contains(x, 0)) {
                inside++;
                assertTrue(leaves.stream().anyMatch(leaf -> holds(leaf, norm, x)));
                assertTrue(holds(ball.domain(), norm, x));
            }
        }
        for (Domain leaf : leaves) {
            for (int group = 0; group < FEATURES.groups(); group++) {
                if (!leaf.isOpen(group)) {
                    float sum = 0;
                    for (int category = 0; category < FEATURES.categories(group); category++) {
                        float value = leaf.lower(FEATURES.element(group, category));
                        assertTrue(value == 0 || value == 1);
                        sum += value;
                    }
                    assertEquals(1, sum);
                }
            }
        }
    }

    @AfterContainer
    static void somethingWasSplit() {
        assertTrue(inside > 100 && splits > 100, inside + " points inside, " + splits + " splits");
    }

    @Example
    void aSwitchOfCategoryTakesItsShareOfTheRadius() {
        Features features = new Features(List.of(
                Feature.category("a", 1, "letter"), Feature.category("b", 1, "letter"), Feature.real("x", 0.5, -9, 9)));
        float[] centre = {1, 0, 0};
        List<Domain> in =
                new InputSet.FeatureBall(Norm.L1, 3, centre, features).domain().split(0);
        assertEquals(2, in.size());
        assertEquals(1.5f, in.getFirst().axis(2), 1e-6f);
        assertEquals(0.5f, in.getLast().axis(2), 1e-6f);
        assertEquals(0.5f, in.getLast().upper(2), 1e-6f);
        assertEquals(0, in.getLast().axis(0));
        assertEquals(0, in.getLast().centre(0));
        // √2 of a radius of 1.4 is too much.
        assertEquals(
                1,
                new InputSet.FeatureBall(Norm.L2, 1.4, centre, features)
                        .domain()
                        .split(0)
                        .size());
        assertThrows(IllegalArgumentException.class, () -> in.getFirst().split(0));
    }
}
