package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/** On a linear classifier of a table it is known how far the score can be moved: features that can't go their way aside. */
@PropertyDefaults(tries = 60, edgeCases = EdgeCasesMode.NONE)
class LinearTableLaws {
    private static final double EPSILON = 1;
    private static final AttackFamily.Settings SETTINGS = new AttackFamily.Settings(Effort.NORMAL, 40, 1);

    /** Features, a classifier and a point of class 0. */
    private static final class Situation {
        final Features features;
        final float[] weights;
        final float[] x;
        /** How far each feature can go the way that its weight wants, in units of its ε. */
        final double[] room;

        Situation(long seed, int size) {
            this(seed, size, true);
        }

        /** @param whole whether some have whole numbers, of which none is in the ball */
        Situation(long seed, int size, boolean whole) {
            Random random = new Random(seed);
            List<Feature> list = new ArrayList<>();
            weights = new float[size];
            x = new float[size];
            room = new double[size];
            for (int i = 0; i < size; i++) {
                double radius = Math.pow(10, random.nextDouble(-1, 1));
                // Those that can't go their way are often the steepest.
                boolean steep = random.nextInt(3) == 0;
                weights[i] = (float) (random.nextGaussian() * (steep ? 100 : 1));
                boolean up = weights[i] > 0;
                float end = (float) (radius * random.nextDouble(2));
                switch (i == 0 ? 0 : random.nextInt(whole ? 5 : 4)) {
                    case 0, 1 -> {
                        list.add(Feature.real("r" + i, radius, up ? -100 : -end, up ? end : 100));
                        room[i] = end / radius;
                    }
                    case 2 ->
                        list.add(Feature.real("o" + i, radius, -100, 100)
                                .moving(up ? Feature.Way.ONLY_DOWN : Feature.Way.ONLY_UP));
                    case 3 -> list.add(Feature.immutable("f" + i));
                    default -> list.add(Feature.integer("w" + i, 0.9 * random.nextDouble(), -5, 5));
                }
            }
            features = new Features(list);
        }

        private double gain(int i) {
            return Math.abs(weights[i]) * features.radius(i);
        }

        /** The most by which the score can rise. */
        double most(Norm norm) {
            double sum = 0;
            switch (norm) {
                case LINF -> {
                    for (int i = 0; i < x.length; i++) {
                        sum += gain(i) * Math.min(EPSILON, room[i]);
                    }
                }
                case L1 -> {
                    double left = EPSILON;
                    boolean[] done = new boolean[x.length];
                    for (int n = 0; n < x.length; n++) {
                        int best = -1;
                        for (int i = 0; i < x.length; i++) {
                            best = !done[i] && (best < 0 || gain(i) > gain(best)) ? i : best;
                        }
                        done[best] = true;
                        double way = Math.min(left, room[best]);
                        left -= way;
                        sum += gain(best) * way;
                    }
                }
                case L2 -> {
                    double low = 0;
                    double high = 1e12;
                    for (int n = 0; n < 200; n++) {
                        double factor = 0.5 * (low + high);
                        double squares = 0;
                        for (int i = 0; i < x.length; i++) {
                            squares += Math.pow(Math.min(factor * gain(i), room[i]), 2);
                        }
                        if (squares > EPSILON * EPSILON) {
                            high = factor;
                        } else {
                            low = factor;
                        }
                    }
                    for (int i = 0; i < x.length; i++) {
                        sum += gain(i) * Math.min(low * gain(i), room[i]);
                    }
                }
            }
            return sum;
        }

        /** Whether an attack breaks a point that lacks this share of what can be gained. */
        boolean falls(String name, Norm norm, double share) {
            float bias = (float) (-share * most(norm));
            Problem problem =
                    Nets.problem(Nets.linear(weights, bias), x, new int[] {0}, Threat.of(norm, EPSILON, features), 1);
            Attack attack = Attacks.named(List.of(name), problem, SETTINGS).getFirst();
            return Outcomes.of(attack, problem, List.of(0), 1, Budget.UNLIMITED).get(0) instanceof Outcome.Falsified;
        }
    }

    @Property
    @Label("one step of the fast gradient method takes all that can be gained, in each norm, and no more")
    void oneStep(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size, @ForAll Norm norm) {
        Situation situation = new Situation(seed, size);
        assertTrue(situation.falls("fgsm", norm, 0.9999), norm::toString);
        assertFalse(situation.falls("fgsm", norm, 1.0001), norm::toString);
    }

