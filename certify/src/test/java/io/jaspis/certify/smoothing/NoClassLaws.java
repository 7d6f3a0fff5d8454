package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.FileSource;
import io.jaspis.check.ModelSource;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Outputs that tell no class, because one is no number or because the largest is shared, are votes for nobody. */
class NoClassLaws {
    private static final List<Method> METHODS =
            List.of(new Method.OneSided(), new Method.TwoSided(), new Method.Adaptive(0.001));
    private static final float NAN = Float.NaN;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private static Graph network(UnaryOperator<Value> function) {
        return Graph.of("x", Shape.of(2), "logits", function);
    }

    private static Dataset examples(float... values) {
        try {
            return Dataset.of("made up", Tensor.of(Shape.of(values.length / 2, 2), values), new int[values.length / 2]);
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificates, once the checker has replayed every vote of them. */
    private static List<Example> agreed(Graph network, float sigma, Method method, float... values) {
        Dataset examples = examples(values);
        try (NoisyVotes votes = new NoisyVotes(network, new Noise.Gaussian(sigma), Cpu.best(), 64, 5)) {
            SmoothingRun run = new SmoothingRun(votes, new Sampling(20, 300, 0.01), examples, method, Norm.L2);
            List<Example> results = run.run(examples.count(), _ -> {}, () -> false);
            SmoothingCertificate certificate = new SmoothingCertificate(
                    SmoothingCertificate.SCHEMA,
                    SmoothingCertificate.KIND,
                    "0",
                    "none",
                    new ModelSource("m", "0".repeat(64), List.of("float32")),
                    new FileSource("d", "0".repeat(64)),
                    run.settings(),
                    examples.count(),
                    SmoothingCertificate.accuracy(results, 0, 0.1),
                    results);
            var finding = new SmoothingChecker(certificate, network, examples, SmoothingChecker.ALL, 1)
                    .check(_ -> {}, () -> false);
            assertEquals(List.of(), finding.objections(), method::toString);
            return results;
        }
    }

    @Test
    void aVoteNeedsOneLargestNumber() {
        float[][] outputs = {
            {1, 3, 2},
            {3, NAN, 2},
            {NAN, 1, 1},
            {1, 1, NAN},
            {NAN, NAN, NAN},
            {2, 2, 1},
            {1, 2, 2},
            {2, 1, 2},
            {0, -0f, -1},
            {1, 1, 2},
            {INFINITY, 1, 2},
            {1, INFINITY, INFINITY},
            {-INFINITY, -INFINITY, -INFINITY},
            {-INFINITY, 0, -1}
        };
        int[] votes = {1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 0, -1, -1, 1};
        for (int i = 0; i < votes.length; i++) {
            assertEquals(votes[i], NoisyVotes.vote(outputs[i], 0, 3), "outputs " + i);
            float[] turned = {9, outputs[i][2], outputs[i][1], outputs[i][0]};
            assertEquals(votes[i] < 0 ? -1 : 2 - votes[i], NoisyVotes.vote(turned, 1, 3), "outputs turned " + i);
        }
    }

    @Test
    void whatIsMostlyNoNumberIsNotCertified() {
        // Both logarithms have a number in a quarter of the samples at 0, and in about three quarters at (1, 0.9).
        for (Method method : METHODS) {
            for (Example example : agreed(network(Value::logarithm), 1, method, 0, 0, 0.2f, 0.9f, 1, 0.9f)) {
                assertFalse(example.certified(), method::toString);
                assertTrue(example.none() > 0, method::toString);
            }
        }
    }

    @Test
    void whereNothingIsANumberThereIsNoClass() {
        for (Method method : METHODS) {
            for (Example example : agreed(network(Value::logarithm), 0.1f, method, -9, -9, 5, -9)) {
                assertEquals(Logits.NONE, example.prediction());
                assertEquals(0, example.successes());
                assertEquals(method instanceof Method.Adaptive ? 0 : 300, example.samples());
                assertEquals(example.samples(), example.none());
                assertFalse(example.certified());
            }
        }
    }

    @Test
    void aFewSamplesWithoutANumberCountAgainstTheClass() {
        // The first input is below 0 in about one sample of 40, and then the outputs are no numbers.
        for (Method method : METHODS) {
            Example example =
                    agreed(network(Value::logarithm), 1, method, 2, 90).getFirst();
            assertEquals(1, example.prediction());
            assertTrue(example.certified(), method::toString);
            if (!(method instanceof Method.Adaptive)) {
                assertTrue(example.none() > 0, method::toString);
                assertEquals(example.samples(), example.successes() + example.none());
                double whole = agreed(network(Value::logarithm), 1, method, 9, 90)
                        .getFirst()
                        .radius();
                assertTrue(example.radius() < whole, method::toString);
            }
        }
    }

    @Test
    void numbersThatAreLostOnTheWayAreLostInTheReplayToo() {
        // Through the functions that a NaN could be lost in.
        List<UnaryOperator<Value>> functions = List.of(
                x -> x.logarithm().relu(),
                x -> x.logarithm().clip(-1, 1),
                x -> x.logarithm().absolute(),
                x -> x.squareRoot().sigmoid(),
                x -> x.squareRoot().tanh(),
                x -> x.logarithm().leakyRelu(0.1f),
                x -> x.logarithm().exponential(),
                x -> x.squareRoot().logSoftmax(0));
        for (UnaryOperator<Value> function : functions) {
            agreed(network(function), 0.7f, new Method.OneSided(), 0.2f, 0.5f);
        }
    }

    @Test
    void whatOverflowsInFloat32Agrees() {
        // e^(20·x) is infinite in float32 from 4.44 on, and a sum of differences then is no number.
        Graph network = network(x ->
                x.scale(20).exponential().dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, -1, -1, 1))));
        Example example = agreed(network, 1, new Method.OneSided(), 4.6f, 4.4f).getFirst();
        assertTrue(example.none() > 0, () -> "nothing overflows");
    }

    @Test
    void aSharedLargestOutputIsNobodys() {
        // Saturated: both outputs are 1 in float32, though not in float64.
        for (Method method : METHODS) {
            Example example = agreed(network(x -> x.sigmoid().relu()), 0.1f, method, 40, 41)
                    .getFirst();
            assertEquals(Logits.NONE, example.prediction());
            assertFalse(example.certified());
        }
    }

    @Test
    void aSaturatedTailHidesNothing() {
        Example example = agreed(network(Value::sigmoid), 0.1f, new Method.OneSided(), 40, 41)
                .getFirst();
        assertEquals(1, example.prediction());
        assertTrue(example.certified());
    }

    @Test
    void predictionsCountThemAgainstTheFirst() {
        try (NoisyVotes votes = new NoisyVotes(network(Value::logarithm), new Noise.Gaussian(1), Cpu.best(), 64, 5)) {
            Smoothing smoothing = new Smoothing(votes, new Sampling(10, 300, 0.01));
            assertEquals(OptionalInt.of(1), smoothing.predict(0, new float[] {2, 90}));
            assertEquals(OptionalInt.empty(), smoothing.predict(0, new float[] {-0.5f, 90}));
            assertEquals(OptionalInt.empty(), smoothing.predict(0, new float[] {-9, 90}));
        }
    }

    @Property(tries = 300)
    @Label("a certificate that has a vote for no class in the place of any other claims no more")
    void noClassNeverHelps(
            @ForAll @IntRange(min = 2, max = 5) int classes,
            @ForAll @IntRange(min = 1, max = 400) int samples,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll @DoubleRange(max = 1) double lost,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] votes = new int[samples];
        int[] fewer = new int[samples];
        for (int i = 0; i < samples; i++) {
            votes[i] = random.nextDouble() < share ? 0 : random.nextInt(classes);
            fewer[i] = random.nextDouble() < lost ? Logits.NONE : votes[i];
        }
        Noise noise = new Noise.Gaussian(0.5f);
        Tally all = new Tally(0, votes, classes);
        Tally some = new Tally(0, fewer, classes);
        assertTrue(Certification.oneSided(some, noise, 0.01).proven()
                <= Certification.oneSided(all, noise, 0.01).proven());
        assertTrue(Certification.twoSided(some, noise, 0.01).proven()
                <= Certification.twoSided(all, noise, 0.01).proven());
        // Nor more than if those votes were for any one of the other classes.
        for (int other = 1; other < classes; other++) {
            int[] given = fewer.clone();
            for (int i = 0; i < samples; i++) {
                given[i] = given[i] == Logits.NONE ? other : given[i];
            }
            assertTrue(Certification.twoSided(some, noise, 0.01).proven()
                    <= Certification.twoSided(new Tally(0, given, classes), noise, 0.01)
                            .proven());
        }
        assertEquals(samples, java.util.Arrays.stream(some.counts()).sum() + some.none());
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnyWork() {
        Dataset examples = examples(1, 2, 3, 4);
        Graph network = network(x -> x.dense(x.trace().constant(Tensor.of(Shape.of(1, 2), 1, 1))));
        try (NoisyVotes votes = new NoisyVotes(network, new Noise.Gaussian(1), Cpu.best(), 8, 1)) {
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> new SmoothingRun(
                                    votes, new Sampling(1, 1, 0.1), examples, new Method.OneSided(), Norm.L2))
                    .getMessage();
            assertTrue(message.contains("1 outputs"), message);
        }
        try (NoisyVotes votes = new NoisyVotes(network(x -> x.scale(2)), new Noise.Gaussian(1), Cpu.best(), 8, 1)) {
            Dataset others = labelled(2);
            SmoothingRun run = new SmoothingRun(votes, new Sampling(1, 1, 0.1), others, new Method.OneSided(), Norm.L2);
            String message = assertThrows(InputException.class, () -> run.run(2, _ -> fail("it began"), () -> false))
                    .getMessage();
            assertTrue(message.contains("label 2 of example 1"), message);
        }
    }

    private static Dataset labelled(int second) {
        try {
            return Dataset.of("made up", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4), 0, second);
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    @net.jqwik.api.Example
    void votesForClassesThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Tally(5, new int[] {1, 0}, 2));
        assertThrows(IllegalArgumentException.class, () -> new Tally(1, new int[] {1, 2}, 2));
        assertEquals(1, new Tally(1, new int[] {1, Logits.NONE}, 2).successes());
    }

    @net.jqwik.api.Example
    void whatIsGivenToATallyAndReadOfItChangesNothingOfIt() {
        int[] votes = {1, 0};
        Tally tally = new Tally(1, votes, 2);
        votes[0] = 0;
        tally.votes()[1] = 1;
        assertEquals(new Tally(1, new int[] {1, 0}, 2), tally);
        assertEquals(new Tally(1, new int[] {1, 0}, 2).hashCode(), tally.hashCode());
        assertFalse(tally.equals(new Tally(1, new int[] {1, 1}, 2)));
    }
}
