package io.jaspis.certify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.CategorySwitches;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.certify.guided.VerifierAttack;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Attacks and certificates over features, held to every point that there is. */
class FeatureLaws {
    /** As in {@link CertifiedBallLaws}: an attack speaks of floats, a certificate of real arithmetic. */
    private static final float ROUNDING = 1e-4f;

    private static final int EXAMPLES = 6;

    /** Two whole numbers, a group of three and a flag of two, one of the numbers upward only, and one input that stays. */
    private static final Features DISCRETE = new Features(List.of(
            Feature.integer("items", 2, -4, 4),
            Feature.integer("age", 3, -4, 4).moving(Feature.Way.ONLY_UP),
            Feature.category("a", 1, "letter"),
            Feature.category("b", 1, "letter"),
            Feature.category("c", 1, "letter"),
            Feature.category("yes", 1, "answer"),
            Feature.category("no", 1, "answer").moving(Feature.Way.ONLY_UP),
            Feature.immutable("fixed")));

    private static final Features MIXED = new Features(List.of(
            Feature.real("x", 0.5, -4, 4),
            Feature.integer("age", 3, -4, 4).moving(Feature.Way.ONLY_UP),
            Feature.category("a", 1, "letter"),
            Feature.category("b", 1, "letter"),
            Feature.category("c", 1, "letter"),
            Feature.real("y", 0.25, -4, 4).moving(Feature.Way.ONLY_DOWN),
            Feature.real("z", 0.01, -4, 4),
            Feature.immutable("fixed")));

    private static final CategorySwitches.Settings ALL = new CategorySwitches.Settings(1024, 2, 3, 1);
    private static final CategorySwitches.Settings GREEDY = new CategorySwitches.Settings(1, 4, 6, 4);

    private static int certified;
    private static int certifiedAsBoxes;
    private static int certifiable;
    private static int certifiedInFull;
    private static int breakable;
    private static int broken;
    private static int mixedBroken;
    private static int targetsReached;
    private static int breakableInBoxes;
    private static int brokenByTheVerifier;
    private static int brokenByBounds;

    private static float[] centre(Random random, Features features) {
        float[] x = new float[features.size()];
        int letter = random.nextInt(3);
        int answer = random.nextInt(2);
        for (int i = 0; i < x.length; i++) {
            Feature feature = features.list().get(i);
            x[i] = switch (feature.values()) {
                case REAL -> (float) random.nextGaussian();
                case INTEGER -> random.nextInt(9) - 4;
                case CATEGORY -> feature.group().equals("letter") ? i - 2 == letter ? 1 : 0 : i - 5 == answer ? 1 : 0;
            };
            x[i] = Math.clamp(x[i], -4, 4);
        }
        return x;
    }

