package io.jaspis.attacks.evasion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.blackbox.LabelAttack;
import io.jaspis.attacks.evasion.blackbox.Simba;
import io.jaspis.attacks.evasion.blackbox.Spsa;
import io.jaspis.attacks.evasion.blackbox.Square;
import io.jaspis.attacks.evasion.blackbox.Zoo;
import io.jaspis.attacks.evasion.nearest.CarliniWagner;
import io.jaspis.attacks.evasion.nearest.CarliniWagnerLinf;
import io.jaspis.attacks.evasion.nearest.ElasticNet;
import io.jaspis.attacks.evasion.nearest.FastMinimumNorm;
import io.jaspis.attacks.evasion.nearest.SaliencyMap;
import io.jaspis.attacks.evasion.nearest.SigmaZero;
import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** One straight boundary beside the middle of the range, of which it is known how far it is. */
class LinearBoundaryLaws {
    private static final double FAR = 0.1;

    private static float[] weights(Random random, int size) {
        float[] weights = new float[size];
        double square = 0;
        for (int i = 0; i < size; i++) {
            weights[i] = (float) random.nextGaussian();
            square += weights[i] * weights[i];
        }
        for (int i = 0; i < size; i++) {
            weights[i] /= (float) Math.sqrt(square);
        }
        return weights;
    }

