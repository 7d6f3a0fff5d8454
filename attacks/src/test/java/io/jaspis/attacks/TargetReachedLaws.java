package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** A class that is aimed at, of a linear classifier, of which it is known how far it is; another class is nearer. */
@PropertyDefaults(tries = 3, edgeCases = EdgeCasesMode.NONE)
class TargetReachedLaws {
    private static final int CLASSES = 4;
    private static final int LABEL = 0;
    private static final int NEARER = 1;
    private static final int TARGET = 2;
    private static final int FARTHER = 3;

    /** Elements that the target's score goes by alone, and then those of the other two classes. */
    private static final int OWN = 16;

    private static final int OTHERS = 4;
    private static final int SIZE = OWN + 2 * OTHERS;
    private static final float STEEPNESS = 2.5f;
    /** By how much the label leads the target at the example. */
    private static final double LEAD = 1;

    private static final AttackFamily.Settings SETTINGS = new AttackFamily.Settings(Effort.NORMAL, 40, 2);

    /** Attacks that needn't get there, and why. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "switches",
            "there is nothing to switch",
            "jsma",
            "it changes two of these elements, which aren't enough",
            "substitute",
            "it follows a network that has learnt from two examples");

    /** Attacks that in L2 needn't get there either, and why. */
    private static final Map<String, String> ELSEWHERE_IN_L2 = Map.of(
            "adba",
            "it is for L∞ alone",
            "square",
            "how much of the ball its patterns use is chance",
            "fmn-l0",
            "it goes to the ends of few elements",
            "sigma-zero",
            "it goes to the ends of few elements");

    /** How far the target is. */
    private static double distance(Norm norm) {
        return LEAD / STEEPNESS / (norm == Norm.LINF ? OWN : Math.sqrt(OWN));
    }

    /** An example in the middle of the range, and one of the target's class from which searches by labels can start. */
    private static Problem problem(long seed, Norm norm) {
        Random random = new Random(seed);
        float[] weights = new float[CLASSES * SIZE];
        for (int i = 0; i < SIZE; i++) {
            int of = i < OWN ? TARGET : i < OWN + OTHERS ? NEARER : FARTHER;
            float steepness = of == TARGET ? STEEPNESS : of == NEARER ? 0.75f : 0.5f;
            weights[of * SIZE + i] = random.nextBoolean() ? steepness : -steepness;
        }
        double[] leads = {0, 0.05, LEAD, 0.3};
        float[] bias = new float[CLASSES];
        for (int j = 0; j < CLASSES; j++) {
            double inMiddle = 0;
            for (int i = 0; i < SIZE; i++) {
                inMiddle += 0.5 * weights[j * SIZE + i];
            }
            bias[j] = (float) (-leads[j] - inMiddle);
        }
        float[] values = new float[2 * SIZE];
        Arrays.fill(values, 0.5f);
        for (int i = 0; i < OWN; i++) {
            // Two elements lead away from the target: the nearest point isn't on the straight way.
            float sign = Math.signum(weights[TARGET * SIZE + i]) * (i < 2 ? -1 : 1);
            values[SIZE + i] += 0.4f * sign;
        }
        Graph network = Graph.of("x", Shape.of(SIZE), "logits", x -> {
            var trace = x.trace();
            return x.dense(trace.constant(Tensor.of(Shape.of(CLASSES, SIZE), weights)))
                    .plus(trace.constant(Tensor.of(Shape.of(CLASSES), bias)));
        });
        Threat threat = new Threat(norm, 2 * distance(norm), 0, 1);
        return Nets.problem(network, values, new int[] {LABEL, TARGET}, threat, 64)
                .withTarget(new Target.Fixed(TARGET));
    }

    private static boolean reaches(String name, Norm norm) {
        return !ELSEWHERE.containsKey(name) && (norm == Norm.LINF || !ELSEWHERE_IN_L2.containsKey(name));
    }

    @Property
    @Label(
            "each attack reaches the class that is aimed at in a ball that goes twice as far, and not before it is there")
    void reached(@ForAll long seed) {
        List<String> names = Attacks.names();
        assertTrue(names.containsAll(ELSEWHERE.keySet()) && names.containsAll(ELSEWHERE_IN_L2.keySet()));
        for (Norm norm : List.of(Norm.LINF, Norm.L2)) {
            Problem problem = problem(seed, norm);
            AttackFamily.Settings settings = SETTINGS.withSources(List.of(Nets.model(problem)));
            for (String name : names) {
                if (reaches(name, norm)) {
                    Attacks.named(List.of(name), problem, settings)
                            .forEach(attack -> assertReached(attack, problem, seed));
                }
            }
        }
    }

    private static void assertReached(Attack attack, Problem problem, long seed) {
        Norm norm = problem.threat().norm();
        String of = attack.name() + " in " + norm;
        Outcome outcome = Outcomes.of(attack, problem, List.of(0), seed).get(0);
        Witness witness = assertInstanceOf(Outcome.Falsified.class, outcome, of).witness();
        assertEquals(TARGET, witness.prediction(), of);
        assertTrue(witness.distance() >= 0.999 * distance(norm), of + ": " + witness.distance());
    }
}