    @Property
    @Label("what steps along gradients in each norm leave of it is little")
    void manySteps(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size, @ForAll Norm norm) {
        Situation situation = new Situation(seed, size);
        for (String name : List.of("bim", "pgd", "mi-fgsm", "apgd-ce", "apgd-mifpe", "mm", "pma", "reacg", "a3")) {
            // Steps that are as long as ε all together don't get there around a corner.
            boolean straight = norm == Norm.L2 && name.equals("mi-fgsm");
            assertTrue(
                    situation.falls(name, norm, straight ? 0.6 : norm == Norm.L2 ? 0.85 : 0.93), name + " in " + norm);
        }
    }

    @Property
    @Label("steps to the nearest boundary go around what can't go its way")
    void nearest(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size, @ForAll Norm norm) {
        // They look beyond the ball, where whole numbers move.
        Situation situation = new Situation(seed, size, false);
        for (String name : List.of("deepfool", "fmn", "fab", "cw")) {
            boolean suits = switch (name) {
                case "deepfool", "cw" -> norm != Norm.L1;
                // In the others it may find no point at all, as published.
                case "fmn" -> norm == Norm.LINF;
                default -> true;
            };
            if (suits) {
                assertTrue(situation.falls(name, norm, 0.6), name + " in " + norm);
            }
        }
    }

    /** The most that the reals of a table gain by a radius. */
    private static double ofReals(Norm norm, double[] gains, double radius) {
        double sum = 0;
        for (double gain : gains) {
            sum = switch (norm) {
                case LINF -> sum + gain;
                case L2 -> Math.hypot(sum, gain);
                case L1 -> Math.max(sum, gain);
            };
        }
        return radius * sum;
    }

    /** The most that a table gains by one of the combinations of its whole numbers, and its reals by what is left. */
    private static double most(
            Norm norm, double epsilon, int[] steps, double[] wholes, double[] radii, double[] reals) {
        double best = 0;
        int[] way = new int[steps.length];
        while (true) {
            double length = 0;
            double gain = 0;
            for (int i = 0; i < way.length; i++) {
                double share = way[i] / radii[i];
                length = norm == Norm.L2 ? Math.hypot(length, share) : norm == Norm.L1 ? length + share : length;
                gain += wholes[i] * way[i];
            }
            double left = norm == Norm.L2
                    ? Math.sqrt(Math.max(0, epsilon * epsilon - length * length))
                    : norm == Norm.L1 ? epsilon - length : epsilon;
            if (length <= epsilon) {
                best = Math.max(best, gain + ofReals(norm, reals, left));
            }
            int next = 0;
            while (next < way.length && way[next] == steps[next]) {
                way[next++] = 0;
            }
            if (next == way.length) {
                return best;
            }
            way[next]++;
        }
    }

    @Property
    @Label("switches leave reals what the whole numbers of a combination don't take of the ball")
    void combinations(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        double epsilon = random.nextDouble(1, 4);
        List<Feature> list = new ArrayList<>();
        int[] steps = new int[random.nextInt(1, 4)];
        double[] wholes = new double[steps.length];
        double[] radii = new double[steps.length];
        double[] reals = new double[random.nextInt(1, 4)];
        float[] weights = new float[steps.length + reals.length];
        for (int i = 0; i < steps.length; i++) {
            radii[i] = random.nextDouble(0.3, 1);
            list.add(Feature.integer("w" + i, radii[i], -5, 5));
            weights[i] = (float) random.nextDouble(0.5, 3);
            wholes[i] = weights[i];
            steps[i] = (int) Math.floor(epsilon * radii[i]);
        }
        for (int i = 0; i < reals.length; i++) {
            list.add(Feature.real("r" + i, 1, -100, 100));
            weights[steps.length + i] = (float) random.nextDouble(0.5, 3);
            reals[i] = weights[steps.length + i];
        }
        double most = most(norm, epsilon, steps, wholes, radii, reals);
        Problem problem = Nets.problem(
                Nets.linear(weights, (float) (-0.97 * most)),
                new float[weights.length],
                new int[] {0},
                Threat.of(norm, epsilon, new Features(list)),
                1);
        Attack attack = Attacks.named(List.of("switches"), problem, SETTINGS).getFirst();
        assertInstanceOf(
                Outcome.Falsified.class, Outcomes.of(attack, problem, 1).get(0));
    }

    private static boolean falls(String name, float[] weights, float bias, float[] x, Threat threat) {
        Problem problem = Nets.problem(Nets.linear(weights, bias), x, new int[] {0}, threat, 1);
        Attack attack = Attacks.named(List.of(name), problem, SETTINGS).getFirst();
        return Outcomes.of(attack, problem, 1).get(0) instanceof Outcome.Falsified;
    }

