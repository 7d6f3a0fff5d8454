package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ProjectionLaws {
    /**
     * A ball and a point to project.
     *
     * @param spread how far the point may be from the centre
     */
    record Situation(Norm norm, double epsilon, int size, double spread, long seed) {
        Threat threat() {
            return new Threat(norm, epsilon, 0, 1);
        }

        /** A quarter of the elements on each border of the range. */
        float[] centre() {
            Random random = new Random(seed);
            float[] centre = new float[size];
            for (int i = 0; i < size; i++) {
                centre[i] = switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> 1;
                    default -> random.nextFloat();
                };
            }
            return centre;
        }

        float[] point() {
            Random random = new Random(seed + 1);
            float[] point = centre();
            for (int i = 0; i < size; i++) {
                // Some elements stay, since the centre itself is the point that has no direction.
                point[i] += random.nextInt(5) == 0 ? 0 : (float) (spread * (2 * random.nextDouble() - 1));
            }
            return point;
        }

        float[] projected() {
            float[] x = point();
            new Projection(threat(), size).project(centre(), 0, x, 0);
            return x;
        }
    }

    @Provide
    Arbitrary<Situation> situations() {
        return Combinators.combine(
                        Arbitraries.of(Norm.values()),
                        Arbitraries.oneOf(
                                Arbitraries.of(0.0, 1e-9, 1e-6, 3e-6, 1e-3, 0.1, 8.0 / 255, 0.5, 1.0),
                                Arbitraries.doubles().between(0, 1)),
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.of(1, 2, 3, 6, 17)), Tuple.of(1, Arbitraries.of(784, 3072))),
                        Arbitraries.of(1e-8, 1e-3, 0.1, 1.0, 5.0, 1e6),
                        Arbitraries.longs())
                .as(Situation::new);
    }

    @Property
    @Label("the result lies in the ball and in the range")
    void inside(@ForAll("situations") Situation situation) {
        assertTrue(situation.threat().contains(situation.centre(), 0, situation.projected(), 0, situation.size()));
    }

    @Property
    @Label("projecting again changes no bit")
    void idempotent(@ForAll("situations") Situation situation) {
        float[] once = situation.projected();
        float[] twice = once.clone();
        new Projection(situation.threat(), situation.size()).project(situation.centre(), 0, twice, 0);
        assertArrayEquals(once, twice, 0);
    }

    @Property
    @Label("a point inside stays as it is")
    void identityInside(@ForAll("situations") Situation situation) {
        float[] inside = feasible(situation, situation.seed());
        float[] projected = inside.clone();
        new Projection(situation.threat(), situation.size()).project(situation.centre(), 0, projected, 0);
        assertArrayEquals(inside, projected, 0);
    }

    @Property
    @Label("no other point inside is nearer, beyond one rounding of each coordinate")
    void nearest(@ForAll("situations") Situation situation) {
        float[] point = situation.point();
        double own = Norm.L2.distance(point, 0, situation.projected(), 0, situation.size());
        double rounding = rounding(situation) * Math.sqrt(situation.size());
        for (int i = 0; i < 5; i++) {
            float[] other = feasible(situation, situation.seed() + 10 + i);
            double distance = Norm.L2.distance(point, 0, other, 0, situation.size());
            assertTrue(own <= distance + rounding, () -> own + " is farther than " + distance);
        }
    }

    @Property
    @Label("the result is what the optimality conditions ask for, up to one rounding of each coordinate")
    void optimal(@ForAll("situations") Situation situation) {
        double[] expected = bisected(situation);
        float[] actual = situation.projected();
        for (int i = 0; i < situation.size(); i++) {
            assertEquals(expected[i], actual[i], rounding(situation));
        }
    }

    @Property(tries = 200)
    @Label("offsets into longer arrays change nothing")
    void offsets(@ForAll("situations") Situation situation) {
        int n = situation.size();
        float[] centres = new float[n + 3];
        float[] xs = new float[n + 9];
        Arrays.fill(xs, 7);
        System.arraycopy(situation.centre(), 0, centres, 3, n);
        System.arraycopy(situation.point(), 0, xs, 5, n);
        new Projection(situation.threat(), n).project(centres, 3, xs, 5);
        assertArrayEquals(situation.projected(), Arrays.copyOfRange(xs, 5, 5 + n), 0);
        assertArrayEquals(new float[] {7, 7, 7, 7, 7}, Arrays.copyOf(xs, 5), 0);
        assertArrayEquals(new float[] {7, 7, 7, 7}, Arrays.copyOfRange(xs, 5 + n, n + 9), 0);
    }

    /**
     * One ulp of a number up to 1, and the share of ε by which the sums of a double may be off: n·2⁻⁵³ for each of a few
     * sums, and so at most 2⁻³⁸ for the sizes here.
     */
    private static double rounding(Situation situation) {
        return 0x1p-24 + 0x1p-38 * (1 + situation.epsilon());
    }

    /** A point of the ball and the range: a random way from the centre, shortened, cut at the range. */
    private static float[] feasible(Situation situation, long seed) {
        Random random = new Random(seed);
        int n = situation.size();
        float[] centre = situation.centre();
        double[] way = new double[n];
        double norm = 0;
        for (int i = 0; i < n; i++) {
            way[i] = random.nextGaussian();
            norm = switch (situation.norm()) {
                case LINF -> Math.max(norm, Math.abs(way[i]));
                case L2 -> Math.hypot(norm, way[i]);
                case L1 -> norm + Math.abs(way[i]);
            };
        }
        double share = random.nextDouble();
        float[] x = new float[n];
        do {
            for (int i = 0; i < n; i++) {
                double moved = centre[i] + way[i] * share * situation.epsilon() / norm;
                x[i] = (float) Math.max(0, Math.min(1, moved));
            }
            share = share < 1e-9 ? 0 : share / 2;
        } while (!situation.threat().contains(centre, 0, x, 0, n));
        return x;
    }

    /** The projection in double precision by bisection on the one number that the optimality conditions leave open. */
    private static double[] bisected(Situation situation) {
        float[] centre = situation.centre();
        float[] point = situation.point();
        double low = 0;
        double high = situation.norm() == Norm.L1 ? 2e6 : 1;
        boolean grows = situation.norm() == Norm.L2;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            boolean small = length(situation, moved(situation, centre, point, middle)) <= situation.epsilon();
            if (small == grows) {
                low = middle;
            } else {
                high = middle;
            }
        }
        boolean clipped = length(situation, moved(situation, centre, point, grows ? 1 : 0)) <= situation.epsilon();
        double parameter = clipped ? (grows ? 1 : 0) : grows ? low : high;
        double[] result = moved(situation, centre, point, parameter);
        for (int i = 0; i < result.length; i++) {
            result[i] += centre[i];
        }
        return result;
    }

    private static double[] moved(Situation situation, float[] centre, float[] point, double parameter) {
        double[] result = new double[centre.length];
        for (int i = 0; i < result.length; i++) {
            double way = (double) point[i] - centre[i];
            double kept = switch (situation.norm()) {
                case LINF -> Math.max(-situation.epsilon(), Math.min(situation.epsilon(), way));
                case L2 -> parameter * way;
                case L1 -> Math.signum(way) * Math.max(0, Math.abs(way) - parameter);
            };
            result[i] = Math.max(-centre[i], Math.min(1.0 - centre[i], kept));
        }
        return result;
    }

    private static double length(Situation situation, double[] way) {
        double result = 0;
        for (double element : way) {
            result = switch (situation.norm()) {
                case LINF -> Math.max(result, Math.abs(element));
                case L2 -> result + element * element;
                case L1 -> result + Math.abs(element);
            };
        }
        return situation.norm() == Norm.L2 ? Math.sqrt(result) : result;
    }
}
