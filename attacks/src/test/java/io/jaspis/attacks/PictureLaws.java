package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/** Attacks on pictures whose channels have ranges and radii of their own, and whose values may have levels. */
@PropertyDefaults(tries = 60, edgeCases = EdgeCasesMode.NONE)
class PictureLaws {
    private static final int PIXELS = 5;

    private static int broken;

    /** Three channels of five pixels, of which the last may not move. */
    private record Pictures(Norm norm, double epsilon, int last, long seed) {
        List<Feature> channels() {
            return List.of(
                    Feature.real("channel 0", 0.5, 0, 1),
                    Feature.real("channel 1", 1.5, -1, 2),
                    Feature.real("channel 2", 0, 0, 1));
        }

        static int[] channelOf() {
            int[] channelOf = new int[3 * PIXELS];
            Arrays.setAll(channelOf, i -> i / PIXELS);
            return channelOf;
        }

        Threat threat() {
            return Threat.of(norm, epsilon, Features.ofChannels(channels(), channelOf(), last));
        }

        float[] picture() {
            Random random = new Random(seed);
            float[] x = new float[3 * PIXELS];
            for (int i = 0; i < x.length; i++) {
                Feature channel = channels().get(i / PIXELS);
                x[i] = last > 0
                        ? new Levels(channel.lower(), channel.upper(), last).value(random.nextInt(last + 1))
                        : channel.lower() + random.nextFloat() * (channel.upper() - channel.lower());
            }
            return x;
        }

