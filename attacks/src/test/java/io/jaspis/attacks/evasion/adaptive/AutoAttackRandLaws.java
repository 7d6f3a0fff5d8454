package io.jaspis.attacks.evasion.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.AutoAttack;
import io.jaspis.attacks.evasion.gradient.AscentGraph;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** AutoAttack's version for random defences. */
@PropertyDefaults(tries = 6, edgeCases = EdgeCasesMode.NONE)
class AutoAttackRandLaws {
    private static final Graph NETWORK = Nets.dense(1, 12, 24, 5);
    private static final int EXAMPLES = 8;
    private static final int EVALUATIONS = 30;
    private static final Defence NONE = Defence.smooth(UnaryOperator.identity());
    private static final Defence NOISE = noise(0.02f);

    private static Defence noise(float scale) {
        return Defence.smooth(x -> x.plus(x.trace().normal(x.shape(), 3).scale(scale)));
    }

    private static Problem problem(Graph network, long seed, Norm norm) {
        Threat threat = new Threat(norm, norm == Norm.LINF ? 0.1 : norm == Norm.L2 ? 0.35 : 1, 0, 1);
        return Nets.classified(network, seed, EXAMPLES, threat, 8);
    }

    private static AutoAttackRand rand(Problem problem, Defence defence) {
        return new AutoAttackRand(problem, defence, EVALUATIONS, 0.01);
    }

    private static List<AdaptiveDescent.Result> results(Problem problem, Defence defence, long seed) {
        return rand(problem, defence).attack(Nets.all(problem), seed, () -> false);
    }

    private static long broken(Problem problem, Defence defence) {
        return results(problem, defence, 1).stream()
                .filter(AdaptiveDescent.Result::broken)
                .count();
    }

    @Property
    @Label("each example has the result that it has alone, inside its set, by 20 draws a step")
    void alone(@ForAll long seed, @ForAll Norm norm) {
        Problem problem = problem(NETWORK, seed, norm);
        List<AdaptiveDescent.Result> all = results(problem, NOISE, seed);
        assertEquals(EXAMPLES, all.size());
        float[] centre = new float[problem.size()];
        for (AdaptiveDescent.Result result : all) {
            problem.examples().copy(result.index(), centre, 0);
            assertTrue(problem.threat().around(centre).contains(result.x(), 0));
            assertEquals(0, result.spent().gradients() % AutoAttackRand.DRAWS);
            assertTrue(result.spent().gradients() <= 2L * AutoAttackRand.STEPS * AutoAttackRand.DRAWS);
        }
        for (int index : new int[] {6, 1}) {
            AdaptiveDescent.Result again = rand(problem, NOISE)
                    .attack(List.of(index), seed, () -> false)
                    .getFirst();
            assertArrayEquals(all.get(index).x(), again.x());
            assertEquals(all.get(index).judged(), again.judged());
            assertEquals(all.get(index).spent(), again.spent());
        }
    }

    /** The same starts and steps, by other code: what differs is how far roundings and the end of a run go. */
    @Property
    @Label("without a defence it breaks what the attack of that name breaks, at the same points, by one draw a step")
    void withoutNoise(@ForAll long seed) {
        Problem problem = problem(NETWORK, seed, Norm.LINF);
        Map<Integer, Outcome> outcomes = Outcomes.of(AutoAttack.rand(problem), problem, seed);
        for (AdaptiveDescent.Result result : results(problem, NONE, seed)) {
            Outcome outcome = outcomes.get(result.index());
            assertEquals(outcome instanceof Outcome.Falsified, result.broken(), "example " + result.index());
            if (outcome instanceof Outcome.Falsified(var witness, var spent)) {
                assertArrayEquals(witness.x(), result.x());
                // Looks at the example and at a run's last point are gradients there, and here they are evaluations.
                long more = spent.gradients() - result.spent().gradients();
                assertTrue(more >= 1 && more <= 4, "so many gradients more: " + more);
            }
        }
    }

