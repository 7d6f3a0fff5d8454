package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final int CLASSES = 3;

    /** Logits of two inputs, and what a tail makes of them. */
    private static Graph network(UnaryOperator<Value> tail) {
        return Graph.of("x", Shape.of(2), "out", x -> tail.apply(logits(x)));
    }

    private static Value logits(Value x) {
        Value weights = x.trace().constant(Tensor.of(Shape.of(CLASSES, 2), 1, -2, 3, 0.5f, -1, 0.25f));
        return x.dense(weights);
    }

    private static Value constant(Value like, float... numbers) {
        return like.trace().constant(Tensor.of(Shape.of(numbers.length), numbers));
    }

    /** These operations are cut off, and what remains is the very network without them. */
    private static void assertCut(UnaryOperator<Value> tail, String... words) {
        assertCut(UnaryOperator.identity(), tail, words);
    }

    /** The same where the tail is of logits that are arranged otherwise. */
    private static void assertCut(UnaryOperator<Value> arranged, UnaryOperator<Value> tail, String... words) {
        Decision decision = Decision.of(network(z -> tail.apply(arranged.apply(z))));
        assertEquals(List.of(words), decision.cut());
        assertEquals(network(arranged).toString(), decision.scores().toString());
    }

    private static void assertKept(UnaryOperator<Value> tail) {
        Graph network = network(tail);
        Decision decision = Decision.of(network);
        assertEquals(List.of(), decision.cut());
        assertSame(network, decision.scores());
    }

    @Test
    void softmaxInEveryArrangement() {
        assertCut(z -> z.softmax(0), "softmax");
        assertCut(z -> z.logSoftmax(0), "log-softmax");
        assertCut(z -> z.softmax(0).logarithm(), "softmax", "logarithm");
        assertCut(z -> z.scale(100).softmax(-1), "multiplication by 100", "softmax");
        for (Shape shape : List.of(Shape.of(1, 3), Shape.of(3, 1), Shape.of(1, 3, 1, 1))) {
            int axis = shape.extent(0) == 3 ? 0 : 1;
            assertCut(z -> z.reshape(shape), z -> z.softmax(axis), "softmax");
            assertCut(z -> z.reshape(shape), z -> z.logSoftmax(axis).flatten(), "log-softmax");
        }
        UnaryOperator<Value> turned = z -> z.reshape(Shape.of(1, 3)).transpose(1, 0);
        assertCut(turned, z -> z.softmax(0), "softmax");
    }

    /** As exporters write it without subtracting the largest, and as a logarithm of a sum. */
    @Test
    void softmaxWrittenOut() {
        assertCut(z -> z.exponential().over(z.exponential().sum(0).broadcast(0, 3)), "softmax");
        assertCut(z -> z.minus(z.exponential().sum(0).logarithm().broadcast(0, 3)), "log-softmax");
        assertCut(z -> z.softmax(0).softmax(0), "softmax", "softmax");
        assertCut(
                z -> z.negate().exponential().plus(1).reciprocal(),
                new String[] {"multiplication by -1", "exponential", "addition of 1", "reciprocal"});
    }

    @Test
    void whatRises() {
        assertCut(Value::sigmoid, "sigmoid");
        assertCut(Value::tanh, "tanh");
        assertCut(Value::exponential, "exponential");
        assertCut(z -> z.leakyRelu(0.1f), "leaky ReLU");
        assertCut(z -> z.scale(0.25f).plus(-7), "multiplication by 0.25", "addition of -7");
        assertCut(z -> z.negate().scale(-2), "multiplication by -1", "multiplication by -2");
        assertCut(z -> z.power(3), "power 3");
        assertCut(
                z -> z.sigmoid().scale(2).plus(1).logarithm(),
                new String[] {"sigmoid", "multiplication by 2", "addition of 1", "logarithm"});
    }

    @Test
    void temperaturesHoweverTheyAreRepeated() {
        assertCut(z -> z.over(3), "division by 3");
        assertCut(z -> z.over(constant(z, 3, 3, 3)), "division by 3");
        assertCut(z -> z.over(z.trace().constant(Tensor.of(Shape.of(1), 3)).repeatBatch()), "division by 3");
        assertCut(z -> z.times(constant(z, 0.1f, 0.1f, 0.1f)), "multiplication by 0.1");
        assertCut(z -> constant(z, 0.1f).times(z), "multiplication by 0.1");
        assertCut(z -> z.plus(constant(z, -4, -4, -4)), "addition of one number to all classes");
        assertCut(z -> z.minus(z.mean().broadcast(0, 3)), "addition of one number to all classes");
        // By the deviation of the logits themselves, which is never 0 with what is added to it.
        assertCut(
                z -> z.over(z.times(z).mean().plus(1e-5f).squareRoot().broadcast(0, 3)),
                "division by one number for all classes");
    }

    /** As scikit-learn's classifiers are converted. */
    @Test
    void sharesOfTheirSum() {
        UnaryOperator<Value> shares = p ->
                p.dividedBy(p.absolute().sum(0).notZero().broadcast(0, p.shape().size()));
        assertCut(z -> shares.apply(z.sigmoid()), "sigmoid", "division by their sum");
        assertCut(z -> shares.apply(z.exponential()), "exponential", "division by their sum");
        assertCut(z -> z.exponential().dividedBy(z.exponential().sum(0).broadcast(0, 3)), "softmax");
        assertCut(z -> z.dividedBy(constant(z, 3).broadcastTo(Shape.of(3))), "division by 3");
        assertEquals(
                Decision.Probability.OUTPUTS,
                Decision.of(network(z -> shares.apply(z.sigmoid()))).probability());
        assertCut(shares, "division by one number for all classes");
        assertKept(z -> constant(z, 1, 1, 1).dividedBy(z.exponential()));
    }

    /** The sigmoid of a logit beside what is left to 1 decides by the logit, however that is written. */
    @Test
    void aProbabilityBesideItsComplement() {
        List<UnaryOperator<Value>> complements = List.of(
                Value::not,
                p -> constant(p, 1).repeatBatch().minus(p),
                p -> constant(p, 1).repeatBatch().plus(p.negate()));
        for (UnaryOperator<Value> complement : complements) {
            Graph network = Graph.of(
                    "x", Shape.of(2), "out", x -> pair(complement, x.sum().sigmoid()));
            Decision decision = Decision.of(network);
            assertEquals(List.of("sigmoid", "1 - p beside p"), decision.cut());
            assertEquals(Decision.Probability.SIGMOID_OF_SCORE, decision.probability());
            Graph logit = Graph.of("x", Shape.of(2), "out", Value::sum);
            assertEquals(
                    operations(BinaryClassifier.twoScores(logit, BinaryClassifier.Output.LOGIT, 0.5)),
                    operations(decision.scores()));
        }
        Graph shares = Graph.of("x", Shape.of(2), "out", x -> {
            Value both = pair(Value::not, x.sum().sigmoid());
            return both.dividedBy(both.absolute().sum(0).notZero().broadcast(0, 2));
        });
        assertEquals(
                List.of("sigmoid", "1 - p beside p", "division by one number for all classes"),
                Decision.of(shares).cut());
        for (UnaryOperator<Value> tail : List.<UnaryOperator<Value>>of(
                x -> pair(Value::not, x.sum().tanh()),
                x -> pair(p -> p.negate().plus(2), x.sum().sigmoid()),
                x -> pair(p -> x.sum().not(), x.sum().sigmoid()),
                x -> pair(Value::not, x.sum().sigmoid()).negate())) {
            Graph kept = Graph.of("x", Shape.of(2), "out", tail);
            assertSame(kept, Decision.of(kept).scores());
        }
    }

    private static List<String> operations(Graph graph) {
        return graph.values().stream().map(value -> value.op().toString()).toList();
    }

    private static Value pair(UnaryOperator<Value> complement, Value p) {
        return p.trace().concatenate(0, List.of(complement.apply(p).reshape(Shape.of(1)), p.reshape(Shape.of(1))));
    }

    @Test
    void whatMayChangeTheOrderStays() {
        assertKept(UnaryOperator.identity());
        assertKept(Value::relu);
        assertKept(z -> z.clip(-1, 1));
        assertKept(Value::floor);
        assertKept(Value::negate);
        assertKept(Value::absolute);
        assertKept(z -> z.scale(0));
        assertKept(z -> z.power(2));
        assertKept(Value::logarithm);
        assertKept(z -> z.plus(constant(z, 1, 1, 2)));
        assertKept(z -> z.times(constant(z, 1, 1, 2)));
        assertKept(z -> z.times(constant(z, -1, -1, -1)));
        assertKept(z -> z.over(z.times(z).sum().squareRoot().broadcast(0, 3)));
        assertKept(z -> z.minus(z.sum().logarithm().broadcast(0, 3)));
        assertKept(z -> z.reshape(Shape.of(3, 1)).softmax(1));
        assertKept(z -> z.reshape(Shape.of(1, 3)).reshape(Shape.of(3)).reshape(Shape.of(3, 1)));
        assertKept(z -> z.softmax(0).relu());
        assertKept(z -> z.gather(0, List.of(2, 1, 0)));
    }

    /** They are of the last layer, and tell nothing of a tail. */
    @Test
    void zerosThatAreAddedAndFactorsOfOneStay() {
        UnaryOperator<Value> biased = z -> z.plus(constant(z, 0, 0, 0));
        assertKept(biased);
        assertKept(z -> z.times(constant(z, 1, 1, 1)));
        assertCut(biased, z -> z.scale(2), "multiplication by 2");
    }

    /** A softmax over pairs, whose sums differ. */
    @Test
    void softmaxOfSomeClassesStays() {
        Graph network = Graph.of("x", Shape.of(2, 2), "out", x -> x.softmax(1).flatten());
        assertSame(network, Decision.of(network).scores());
    }

    /** What stands before an operation that stays is not looked at. */
    @Test
    void theWalkEndsAtTheFirstThatStays() {
        Decision decision = Decision.of(network(z -> z.sigmoid().relu().softmax(0)));
        assertEquals(List.of("softmax"), decision.cut());
        assertEquals(
                network(z -> z.sigmoid().relu()).toString(), decision.scores().toString());
    }

    @Test
    void constantTailsAreNoScores() {
        Graph network = Graph.of(
                "x", Shape.of(2), "out", x -> constant(x, 1, 2, 3).plus(x.sum().broadcast(0, 3)));
        assertSame(network, Decision.of(network).scores());
    }

    @Test
    void anOutputThatIsTheSameForEveryInputDecidesNothing() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Value same = constant(x, 1, 2, 3).relu();
        Graph network = trace.graph(List.of(x), Map.of("y", same));
        String message = assertThrows(IllegalArgumentException.class, () -> Decision.of(network))
                .getMessage();
        assertTrue(message.contains("'y' is the same for every input"), message);
        // A tree of one leaf gives each example its own.
        Graph repeated = trace.graph(List.of(x), Map.of("y", same.repeatBatch()));
        assertEquals(3, Decision.of(repeated).scores().output("y").shape().size());
    }

    @Test
    void probabilitiesAreTheNetworksOwn() {
        Map<UnaryOperator<Value>, Decision.Probability> expected = new LinkedHashMap<>();
        expected.put(z -> z, Decision.Probability.SOFTMAX_OF_OUTPUTS);
        expected.put(z -> z.softmax(0), Decision.Probability.OUTPUTS);
        expected.put(z -> z.logSoftmax(0).softmax(0), Decision.Probability.OUTPUTS);
        expected.put(z -> z.over(3).softmax(0).reshape(Shape.of(1, 3)), Decision.Probability.OUTPUTS);
        expected.put(z -> z.over(3), Decision.Probability.SOFTMAX_OF_OUTPUTS);
        expected.put(z -> z.logSoftmax(0), Decision.Probability.SOFTMAX_OF_OUTPUTS);
        expected.put(z -> z.softmax(0).logarithm(), Decision.Probability.SOFTMAX_OF_OUTPUTS);
        expected.put(z -> z.softmax(0).scale(100), Decision.Probability.SOFTMAX_OF_SCORES);
        expected.put(Value::sigmoid, Decision.Probability.SOFTMAX_OF_SCORES);
        expected.put(z -> z.sigmoid().logarithm(), Decision.Probability.SOFTMAX_OF_SCORES);
        List<Decision.Probability> found = new ArrayList<>();
        expected.keySet().forEach(tail -> found.add(Decision.of(network(tail)).probability()));
        assertEquals(List.copyOf(expected.values()), found);
    }

    @Test
    void confidenceIsReadWhereTheProbabilityStands() {
        float[] outputs = {9, 0.75f, 0.25f};
        float[] scores = {9, 1, 1};
        assertEquals(0.75, of(Decision.Probability.OUTPUTS).confidence(outputs, scores, 1, 2, 0));
        assertEquals(0.5, of(Decision.Probability.SOFTMAX_OF_SCORES).confidence(outputs, scores, 1, 2, 1));
        assertEquals(
                1 / (1 + Math.exp(0.5)),
                of(Decision.Probability.SOFTMAX_OF_OUTPUTS).confidence(outputs, scores, 1, 2, 1),
                1e-15);
        assertEquals(Double.NaN, of(Decision.Probability.OUTPUTS).confidence(outputs, scores, 1, 2, Logits.NONE));
    }

    private static Decision of(Decision.Probability probability) {
        return new Decision(network(UnaryOperator.identity()), List.of(), probability);
    }

    /** What is cut off of a network of a temperature that the network itself computes from its input. */
    @Test
    void aTemperatureOfTheInputIsCutWhereItIsPositiveForSure() {
        for (boolean positive : new boolean[] {true, false}) {
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(2));
            Value heat = x.dense(trace.constant(Tensor.of(Shape.of(1, 2), 1, 1)));
            Value logits = logits(x);
            Value by = (positive ? heat.exponential() : heat).broadcastTo(Shape.of(3));
            Graph network = trace.graph("out", logits.times(by));
            assertEquals(
                    positive ? 1 : 0, Decision.of(network).cut().size(), Arrays.toString(new boolean[] {positive}));
        }
    }
}
