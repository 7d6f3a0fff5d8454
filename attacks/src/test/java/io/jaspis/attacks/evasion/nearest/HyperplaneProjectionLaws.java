package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The least step onto a hyperplane in a box. */
class HyperplaneProjectionLaws {
    private static final float[] WEIGHTS = {0, 1, -1, 0.5f, 2};

    /** A point in a box, a hyperplane, and the step. Some elements can't move, some count for nothing, some alike. */
    private static final class Situation {
        final float[] point;
        final float[] w;
        final float[] lower;
        final float[] upper;
        final float[] step;
        final double need;
        final double most;

        Situation(long seed, Norm norm, int size) {
            Random random = new Random(seed);
            point = new float[size];
            w = new float[size];
            lower = new float[size];
            upper = new float[size];
            step = new float[size];
            need = random.nextGaussian() * size / 4;
            double all = 0;
            for (int i = 0; i < size; i++) {
                w[i] = random.nextBoolean() ? WEIGHTS[random.nextInt(5)] : (float) random.nextGaussian();
                lower[i] = -random.nextInt(3) / 2f;
                upper[i] = random.nextInt(3) / 2f;
                point[i] = lower[i] + random.nextFloat() * (upper[i] - lower[i]);
                all += room(i) * Math.abs(w[i]);
            }
            most = all;
            new HyperplaneProjection(norm, size).project(point, w, need, lower, upper, step);
        }

        /** How far an element can go where w and the need send it. */
        double room(int i) {
            return Math.max(0, need * w[i] > 0 ? (double) upper[i] - point[i] : (double) point[i] - lower[i]);
        }
    }

    @Property
    @Label("the step stays in the box and reaches the hyperplane, or goes to the corner nearest to it")
    void reaches(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 60) int size) {
        Situation situation = new Situation(seed, norm, size);
        for (int i = 0; i < size; i++) {
            double x = (double) situation.point[i] + situation.step[i];
            assertTrue(x >= situation.lower[i] - 1e-6 && x <= situation.upper[i] + 1e-6);
            assertTrue(situation.w[i] != 0 || situation.step[i] == 0);
        }
        double expected = Math.copySign(Math.min(Math.abs(situation.need), situation.most), situation.need);
        assertEquals(expected, Lengths.product(situation.w, situation.step), 1e-5 * (1 + Math.abs(expected)));
    }

    /** By convexity: what another step that reaches as far would need. */
    @Property
    @Label("no step in the box that reaches the hyperplane is shorter")
    void least(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 60) int size) {
        Situation situation = new Situation(seed, norm, size);
        double length = Lengths.of(norm, situation.step);
        Random random = new Random(seed);
        for (int attempt = 0; attempt < 20; attempt++) {
            float[] other = new float[size];
            double reached = 0;
            double amount = random.nextDouble() * 2;
            for (int i = 0; i < size; i++) {
                double part =
                        attempt < 10 ? random.nextDouble() : Math.abs(situation.step[i]) + amount * random.nextDouble();
                double way = Math.signum(situation.need * situation.w[i]) * Math.min(part, situation.room(i));
                other[i] = (float) way;
                reached += way * situation.w[i];
            }
            if (Math.abs(reached) >= Math.min(Math.abs(situation.need), situation.most)) {
                assertTrue(Lengths.of(norm, other) >= length * (1 - 1e-5));
            }
        }
    }
}