    @Example
    void theMeanOverNoiseFindsWhatIsWrongMostly() {
        Problem problem = problem(NETWORK, 3, Norm.LINF);
        long bare = broken(problem, NONE);
        assertTrue(bare > 2, "broken without noise: " + bare);
        assertTrue(broken(problem, NOISE) > bare / 2);
        Problem still = problem.withThreat(problem.threat().withEpsilon(0));
        assertTrue(broken(still, NOISE) < 2);
    }

    /** One step through noise in which single gradients point anywhere: the mean over many draws doesn't. */
    @Example
    void theMeanOverDrawsIsSteadierThanOneDraw() {
        Problem problem = problem(NETWORK, 3, Norm.L2);
        Defended defended = new Defended(problem, noise(0.3f));
        Graph graph = defended.ascent((logits, label, _) -> Loss.MARGIN.ascent(logits, label), Optional.empty());
        float[] x = new float[problem.size()];
        problem.examples().copy(0, x, 0);
        try (Draws one = new Draws(problem, graph, 1);
                Draws many = new Draws(problem, graph, AutoAttackRand.DRAWS);
                Draws all = new Draws(problem, graph, 4000)) {
            double[] truth = mean(all, x, 99);
            double byOne = 0;
            double byMany = 0;
            for (int noise = 0; noise < 20; noise++) {
                byOne += squaredDistance(truth, mean(one, x, noise));
                byMany += squaredDistance(truth, mean(many, x, noise));
            }
            // Of independent draws a twentieth of the variance is left.
            assertTrue(byMany < byOne / 8, byMany + " against " + byOne);
            assertTrue(byMany > 0);
        }
    }

    private static double[] mean(Draws draws, float[] x, long noise) {
        float[] mean = new float[x.length];
        draws.begin(0);
        draws.evaluate(x, 0, noise);
        draws.mean(AscentGraph.ASCENT, mean, 0);
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = mean[i];
        }
        return result;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Example
    void gradientsGoThroughAStandIn() {
        Problem problem = problem(NETWORK, 3, Norm.LINF);
        UnaryOperator<Value> levels = x -> x.scale(16).floor().scale(1 / 16f);
        long without = broken(problem, new Defence(levels, levels));
        assertTrue(without < broken(problem, Defence.nearIdentity(levels)), "without a slope: " + without);
    }

    @Example
    void fewClassesAndTargetsAreAttackedToo() {
        for (int classes : new int[] {2, 3}) {
            Problem few = problem(Nets.dense(1, 12, 24, classes), 3, Norm.LINF);
            assertEquals(EXAMPLES, results(few, NOISE, 1).size());
            assertEquals(
                    EXAMPLES,
                    results(few.withTarget(new Target.Next(classes)), NOISE, 1).size());
        }
        Problem problem = problem(NETWORK, 3, Norm.LINF);
        assertTrue(broken(problem.withTarget(new Target.Next(5)), NOISE) <= broken(problem, NOISE));
        long reached = 0;
        for (int target = 0; target < 5; target++) {
            int wanted = target;
            Problem one = problem.withTarget(new Target.Fixed(wanted));
            List<Integer> others = Nets.all(one).stream()
                    .filter(index -> one.examples().label(index) != wanted)
                    .toList();
            reached += rand(one, NONE).attack(others, 1, () -> false).stream()
                    .filter(AdaptiveDescent.Result::broken)
                    .count();
        }
        assertTrue(reached > 0, "no target was ever reached");
    }

    @Example
    void judgementsThatCanNotBeAreRefused() {
        Problem problem = problem(NETWORK, 3, Norm.LINF);
        // Ten answers that all agree could be of a point that breaks half of the time, by more than the chance allowed.
        for (int few : new int[] {0, 1, 10}) {
            assertThrows(IllegalArgumentException.class, () -> new AutoAttackRand(problem, NOISE, few, 0.001));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new AdaptiveDescent.Settings(Loss.MARGIN, 10, 0.25, 2, 4, few, 0.001));
        }
        assertThrows(IllegalArgumentException.class, () -> new AutoAttackRand(problem, NOISE, 10, 1));
        assertEquals(List.of(), rand(problem, NOISE).attack(Nets.all(problem), 1, () -> true));
    }
}