    /** Of which one is far steeper than the others. */
    private static float[] oneSteep(Random random, int size) {
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) {
            weights[i] = (float) (0.08 * random.nextGaussian());
        }
        weights[random.nextInt(size)] = random.nextBoolean() ? 1 : -1;
        return weights;
    }

    /** The middle of the range, {@link #FAR} from the boundary in L2, in a ball that reaches so many times as far. */
    private static Problem problem(long seed, int size, double reach) {
        return problem(weights(new Random(seed), size), Norm.L2, reach);
    }

    /** The same in any norm. */
    private static Problem problem(float[] weights, Norm norm, double reach) {
        double inMiddle = 0;
        double dual = 0;
        for (float weight : weights) {
            inMiddle += 0.5 * weight;
            dual = switch (norm) {
                case LINF -> dual + Math.abs(weight);
                case L2 -> Math.hypot(dual, weight);
                case L1 -> Math.max(dual, Math.abs(weight));
            };
        }
        float[] middle = new float[weights.length];
        Arrays.fill(middle, 0.5f);
        Graph network = Nets.linear(weights, (float) (-FAR * dual - inMiddle));
        return Nets.problem(network, middle, new int[] {0}, new Threat(norm, reach * FAR, 0, 1), 64);
    }

    private static boolean breaks(Attack attack, Problem problem, long seed) {
        return !Outcomes.falsified(Outcomes.of(attack, problem, seed)).isEmpty();
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    @Label("ZOO comes near the nearest point in L2, where the shortest way isn't along signs")
    void zooIsNear(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int size) {
        assertTrue(breaks(new Zoo(200_000), problem(seed, size, 1.06), seed));
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    @Label("SimBA takes shorter steps where its own are too long, and comes there too")
    void simbaGoesOn(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int size) {
        assertTrue(breaks(new Simba(200_000, Simba.Basis.ELEMENTS), problem(seed, size, 1.3), seed));
    }

    @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
    @Label("HopSkipJump finds the boundary of a single element")
    void hopSkipJumpSearchesALine(@ForAll long seed) {
        assertTrue(breaks(LabelAttack.hopSkipJump(2_000), problem(seed, 1, 1.01), seed));
    }

    /** In L2 and L1 a pattern of several elements uses part of the ball only; all of it is used where one element counts. */
    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
    @Label("Square keeps what lowers the loss: in L∞ it comes to the best corner, else to the steepest element")
    void squareIsNear(@ForAll long seed, @ForAll @IntRange(min = 12, max = 16) int size) {
        Random random = new Random(seed);
        for (Norm norm : Norm.values()) {
            float[] weights = norm == Norm.LINF ? weights(random, size) : oneSteep(random, size);
            assertTrue(breaks(new Square(5_000), problem(weights, norm, 1.3), seed), norm::toString);
        }
    }

    @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
    @Label("SPSA goes down the slope that it estimates")
    void spsaIsNear(@ForAll long seed, @ForAll @IntRange(min = 12, max = 40) int size) {
        float[] weights = weights(new Random(seed), size);
        assertTrue(breaks(new Spsa(5_000), problem(weights, Norm.LINF, 1.3), seed));
    }

    /** The way from the noise in which it begins to the boundary is mostly twice as long as the shortest. */
    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    @Label("the Boundary Attack walks along the boundary to where it is near")
    void boundaryComesNearer(@ForAll long seed, @ForAll @IntRange(min = 4, max = 8) int size) {
        assertTrue(breaks(LabelAttack.boundary(20_000), problem(seed, size, 1.3), seed));
    }

    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
    @Label("attacks that weigh scores beside a distance find what there is, of whatever size scores are")
    void anyScores(@ForAll long seed, @ForAll @IntRange(min = -4, max = 3) int size) {
        double scale = Math.pow(10, 2 * size);
        float[] weights = weights(new Random(seed), 12);
        double inMiddle = 0;
        double all = 0;
        double most = 0;
        for (float weight : weights) {
            inMiddle += 0.5 * weight;
            all += Math.abs(weight);
            most = Math.max(most, Math.abs(weight));
        }
        float[] middle = new float[weights.length];
        Arrays.fill(middle, 0.5f);
        float[] scaled = new float[weights.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scale * weights[i]);
        }
        Map<Norm, List<Attack>> attacks = Map.of(
                Norm.L2,
                List.of(new CarliniWagner(9, 300, false, 1), new Zoo(20_000)),
                Norm.LINF,
                List.of(new CarliniWagnerLinf(300, 1)),
                Norm.L1,
                List.of(new ElasticNet(ElasticNet.Rule.L1, 0.01, 9, 300, false, 1)));
        double middleScore = inMiddle;
        Map<Norm, Double> gained = Map.of(Norm.L2, 1.0, Norm.LINF, all, Norm.L1, most);
        attacks.forEach((norm, each) -> {
            // A point that lacks 0.1 in the norm, in a ball that reaches twice as far.
            double gain = 0.1 * gained.get(norm);
            Graph network = Nets.linear(scaled, (float) (-scale * (gain + middleScore)));
            Problem problem = Nets.problem(network, middle, new int[] {0}, new Threat(norm, 0.2, 0, 1), 64);
            for (Attack attack : each) {
                assertTrue(breaks(attack, problem, seed), () -> attack.name() + " at " + scale);
            }
        });
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
    @Label("attacks that count changed elements look where the ball lets each of them go")
    void countsInABall(@ForAll long seed, @ForAll @IntRange(min = 12, max = 40) int size) {
        double epsilon = 0.03;
        float[] weights = weights(new Random(seed), size);
        double inMiddle = 0;
        double most = 0;
        for (float weight : weights) {
            inMiddle += 0.5 * weight;
            most += Math.abs(weight);
        }
        float[] middle = new float[size];
        Arrays.fill(middle, 0.5f);
        // Half of what all elements together gain is less than the larger half of them gain.
        Graph network = Nets.linear(weights, (float) (-0.5 * epsilon * most - inMiddle));
        Problem problem = Nets.problem(network, middle, new int[] {0}, new Threat(Norm.LINF, epsilon, 0, 1), 64);
        for (Attack attack : List.of(new SigmaZero(1000, 1), FastMinimumNorm.inCount(1000, 1))) {
            assertTrue(breaks(attack, problem, seed), attack::name);
        }
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    @Label("JSMA breaks the same whether two classes have half of the logit each or one has all of it")
    void saliencyGoesByTheLead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size) {
        Problem alone = problem(seed, size, 10);
        Graph plain = alone.scores();
        Graph halves = Graph.of("x", Shape.of(size), "logits", x -> {
            var both = x.trace().inline(plain, Map.of(plain.onlyInput(), x)).get(plain.onlyOutput());
            return both.dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 0.5f, -0.5f, -0.5f, 0.5f)));
        });
        float[] middle = new float[size];
        Arrays.fill(middle, 0.5f);
        Problem shared = Nets.problem(halves, middle, new int[] {0}, alone.threat(), 64);
        List<Integer> expected = Outcomes.falsified(Outcomes.of(new SaliencyMap(1), shared, seed));
        assertEquals(expected, Outcomes.falsified(Outcomes.of(new SaliencyMap(1), alone, seed)));
        assertTrue(size > 1 || !expected.isEmpty());
    }
}
