package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.BinaryClassifier.Output;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BinaryClassifierLaws {
    private static final MathContext DIGITS = new MathContext(60);

    /** One number in, one number out. */
    private static Graph network(UnaryOperator<Value> function) {
        return Graph.of("x", Shape.of(1), "out", function::apply);
    }

    private static float[] scores(Graph graph, float x) {
        try (Oracle oracle = Oracle.of(graph, new Cpu(Providers.scalar(), Workers.of(1)), 1)) {
            return oracle.scores(new float[] {x}, 1);
        }
    }

    /** Moves a float by so many of its neighbours. */
    private static float neighbour(float number, int steps) {
        float moved = number;
        for (int i = 0; i < Math.abs(steps); i++) {
            moved = steps > 0 ? Math.nextUp(moved) : Math.nextDown(moved);
        }
        return moved;
    }

    /** A threshold anywhere, near 0, near 1, or near 0.5, where logits are small. */
    private static double threshold(long seed) {
        Random random = new Random(seed);
        double small = Math.pow(10, -1 - 8 * random.nextDouble());
        return switch (random.nextInt(4)) {
            case 0 -> small;
            case 1 -> 1 - small;
            case 2 -> 0.5 + (random.nextBoolean() ? small : -small);
            default -> Math.clamp(random.nextDouble(), 1e-9, 1 - 1e-9);
        };
    }

    /** exp(x) to 50 digits, for |x| up to 40. */
    private static BigDecimal exponential(BigDecimal x) {
        BigDecimal part = x.divide(BigDecimal.valueOf(1024), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = term;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(part).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term);
        }
        return sum.pow(1024, DIGITS);
    }

    /** Whether sigmoid(z) is above the threshold, in real arithmetic. */
    private static boolean above(float z, double threshold) {
        BigDecimal p = new BigDecimal(threshold);
        BigDecimal odds = p.divide(BigDecimal.ONE.subtract(p), DIGITS);
        return exponential(new BigDecimal(z)).compareTo(odds) > 0;
    }

    @Property(tries = 400)
    @Label("a float32 logit, however near to the threshold's, is told the class that real arithmetic tells")
    void logits(@ForAll long seed, @ForAll @IntRange(min = -3, max = 3) int steps, @ForAll boolean sigmoid) {
        double threshold = threshold(seed);
        float z = neighbour(BinaryClassifier.logit(threshold).floatValue(), steps);
        Graph network = sigmoid ? network(Value::sigmoid) : network(x -> x);
        Graph two = BinaryClassifier.twoScores(network, Output.LOGIT, threshold);
        float[] scores = scores(Decision.of(two).scores(), z);
        boolean one = above(z, threshold);
        int label = one ? 1 : 0;
        assertEquals(z, scores[1]);
        assertTrue(one == scores[1] > scores[0], () -> z + " at " + threshold);
        // What is just at the threshold is told apart but for a tie, which counts against any label.
        assertTrue(
                Logits.prediction(scores, 0, 2, label) == label || scores[0] == scores[1],
                () -> z + " at " + threshold);
    }

    @Property(tries = 200)
    @Label("at 0.5 the sign of any logit is the class, also of the least ones, and zero is a tie")
    void half(@ForAll float z, @ForAll boolean sigmoid) {
        Graph network = sigmoid ? network(Value::sigmoid) : network(x -> x);
        Graph scores = Decision.of(BinaryClassifier.twoScores(network, Output.LOGIT, 0.5))
                .scores();
        for (float each : new float[] {z, -z, Float.MIN_VALUE, -Float.MIN_VALUE, 0}) {
            float[] two = scores(scores, each);
            assertEquals(0, two[0]);
            assertEquals(Math.signum(each), Math.signum(two[1] - two[0]));
            assertEquals(each == 0, Logits.tied(two, 0, 2));
        }
    }

    @Property(tries = 400)
    @Label("a float32 probability, however near to the threshold, is told the class that comparing it tells")
    void probabilities(@ForAll long seed, @ForAll @IntRange(min = -3, max = 3) int steps) {
        double threshold = threshold(seed);
        float p = neighbour((float) threshold, steps);
        Graph two = BinaryClassifier.twoScores(network(x -> x), Output.PROBABILITY, threshold);
        float[] scores = scores(two, p);
        assertEquals(p > threshold, scores[1] > scores[0], () -> p + " at " + threshold);
        assertTrue(p >= threshold || scores[0] >= scores[1]);
        assertEquals(p, Decision.of(two).confidence(scores, scores, 0, 2, 1));
    }

    @Test
    void confidenceIsTheNetworksOwnProbability() {
        for (double threshold : List.of(0.5, 0.1, 0.97)) {
            Graph two = BinaryClassifier.twoScores(network(Value::sigmoid), Output.LOGIT, threshold);
            Decision decision = Decision.of(two);
            assertEquals(List.of("sigmoid"), decision.cut());
            float[] scores = scores(decision.scores(), 2);
            double p = 1 / (1 + Math.exp(-2));
            assertEquals(p, decision.confidence(scores(two, 2), scores, 0, 2, 1), 1e-12);
            assertEquals(1 - p, decision.confidence(scores(two, 2), scores, 0, 2, 0), 1e-12);
        }
    }

    @Test
    void outputsOfOtherShapesAndThresholdsAreRefused() {
        Graph one = network(x -> x.sigmoid().reshape(Shape.of(1, 1)));
        assertTrue(BinaryClassifier.is(one));
        assertTrue(BinaryClassifier.endsInSigmoid(one));
        assertFalse(BinaryClassifier.endsInSigmoid(network(x -> x)));
        assertEquals(
                Shape.of(2),
                BinaryClassifier.twoScores(one, Output.LOGIT, 0.5).output("out").shape());
        Graph two = Graph.of("x", Shape.of(2), "out", x -> x);
        assertFalse(BinaryClassifier.is(two));
        assertThrows(IllegalArgumentException.class, () -> BinaryClassifier.twoScores(two, Output.LOGIT, 0.5));
        for (double threshold : new double[] {0, 1, -1, Double.NaN}) {
            assertThrows(
                    IllegalArgumentException.class, () -> BinaryClassifier.twoScores(one, Output.LOGIT, threshold));
        }
    }

    @Test
    void anotherNetworkOfAConstantAndALogitHasTheProbabilitiesOfItsSoftmax() {
        Graph network = Graph.of("x", Shape.of(1), "y", x -> {
            Value constant = x.trace().constant(Tensor.of(Shape.of(1), 2)).repeatBatch();
            return x.trace().concatenate(0, List.of(constant, x));
        });
        float[] scores = {2, 3};
        assertEquals(1 / (1 + Math.exp(-1)), Decision.of(network).confidence(scores, scores, 0, 2, 1), 1e-12);
    }
}
