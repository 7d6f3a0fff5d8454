package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/** Against a linear classifier the nearest adversarial example is margin / ‖w‖ away, in the dual norm. */
@PropertyDefaults(tries = 60, edgeCases = EdgeCasesMode.NONE)
class LinearClassifierLaws {
    /** A classifier and a point of class 0, far from the ends of the range. */
    private static final class Situation {
        final float[] weights;
        final float[] x;
        final float bias;
        final double margin;

        Situation(long seed, int size) {
            Random random = new Random(seed);
            weights = new float[size];
            x = new float[size];
            double product = 0;
            for (int i = 0; i < size; i++) {
                weights[i] = (float) random.nextGaussian();
                x[i] = random.nextFloat();
                product += (double) weights[i] * x[i];
            }
            bias = (float) (-product - 0.1 - random.nextDouble() * Math.abs(weights[0]));
            margin = -(product + bias);
        }

        /** The distance to the border between the classes. */
        double distance(Norm norm) {
            double dual = 0;
            for (float weight : weights) {
                dual = switch (norm) {
                    case LINF -> dual + Math.abs(weight);
                    case L2 -> Math.hypot(dual, weight);
                    case L1 -> Math.max(dual, Math.abs(weight));
                };
            }
            return margin / dual;
        }

        boolean falsified(Attack attack, Norm norm, double epsilon) {
            float reach = (float) (2 * epsilon + 2);
            Problem problem = Nets.problem(
                    Nets.linear(weights, bias), x, new int[] {0}, new Threat(norm, epsilon, -reach, reach), 1);
            return Outcomes.of(attack, problem, 1).get(0) instanceof Outcome.Falsified;
        }
    }

    @Property
    @Label("descent finds an attack just beyond the exact distance and none within, in each norm and with each loss")
    void exactDistance(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int size) {
        Situation situation = new Situation(seed, size);
        for (Norm norm : Norm.values()) {
            double distance = situation.distance(norm);
            for (Loss loss : new Loss[] {Loss.CROSS_ENTROPY, Loss.MARGIN}) {
                Attack attack = GradientDescent.pgd(loss, 80, 8);
                assertTrue(situation.falsified(attack, norm, beyond(norm) * distance), norm + " beyond " + distance);
                assertFalse(situation.falsified(attack, norm, 0.999 * distance), norm + " within " + distance);
            }
        }
    }

    /**
     * In L2 a step turns the way towards the weights by sin θ · step / ε, and steps add up to 2.5 ε: of a start at a right
     * angle θ to the weights tan(θ / 2) = e^−2.5 is left, and so 98.7 % of the length; some start of several is no worse
     * than 1.2 times that angle.
     */
    private static double beyond(Norm norm) {
        return norm == Norm.L2 ? 1.03 : 1.001;
    }

    @Property
    @Label("a single step of the fast gradient method is exact in each norm")
    void fastGradient(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int size) {
        Situation situation = new Situation(seed, size);
        for (Norm norm : Norm.values()) {
            double distance = situation.distance(norm);
            assertTrue(situation.falsified(GradientDescent.fgsm(), norm, 1.001 * distance));
            assertFalse(situation.falsified(GradientDescent.fgsm(), norm, 0.999 * distance));
        }
    }

    @Property(tries = 10)
    @Label("searches by scores find an attack however far the label's score leads")
    void farAhead(@ForAll long seed) {
        float[] weights = new float[6];
        Random random = new Random(seed);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextBoolean() ? 100 : -100;
        }
        for (String name : new String[] {"nes", "simba"}) {
            // The lead is 300, and half of the radius is enough.
            Problem problem = Nets.problem(
                    Nets.linear(weights, -300),
                    new float[weights.length],
                    new int[] {0},
                    new Threat(Norm.LINF, 1, -2, 2),
                    1);
            Attack attack = Attacks.named(List.of(name), problem, AttackFamily.Settings.of(Effort.NORMAL))
                    .getFirst();
            assertTrue(Outcomes.of(attack, problem, 1).get(0) instanceof Outcome.Falsified, name);
        }
    }
}