        /** Fails unless a point is at levels, in the ranges and in the ball, in exact arithmetic in L∞. */
        void requireInside(float[] x) {
            float[] centre = picture();
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                Feature channel = channels().get(i / PIXELS);
                assertTrue(x[i] >= channel.lower() && x[i] <= channel.upper());
                assertTrue(last == 0 || new Levels(channel.lower(), channel.upper(), last).holds(x[i]));
                BigDecimal apart =
                        new BigDecimal(x[i]).subtract(new BigDecimal(centre[i])).abs();
                assertTrue(apart.compareTo(new BigDecimal(epsilon * channel.epsilon())) <= 0);
                double share = channel.epsilon() == 0 ? 0 : apart.doubleValue() / channel.epsilon();
                sum += norm == Norm.L2 ? share * share : share;
            }
            double length = norm == Norm.L2 ? Math.sqrt(sum) : sum;
            assertTrue(norm == Norm.LINF || length <= epsilon * (1 + 1e-12));
        }
    }

    private static Pictures pictures(long seed) {
        Random random = new Random(seed);
        return new Pictures(
                Norm.values()[random.nextInt(3)],
                List.of(0.02, 0.1, 0.3, 0.6).get(random.nextInt(4)),
                List.of(0, 15, 255).get(random.nextInt(3)),
                random.nextLong());
    }

    @Property(tries = 300)
    @Label("a projection lies at levels, in each channel's range and radius, and stays where it is")
    void projection(@ForAll long seed) {
        Pictures pictures = pictures(seed);
        Random random = new Random(seed);
        float[] centre = pictures.picture();
        float[] x = centre.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] += (float) (random.nextGaussian() * pictures.epsilon() * 2);
        }
        Projection projection = new Projection(pictures.threat(), x.length);
        projection.project(centre, 0, x, 0);
        pictures.requireInside(x);
        assertTrue(pictures.threat().contains(centre, 0, x, 0, x.length));
        float[] again = x.clone();
        projection.project(centre, 0, again, 0);
        assertEquals(Arrays.toString(x), Arrays.toString(again));
    }

    @Property
    @Label("what an attack finds lies at levels, in each channel's range and radius, to the last bit")
    void found(@ForAll long seed) {
        Pictures pictures = pictures(seed);
        var network = Nets.dense(seed, 3 * PIXELS, 12, 3);
        float[] x = pictures.picture();
        Problem problem = Nets.problem(network, x, new int[] {Nets.prediction(network, x)}, pictures.threat(), 1);
        for (Attack attack : List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 20, 2))) {
            if (Outcomes.of(attack, problem, seed).get(0) instanceof Outcome.Falsified(var witness, var _)) {
                pictures.requireInside(witness.x());
                assertTrue(pictures.norm() != Norm.LINF || witness.distance() <= pictures.epsilon());
                assertFalse(Nets.prediction(network, witness.x())
                                == problem.examples().label(0)
                        && witness.distance() > 0
                        && Nets.logits(network, witness.x()).stream().distinct().count() == 3);
                broken++;
            }
        }
    }

    @net.jqwik.api.lifecycle.AfterContainer
    static void reached() {
        assertTrue(broken > 10, broken + " were broken");
    }

    @Property
    @Label("a linear classifier is broken at levels in L∞ exactly where the best corner of levels breaks it")
    void bestCorner(@ForAll long seed, @ForAll @IntRange(min = 0, max = 1) int fine) {
        Random random = new Random(seed);
        Pictures pictures = new Pictures(Norm.LINF, 0.1 + 0.3 * random.nextDouble(), fine == 1 ? 255 : 15, seed);
        float[] centre = pictures.picture();
        float[] weights = new float[centre.length];
        double product = 0;
        double most = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
            product += (double) weights[i] * centre[i];
            float corner = weights[i] > 0
                    ? pictures.threat().innerUpper(i, centre[i])
                    : pictures.threat().innerLower(i, centre[i]);
            most += (double) weights[i] * ((double) corner - centre[i]);
        }
        // The score of class 1 is below 0 at the example, and at the best corner just above or just below.
        boolean breakable = random.nextBoolean();
        double gap = 1e-3 * (1 + most);
        float bias = (float) (-product - most + (breakable ? gap : -gap));
        Problem problem = Nets.problem(Nets.linear(weights, bias), centre, new int[] {0}, pictures.threat(), 1);
        boolean found =
                Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 40, 1), problem, 1).get(0) instanceof Outcome.Falsified;
        assertEquals(breakable, found);
    }

    @Property
    @Label("against a linear classifier the nearest break is margin / ‖w · radius‖ away, in units of the radii")
    void exactDistance(@ForAll long seed) {
        Random random = new Random(seed);
        float[] weights = new float[3 * PIXELS];
        float[] x = new float[weights.length];
        double[] radii = {0.5, 2, 0};
        double product = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
            x[i] = random.nextFloat();
            product += (double) weights[i] * x[i];
        }
        double margin = 0.1 + random.nextDouble();
        float bias = (float) (-product - margin);
        for (Norm norm : Norm.values()) {
            double dual = 0;
            for (int i = 0; i < weights.length; i++) {
                double steepness = Math.abs(weights[i]) * radii[i / PIXELS];
                dual = switch (norm) {
                    case LINF -> dual + steepness;
                    case L2 -> Math.hypot(dual, steepness);
                    case L1 -> Math.max(dual, steepness);
                };
            }
            double distance = margin / dual;
            assertTrue(falsified(weights, bias, x, radii, norm, (norm == Norm.L2 ? 1.03 : 1.001) * distance));
            assertFalse(falsified(weights, bias, x, radii, norm, 0.999 * distance));
        }
    }

    private static boolean falsified(
            float[] weights, float bias, float[] x, double[] radii, Norm norm, double epsilon) {
        float reach = (float) (4 * epsilon + 2);
        List<Feature> channels = List.of(
                Feature.real("channel 0", radii[0], -reach, reach),
                Feature.real("channel 1", radii[1], -2 * reach, 2 * reach),
                Feature.real("channel 2", radii[2], 0, 1));
        Threat threat = Threat.of(norm, epsilon, Features.ofChannels(channels, Pictures.channelOf(), 0));
        Problem problem = Nets.problem(Nets.linear(weights, bias), x, new int[] {0}, threat, 1);
        return Outcomes.of(GradientDescent.pgd(Loss.MARGIN, 80, 8), problem, 1).get(0) instanceof Outcome.Falsified;
    }
}