    /** Examples that carry the label that the network gives them. */
    private static Problem problem(Random random, Features features, Threat threat) {
        Graph network = Nets.dense(random.nextLong(), features.size(), 8, 3);
        float[] values = new float[EXAMPLES * features.size()];
        for (int i = 0; i < EXAMPLES; i++) {
            System.arraycopy(centre(random, features), 0, values, i * features.size(), features.size());
        }
        float[] logits = logits(network, EXAMPLES, values);
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i] = largest(logits, 3 * i);
        }
        var examples = new Nets.Listed(Shape.of(features.size()), 3, values, labels);
        return new Problem(network, examples, threat, Cpu.best(), EXAMPLES);
    }

    private static float[] logits(Graph network, int rows, float[] values) {
        try (Batches batches = new Batches(network, Cpu.best(), rows)) {
            return batches.run(rows, Map.of("x", values)).get("logits");
        }
    }

    private static float[] margins(Problem problem, double epsilon, int domains) {
        try (var prover = new IntervalBounds(domains).prepare(problem)) {
            return prover.margins(List.of(0, 1, 2, 3, 4, 5), epsilon);
        }
    }

    @Property(tries = 30)
    @Label("margins are the same bits whatever examples are proved beside, and however many fit a run")
    void alikeInAnyCompany(@ForAll Norm norm, @ForAll long seed) {
        Problem problem = problem(new Random(seed), DISCRETE, Threat.of(norm, 1, DISCRETE));
        float[] together = margins(problem, 1, 40);
        Problem narrow = new Problem(problem.network(), problem.examples(), problem.threat(), Cpu.best(), 3);
        assertArrayEquals(together, margins(narrow, 1, 40));
        try (var prover = new IntervalBounds(40).prepare(problem)) {
            for (int index = 0; index < EXAMPLES; index++) {
                assertEquals(together[index], prover.margins(List.of(index), 1)[0]);
            }
        }
    }

    @Property(tries = 30)
    @Label("what switches find is the same bits whatever examples are attacked beside, and costs no more than allowed")
    void switchesAlikeInAnyCompany(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        Features features = random.nextBoolean() ? DISCRETE : MIXED;
        Problem problem = problem(random, features, Threat.of(norm, 1, features));
        Problem narrow = new Problem(problem.network(), problem.examples(), problem.threat(), Cpu.best(), 3);
        Attack attack = new CategorySwitches(random.nextBoolean() ? ALL : GREEDY);
        Budget budget = Budget.UNLIMITED.withGradients(1 + random.nextInt(300));
        Map<Integer, Outcome> together = new HashMap<>();
        attack.attack(problem, List.of(0, 1, 2, 3, 4, 5), seed, budget, together::put, () -> false);
        Map<Integer, Outcome> alone = new HashMap<>();
        for (int index = 0; index < EXAMPLES; index++) {
            attack.attack(narrow, List.of(index), seed + 1, budget, alone::put, () -> false);
        }
        assertEquals(EXAMPLES, together.size());
        together.forEach((index, outcome) -> {
            assertEquals(outcome.spent(), alone.get(index).spent());
            assertTrue(outcome.spent().gradients() <= budget.gradients());
            assertArrayEquals(point(outcome), point(alone.get(index)));
        });
    }

    private static float[] point(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Falsified(var witness, var _) -> witness.x();
            case Outcome.Survived _ -> new float[0];
        };
    }

    @Property(tries = 30)
    @Label("a proof that is stopped claims no more than one that isn't")
    void stoppedAnywhere(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        Problem problem = problem(random, DISCRETE, Threat.of(norm, 1, DISCRETE));
        float[] whole = margins(problem, 1, 2000);
        int[] asked = {random.nextInt(6)};
        try (var prover = new IntervalBounds(2000).prepare(problem)) {
            float[] stopped = prover.margins(List.of(0, 1, 2, 3, 4, 5), 1, Budget.UNLIMITED, () -> asked[0]-- <= 0);
            for (int index = 0; index < EXAMPLES; index++) {
                assertTrue(stopped[index] <= whole[index]);
            }
        }
    }

    private static int largest(float[] logits, int at) {
        int best = 0;
        for (int j = 1; j < 3; j++) {
            best = logits[at + j] > logits[at + best] ? j : best;
        }
        return best;
    }

    /** Every allowed point around one of {@link #DISCRETE}, by the meaning of its kinds. */
    private static List<float[]> all(Norm norm, double epsilon, float[] c) {
        List<float[]> points = new ArrayList<>();
        for (int items = -4; items <= 4; items++) {
            for (int age = (int) c[1]; age <= 4; age++) {
                for (int letter = 0; letter < 3; letter++) {
                    for (int answer = 0; answer < 2; answer++) {
                        float[] x = {items, age, 0, 0, 0, 0, 0, c[7]};
                        x[2 + letter] = 1;
                        x[5 + answer] = 1;
                        if (x[6] >= c[6] && distance(norm, c, x) <= epsilon * (1 + 1e-12)) {
                            points.add(x);
                        }
                    }
                }
            }
        }
        return points;
    }

    private static double distance(Norm norm, float[] c, float[] x) {
        double[] radii = {2, 3, 1, 1, 1, 1, 1};
        double result = 0;
        for (int i = 0; i < radii.length; i++) {
            double share = Math.abs(x[i] - c[i]) / radii[i];
            result = norm == Norm.LINF ? Math.max(result, share) : result + (norm == Norm.L2 ? share * share : share);
        }
        return norm == Norm.L2 ? Math.sqrt(result) : result;
    }

    private static Map<Integer, float[]> attacked(Problem problem, long seed, CategorySwitches.Settings combinations) {
        Map<Integer, float[]> found = new HashMap<>();
        List<Attack> attacks = List.of(
                GradientDescent.fgsm(),
                GradientDescent.pgd(Loss.MARGIN, 12, 4),
                GradientDescent.pgd(Loss.CROSS_ENTROPY, 12, 2),
                new CategorySwitches(combinations));
        for (Attack attack : attacks) {
            attack.attack(
                    problem,
                    List.of(0, 1, 2, 3, 4, 5),
                    seed,
                    Budget.UNLIMITED,
                    (index, outcome) -> {
                        if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                            found.put(index, witness.x());
                        }
                    },
                    () -> false);
        }
        return found;
    }

    @Property(tries = 60)
    @Label("no allowed point contradicts a certificate, what an attack finds is one of them, and mostly it finds one")
    void everyPoint(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        double epsilon = List.of(0.4, 0.7, 1.0, 2.0).get(random.nextInt(4));
        Problem problem = problem(random, DISCRETE, Threat.of(norm, epsilon, DISCRETE));
        float[] asBoxes = margins(problem, epsilon, 1);
        float[] margins = margins(problem, epsilon, List.of(2, 9, 50, 2000).get(random.nextInt(4)));
        for (int index = 0; index < EXAMPLES; index++) {
            assertTrue(margins[index] >= asBoxes[index], "looser than the box");
            certifiedAsBoxes += asBoxes[index] > 0 ? 1 : 0;
        }
        float[] whole = margins(problem, epsilon, 2000);
        boolean everything = random.nextBoolean();
        Map<Integer, float[]> found = attacked(problem, seed, everything ? ALL : GREEDY);
        for (int index = 0; index < EXAMPLES; index++) {
            float[] centre = new float[DISCRETE.size()];
            problem.examples().copy(index, centre, 0);
            List<float[]> points = all(norm, epsilon, centre);
            float[] flat = new float[points.size() * DISCRETE.size()];
            for (int i = 0; i < points.size(); i++) {
                System.arraycopy(points.get(i), 0, flat, i * DISCRETE.size(), DISCRETE.size());
            }
            float[] logits = logits(problem.network(), points.size(), flat);
            boolean breaks = false;
            for (int i = 0; i < points.size(); i++) {
                breaks |= largest(logits, 3 * i) != problem.examples().label(index);
            }
            if (margins[index] > ROUNDING) {
                certified++;
                assertTrue(!breaks, "an allowed point is classified otherwise than certified");
            }
            breakable += breaks ? 1 : 0;
            assertTrue(!everything || !breaks || found.containsKey(index), "a combination breaks and wasn't tried");
            certifiable += breaks ? 0 : 1;
            certifiedInFull += whole[index] > 0 ? 1 : 0;
            assertTrue(whole[index] <= ROUNDING || !breaks, "an allowed point is classified otherwise than certified");
            if (found.containsKey(index)) {
                broken++;
                float[] x = found.get(index);
                assertTrue(
                        points.stream().anyMatch(point -> Arrays.equals(point, x)),
                        "not allowed: " + Arrays.toString(x) + " beside " + Arrays.toString(centre));
                assertTrue(margins[index] <= ROUNDING);
            }
        }
    }

    @Property(tries = 30)
    @Label(
            "what the verifier finds between whole numbers and categories is an allowed point, and nearly always it finds one")
    void everyPointByTheVerifier(@ForAll long seed) {
        Random random = new Random(seed);
        double epsilon = List.of(0.7, 1.0, 2.0).get(random.nextInt(3));
        Problem problem = problem(random, DISCRETE, Threat.of(Norm.LINF, epsilon, DISCRETE));
        Map<Integer, Outcome> outcomes = new HashMap<>();
        new VerifierAttack(new Work(200, 1e8))
                .attack(problem, List.of(0, 1, 2, 3, 4, 5), seed, Budget.UNLIMITED, outcomes::put, () -> false);
        for (int index = 0; index < EXAMPLES; index++) {
            float[] centre = new float[DISCRETE.size()];
            problem.examples().copy(index, centre, 0);
            int label = problem.examples().label(index);
            List<float[]> points = all(Norm.LINF, epsilon, centre);
            boolean breaks =
                    points.stream().anyMatch(point -> largest(logits(problem.network(), 1, point), 0) != label);
            breakableInBoxes += breaks ? 1 : 0;
            if (outcomes.get(index) instanceof Outcome.Falsified(var witness, var _)) {
                brokenByTheVerifier++;
                assertTrue(points.stream().anyMatch(point -> Arrays.equals(point, witness.x())), "not allowed");
                assertTrue(Logits.broken(logits(problem.network(), 1, witness.x()), 0, 3, label, Logits.NONE));
            }
        }
    }

    @Property(tries = 15)
    @Label("what attacks that use bounds find in a table is an allowed point, whatever the norm")
    void everyPointByBounds(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        Problem problem = problem(random, DISCRETE, Threat.of(norm, 1, DISCRETE));
        Budget budget = Budget.UNLIMITED.withGradients(200).withQueries(100).withDomains(20);
        List<String> names = List.of("fast", "max");
        for (Attack attack : Attacks.named(names, problem, AttackFamily.Settings.of(Effort.LOW))) {
            Map<Integer, Outcome> outcomes = new HashMap<>();
            attack.attack(problem, List.of(0, 1, 2, 3, 4, 5), seed, budget, outcomes::put, () -> false);
            assertEquals(EXAMPLES, outcomes.size());
            outcomes.forEach((index, outcome) -> {
                if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                    float[] centre = new float[DISCRETE.size()];
                    problem.examples().copy(index, centre, 0);
                    assertTrue(
                            all(norm, 1, centre).stream().anyMatch(point -> Arrays.equals(point, witness.x())),
                            attack.name() + " finds what is not allowed");
                    brokenByBounds++;
                }
            });
        }
    }

    @Property(tries = 40)
    @Label("switches towards a class find it where a combination reaches it, and no certificate contradicts that")
    void everyPointTowardsAClass(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        Problem problem =
                problem(random, DISCRETE, Threat.of(norm, 1, DISCRETE)).withTarget(new Target.Next(3));
        float[] margins = margins(problem, 1, 2000);
        Map<Integer, float[]> found = new HashMap<>();
        new CategorySwitches(ALL)
                .attack(
                        problem,
                        List.of(0, 1, 2, 3, 4, 5),
                        seed,
                        Budget.UNLIMITED,
                        (index, outcome) -> {
                            if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                                found.put(index, witness.x());
                            }
                        },
                        () -> false);
        for (int index = 0; index < EXAMPLES; index++) {
            int target = problem.target(index);
            float[] centre = new float[DISCRETE.size()];
            problem.examples().copy(index, centre, 0);
            boolean reached = false;
            for (float[] point : all(norm, 1, centre)) {
                reached |= Logits.reached(logits(problem.network(), 1, point), 0, 3, target);
            }
            assertEquals(reached, found.containsKey(index), "a combination reaches the class and wasn't tried");
            if (reached) {
                targetsReached++;
                assertTrue(Logits.reached(logits(problem.network(), 1, found.get(index)), 0, 3, target));
                assertTrue(margins[index] <= ROUNDING);
            }
        }
    }

    @Property(tries = 60)
    @Label("what an attack finds obeys radii, ranges and kinds, and isn't certified")
    void mixedFeatures(@ForAll Norm norm, @ForAll long seed) {
        Random random = new Random(seed);
        double epsilon = List.of(0.4, 1.0, 2.0).get(random.nextInt(3));
        Problem problem = problem(random, MIXED, Threat.of(norm, epsilon, MIXED));
        float[] margins = margins(problem, epsilon, 50);
        double[] radii = {0.5, 3, 1, 1, 1, 0.25, 0.01};
        attacked(problem, seed, GREEDY).forEach((index, x) -> {
            mixedBroken++;
            float[] c = new float[MIXED.size()];
            problem.examples().copy(index, c, 0);
            double sum = 0;
            for (int i = 0; i < radii.length; i++) {
                double share = Math.abs((double) x[i] - c[i]) / radii[i];
                sum = norm == Norm.LINF ? Math.max(sum, share) : sum + (norm == Norm.L2 ? share * share : share);
                assertTrue(x[i] >= -4 && x[i] <= 4);
            }
            assertTrue((norm == Norm.L2 ? Math.sqrt(sum) : sum) <= epsilon * (1 + 1e-12));
            assertTrue(x[1] == (int) x[1] && x[1] >= c[1]);
            assertTrue(x[5] <= c[5]);
            assertEquals(c[7], x[7]);
            assertEquals(1, x[2] + x[3] + x[4]);
            assertTrue(x[2] * x[2] == x[2] && x[3] * x[3] == x[3] && x[4] * x[4] == x[4]);
            assertTrue(margins[index] <= ROUNDING);
        });
    }

    @AfterContainer
    static void muchWasSeen() {
        assertTrue(
                certified > 0 && mixedBroken > 0 && targetsReached > 0 && brokenByBounds > 0,
                "nothing was certified or broken, so nothing was compared");
        assertTrue(
                certifiedInFull > 0.95 * certifiable && certified > certifiedAsBoxes,
                "certified are %d by boxes, %d by some domains and %d by all, of %d that nothing breaks"
                        .formatted(certifiedAsBoxes, certified, certifiedInFull, certifiable));
        assertTrue(broken > 0.75 * breakable, "attacks found a break in " + broken + " of " + breakable + " cases");
        assertTrue(
                brokenByTheVerifier > 0.95 * breakableInBoxes,
                "the verifier found a break in " + brokenByTheVerifier + " of " + breakableInBoxes + " cases");
    }
}