    @Property
    @Label(
            "in L2 and L1 one step of the fast gradient method gains what numbers alone do, or beside any one switch, or more")
    void oneStepWithCategories(@ForAll long seed, @ForAll boolean euclidean) {
        Random random = new Random(seed);
        Norm norm = euclidean ? Norm.L2 : Norm.L1;
        double epsilon = random.nextDouble(1, 5);
        int groups = random.nextInt(1, 5);
        int each = random.nextInt(2, 4);
        double[] reals = new double[random.nextInt(1, 4)];
        List<Feature> list = new ArrayList<>();
        float[] weights = new float[groups * each + reals.length];
        float[] x = new float[weights.length];
        for (int i = 0; i < reals.length; i++) {
            list.add(Feature.real("r" + i, 1, -100, 100));
            weights[i] = (float) random.nextDouble(0.1, 2);
            reals[i] = weights[i];
        }
        double most = ofReals(norm, reals, epsilon);
        double steepness = Math.pow(10, random.nextDouble(-2, 1));
        double first = 0;
        for (int i = reals.length; i < weights.length; i++) {
            int category = (i - reals.length) % each;
            double radius = Math.pow(2, random.nextInt(5));
            list.add(Feature.category("c" + i, radius, "g" + (i - reals.length) / each));
            x[i] = category == 0 ? 1 : 0;
            weights[i] = category == 0 ? 0 : (float) (steepness * random.nextGaussian());
            first = category == 0 ? 1 / radius : first;
            double left = euclidean
                    ? epsilon * epsilon - first * first - 1 / (radius * radius)
                    : epsilon - first - 1 / radius;
            if (category > 0 && left >= 0) {
                most = Math.max(most, weights[i] + ofReals(norm, reals, euclidean ? Math.sqrt(left) : left));
            }
        }
        Threat threat = Threat.of(norm, epsilon, new Features(list));
        assertTrue(falls("fgsm", weights, (float) (-0.999 * most), x, threat), norm::toString);
    }

    /** Attacks that go by the slopes. */
    private static void assertAllFind(float[] weights, float bias, float[] x, Threat threat) {
        for (String name : List.of("fgsm", "bim", "pgd", "apgd-ce", "a3")) {
            assertTrue(falls(name, weights, bias, x, threat), name + " in " + threat.norm());
        }
    }

    @Example
    @Label("a cheap switch doesn't keep out one that gains far more")
    void cheapSwitch() {
        for (Norm norm : List.of(Norm.L2, Norm.L1)) {
            Threat threat = Threat.of(
                    norm,
                    norm == Norm.L2 ? Math.sqrt(2) : 2,
                    new Features(List.of(
                            Feature.category("a", 10, "g"),
                            Feature.category("b", 10, "g"),
                            Feature.category("c", 1, "h"),
                            Feature.category("d", 1, "h"))));
            assertAllFind(new float[] {0, 0.11f, 0, 1}, -0.9f, new float[] {1, 0, 1, 0}, threat);
        }
    }

    @Example
    @Label("a category that counts little doesn't take of the ball what a number needs")
    void littleCategory() {
        Threat threat = Threat.of(
                Norm.L1,
                3,
                new Features(List.of(
                        Feature.real("x", 1, -100, 100),
                        Feature.category("a", 1, "g"),
                        Feature.category("b", 1, "g"))));
        assertAllFind(new float[] {1, 0, 0.01f}, -2.5f, new float[] {0, 1, 0}, threat);
    }

    @Example
    @Label("where the ball has room for one switch, it is the one that gains more")
    void oneSwitch() {
        for (Norm norm : List.of(Norm.L2, Norm.L1)) {
            Threat threat = Threat.of(
                    norm,
                    norm == Norm.L2 ? 1.5 : 2,
                    new Features(List.of(
                            Feature.category("a", 1, "g"),
                            Feature.category("b", 1, "g"),
                            Feature.category("c", 1, "h"),
                            Feature.category("d", 1, "h"))));
            assertAllFind(new float[] {0, 0.1f, 0, 1}, -0.5f, new float[] {1, 0, 1, 0}, threat);
        }
    }

    @Example
    @Label("a category that can't be reached takes nothing of the step to one that can")
    void categories() {
        for (Feature far : List.of(
                Feature.category("far", 0.5, "g"),
                Feature.category("far", 1, "g").moving(Feature.Way.NONE))) {
            Features features =
                    new Features(List.of(Feature.category("here", 1, "g"), far, Feature.category("near", 1, "g")));
            Problem problem = Nets.problem(
                    Nets.linear(new float[] {0, 1000, 1}, -0.5f),
                    new float[] {1, 0, 0},
                    new int[] {0},
                    Threat.of(Norm.LINF, EPSILON, features),
                    1);
            Attack attack = Attacks.named(List.of("fgsm"), problem, SETTINGS).getFirst();
            assertInstanceOf(
                    Outcome.Falsified.class, Outcomes.of(attack, problem, 1).get(0));
        }
    }
}
