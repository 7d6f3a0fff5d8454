package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.certify.smoothing.Sampling;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.NoisyReplay.Agreement;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker accepts what was computed, and finds whatever was changed in it. */
class SmoothingCheckerTest {
    private static final int SIZE = 9;
    private static final int COUNT = 6;
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    private static float[] noise(int stream, int count) {
        float[] numbers = new float[count];
        Providers.scalar().randoms().normal(8, stream, 0, count, numbers, 0);
        return numbers;
    }

    private static Graph network() {
        return Graph.of(
                "x",
                Shape.of(SIZE),
                "logits",
                x -> x.dense(x.trace().constant(Tensor.of(Shape.of(12, SIZE), noise(1, 12 * SIZE))))
                        .relu()
                        .dense(x.trace().constant(Tensor.of(Shape.of(3, 12), noise(2, 36)))));
    }

    private static Dataset examples() {
        try {
            return Dataset.of("made up", Tensor.of(Shape.of(COUNT, SIZE), noise(3, COUNT * SIZE)), 0, 1, 2, 0, 1, 2);
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    private static SmoothingCertificate certificate(Noise noise, Method method, Norm norm) {
        try (NoisyVotes votes = new NoisyVotes(network(), noise, Cpu.best(), 64, 5)) {
            SmoothingRun run = new SmoothingRun(votes, new Sampling(20, 300, 0.01), examples(), method, norm);
            List<Example> results = run.run(COUNT, _ -> {}, () -> false);
            return new SmoothingCertificate(
                    SmoothingCertificate.SCHEMA,
                    SmoothingCertificate.KIND,
                    "0",
                    "none",
                    new ModelSource("m", HASH, List.of("float32")),
                    new FileSource("d", HASH),
                    run.settings(),
                    COUNT,
                    SmoothingCertificate.accuracy(results, 0, 0.05, 0.2),
                    results);
        }
    }

    private static SmoothingCertificate usual() {
        return certificate(new Noise.Gaussian(0.2f), new Method.OneSided(), Norm.L2);
    }

    private static SmoothingChecker.Finding check(SmoothingCertificate certificate, int replays) {
        return new SmoothingChecker(certificate, network(), examples(), replays, 1).check(_ -> {}, () -> false);
    }

    @Test
    void acceptsWhatWasComputed() {
        for (Noise noise : new Noise[] {new Noise.Gaussian(0.2f), new Noise.Uniform(0.3f)}) {
            for (Method method : List.of(new Method.OneSided(), new Method.TwoSided(), new Method.Adaptive(0.02))) {
                for (Norm norm : Norm.values()) {
                    SmoothingCertificate certificate = certificate(noise, method, norm);
                    var finding = check(certificate, 5);
                    assertEquals(List.of(), finding.objections(), () -> noise + " " + method + " " + norm);
                    assertTrue(
                            certificate.examples().stream().anyMatch(Example::certified),
                            () -> noise + " " + method + " certifies nothing, so nothing is checked");
                }
            }
        }
        var all = check(usual(), SmoothingChecker.ALL);
        assertEquals(List.of(), all.objections());
        assertEquals(COUNT * 320L, all.replayed());
    }

    @Test
    void findsWhateverWasChanged() {
        refused("radius", 0, e -> with(e, e.label(), e.successes(), e.radius() * 1.001, 0, e.votes()));
        refused("joint radius", 0, e -> with(e, e.label(), e.successes(), e.radius(), e.radius(), e.votes()));
        refused("count", 0, e -> with(e, e.label(), e.successes() - 1, e.radius(), 0, e.votes()));
        refused("label", 0, e -> with(e, (e.label() + 1) % 3, e.successes(), e.radius(), 0, e.votes()));
        refused("votes", 0, e -> {
            int[] votes = Ballots.parse(e.votes(), e.samples());
            votes[0] = votes[0] == e.prediction() ? (votes[0] + 1) % 3 : e.prediction();
            return with(e, e.label(), e.successes(), e.radius(), 0, Ballots.format(votes));
        });
        refused("no class", 0, e -> {
            int[] votes = Ballots.parse(e.votes(), e.samples());
            for (int i = 0; i < votes.length; i++) {
                votes[i] = votes[i] == e.prediction() ? votes[i] : Logits.NONE;
            }
            return with(e, e.label(), e.successes(), e.radius(), 0, Ballots.format(votes));
        });
        refused("all for one", SmoothingChecker.ALL, e -> {
            int[] votes = new int[e.samples()];
            java.util.Arrays.fill(votes, e.prediction());
            return with(e, e.label(), votes.length, e.radius(), 0, Ballots.format(votes));
        });
        refused(
                "selection",
                SmoothingChecker.ALL,
                e -> new Example(
                        e.index(),
                        e.sha256(),
                        e.label(),
                        (e.prediction() + 1) % 3,
                        (int) java.util.Arrays.stream(Ballots.parse(e.votes(), e.samples()))
                                .filter(v -> v == (e.prediction() + 1) % 3)
                                .count(),
                        e.none(),
                        e.samples(),
                        false,
                        0,
                        0,
                        e.votes()));
    }

    /** An example whose votes aren't all alike is changed; nothing else is, but for the accuracies, which follow. */
    private static void refused(String what, int replays, UnaryOperator<Example> change) {
        SmoothingCertificate honest = usual();
        List<Example> changed = new ArrayList<>(honest.examples());
        int chosen = -1;
        for (int i = 0; i < changed.size(); i++) {
            Example example = changed.get(i);
            if (example.certified() && example.successes() < example.samples()) {
                chosen = i;
            }
        }
        assertTrue(chosen >= 0, "there is no example to change");
        changed.set(chosen, change.apply(changed.get(chosen)));
        var finding = check(
                new SmoothingCertificate(
                        honest.schema(),
                        honest.kind(),
                        honest.jaspis(),
                        honest.command(),
                        honest.model(),
                        honest.data(),
                        honest.settings(),
                        honest.asked(),
                        SmoothingCertificate.accuracy(changed, 0, 0.05, 0.2),
                        changed),
                replays);
        assertFalse(finding.valid(), what);
    }

    private static Example with(Example e, int label, int successes, double radius, double jointRadius, String votes) {
        return new Example(
                e.index(),
                e.sha256(),
                label,
                e.prediction(),
                successes,
                e.none(),
                e.samples(),
                e.certified(),
                radius,
                jointRadius,
                votes);
    }

    /** A certificate of class 1 with all votes, for a network that doesn't say so. */
    private static SmoothingChecker.Finding forged(UnaryOperator<Value> function, int replays, float... x) {
        int[] votes = new int[300];
        Arrays.fill(votes, 1);
        return forged(function, replays, MethodKind.ONE_SIDED, votes, 0.5, x);
    }

    private static SmoothingChecker.Finding forged(
            UnaryOperator<Value> function, int replays, MethodKind method, int[] votes, double radius, float... x) {
        Settings settings = new Settings(NoiseKind.GAUSSIAN, 0.3f, Norm.L2, method, 0, 10, votes.length, 0.01, 1);
        return forged(function, replays, settings, votes, radius, x);
    }

    private static SmoothingChecker.Finding forged(
            UnaryOperator<Value> function, int replays, Settings settings, int[] votes, double radius, float... x) {
        try {
            Dataset data = Dataset.of("made up", Tensor.of(Shape.of(1, 2), x), 1);
            int own = (int) Arrays.stream(votes).filter(vote -> vote == 1).count();
            Example example = new Example(
                    0, Fingerprint.of(x), 1, 1, own, 0, votes.length, true, radius, radius, Ballots.format(votes));
            SmoothingCertificate certificate = new SmoothingCertificate(
                    SmoothingCertificate.SCHEMA,
                    SmoothingCertificate.KIND,
                    "0",
                    "none",
                    new ModelSource("m", HASH, List.of("float32")),
                    new FileSource("d", HASH),
                    settings,
                    1,
                    SmoothingCertificate.accuracy(List.of(example), 0),
                    List.of(example));
            Graph network = Graph.of("x", Shape.of(2), "logits", function);
            return new SmoothingChecker(certificate, network, data, replays, 1).check(_ -> {}, () -> false);
        } catch (DataException e) {
            throw new AssertionError(e);
        }
    }

    /** What is proved in L2 is less in L∞, by the root of how many values have noise. */
    @Test
    void aRadiusIsOfItsNormAndOfTheValuesThatHaveNoise() {
        int[] votes = new int[300];
        Arrays.fill(votes, 1);
        double probability = Math.pow(0.01, 1.0 / votes.length);
        double proved = 0.3f * NormalDistribution.of(0, 1).inverseCumulativeProbability(probability);
        for (List<Float> axes : List.of(List.<Float>of(), List.of(1f, 1f), List.of(0f, 1f))) {
            Settings settings = new Settings(
                    NoiseKind.GAUSSIAN, 0.3f, axes, Norm.LINF, MethodKind.ONE_SIDED, 0, 10, votes.length, 0.01, 1);
            double radius = proved / Math.sqrt(axes.contains(0f) ? 1 : 2);
            assertEquals(
                    List.of(),
                    forged(x -> x, 10, settings, votes, radius * (1 - 1e-6), 1, 9)
                            .objections());
            assertFalse(forged(x -> x, 10, settings, votes, radius * (1 + 1e-3), 1, 9)
                    .valid());
        }
    }

    @Test
    void nothingIsProvedByOutputsThatTellNoClass() {
        // The largest output is shared, by rounding or exactly; or there is no number; or an infinite one among small
        // ones.
        assertFalse(forged(x -> x.scale(0), 10, 1, 2).valid(), "constant");
        assertFalse(forged(x -> x.scale(-1e-6f).plus(1000), 10, 1, 9).valid(), "rounded");
        assertFalse(forged(Value::sigmoid, SmoothingChecker.ALL, 41, 40).valid(), "saturated");
        assertFalse(forged(Value::logarithm, 10, -9, 9).valid(), "no number");
        assertFalse(forged(x -> x.scale(1000).exponential(), 10, 9, -9).valid(), "infinite");
        assertEquals(List.of(), forged(x -> x, SmoothingChecker.ALL, 1, 9).objections());
    }

    /** Two votes, of which all are ties: fewer than may be ties among many. */
    @Test
    void nothingIsProvedByTiesAlone() {
        Settings few = new Settings(NoiseKind.GAUSSIAN, 0.3f, Norm.L2, MethodKind.ONE_SIDED, 0, 1, 2, 0.5, 1);
        int[] votes = {1, 1};
        for (int replays : new int[] {10, SmoothingChecker.ALL}) {
            assertFalse(forged(x -> x.scale(0), replays, few, votes, 0.1, 1, 9).valid());
            assertEquals(
                    List.of(), forged(x -> x, replays, few, votes, 0.1, 1, 9).objections());
        }
    }

    /** The first input plus 10¹⁰, of which that is taken away again for one class; the other has 0.3. */
    private static UnaryOperator<Value> swallowing(int label) {
        float[] biases = {0.3f, 0.3f};
        biases[label] = -1e10f;
        return x -> x.dense(x.trace().constant(Tensor.of(Shape.of(1, 2), 1, 0)))
                .plus(1e10f)
                .dense(x.trace().constant(Tensor.of(Shape.of(2, 1), 1 - label, label)))
                .plus(x.trace().constant(Tensor.of(Shape.of(2), biases)));
    }

    /** Votes of float64 aren't those of float32, and the other way round. */
    @Test
    void whereFloat32IsFarFromFloat64NeitherProvesAnything() {
        for (int label : new int[] {0, 1}) {
            SmoothingChecker.Finding finding = forged(swallowing(label), 10, 9, 0);
            assertFalse(finding.valid());
            assertEquals(10, finding.apart());
            assertTrue(
                    finding.objections().getFirst().contains("float32 is far from float64"),
                    finding.objections()::toString);
        }
        UnaryOperator<Value> overflowing = x ->
                x.scale(1e30f).relu().scale(1e30f).relu().scale(1e-30f).relu().scale(1e-30f);
        assertFalse(forged(overflowing, 10, 5, 9).valid());
    }

    /** Beside a step rounding decides, however far the step goes. */
    @Test
    void besideAStepVotesAreTied() {
        Graph network = Graph.of("x", Shape.of(2), "logits", Value::round);
        NoisyReplay replay = new NoisyReplay(network, usual().settings());
        double[] logits = {3, 2};
        NoisyReplay.Sample beside =
                new NoisyReplay.Sample(new float[] {Math.nextUp(2.5f), 2.4f}, logits, logits, false);
        assertEquals(Agreement.SAME, replay.agreement(beside, 0));
        assertEquals(Agreement.TIED, replay.agreement(beside, Logits.NONE));
        assertEquals(Agreement.OTHER, replay.agreement(beside, 1));
        assertFalse(replay.certain(beside, 0));
        NoisyReplay.Sample clear = new NoisyReplay.Sample(new float[] {2.6f, 2.4f}, logits, logits, false);
        assertEquals(Agreement.OTHER, replay.agreement(clear, Logits.NONE));
        assertTrue(replay.certain(clear, 0));
    }

    /** Six in ten votes are for class 1, and the others are forged; beside a class at −10⁹ all others seem to be tied. */
    @Test
    void aClassFarBelowHidesNoForgedVotes() {
        UnaryOperator<Value> masked = x -> x.dense(x.trace().constant(Tensor.of(Shape.of(3, 2), 1, 0, 0, 1, 0, 0)))
                .plus(x.trace().constant(Tensor.of(Shape.of(3), 0, 0, -1e9f)));
        assertFalse(forged(masked, SmoothingChecker.ALL, 0.1f, 0.21f).valid());
        assertFalse(forged(masked, 200, 0.1f, 0.21f).valid());
        assertEquals(List.of(), forged(masked, SmoothingChecker.ALL, -9, 9).objections());
    }

    /** More than half of the votes are for class 0; forged ones share them out among others, which seem to be tied. */
    @Test
    void tiesShareOutNoVotesAmongOtherClasses() {
        float[] weights = new float[2 * 8];
        weights[0] = 1;
        weights[2] = -1;
        float[] biases = new float[8];
        Arrays.fill(biases, 2, 8, 1e6f - 50);
        Arrays.fill(biases, 0, 2, 1e6f);
        UnaryOperator<Value> tied = x -> x.dense(x.trace().constant(Tensor.of(Shape.of(8, 2), weights)))
                .plus(x.trace().constant(Tensor.of(Shape.of(8), biases)));
        NoisyReplay replay = new NoisyReplay(
                Graph.of("x", Shape.of(2), "logits", tied),
                new Settings(NoiseKind.GAUSSIAN, 0.3f, Norm.L2, MethodKind.TWO_SIDED, 0, 10, 300, 0.01, 1));
        float[] x = {0.03f, 0};
        int[] votes = new int[300];
        for (int i = 0; i < votes.length; i++) {
            votes[i] = NoisyReplay.vote(replay.logits(0, 10 + i, x)) == 1 ? 1 : 2 + i % 6;
        }
        SmoothingChecker.Finding finding = forged(tied, SmoothingChecker.ALL, MethodKind.TWO_SIDED, votes, 0.01, x);
        assertEquals(
                1,
                finding.objections().stream()
                        .filter(text -> text.contains("example 0"))
                        .count());
        assertTrue(finding.objections().getFirst().contains("others in float64"), finding.objections()::toString);
    }

    @Test
    void nothingIsValidWithoutAnExample() {
        SmoothingCertificate honest = usual();
        var finding = check(
                new SmoothingCertificate(
                        honest.schema(),
                        honest.kind(),
                        honest.jaspis(),
                        honest.command(),
                        honest.model(),
                        honest.data(),
                        honest.settings(),
                        honest.asked(),
                        SmoothingCertificate.accuracy(List.of(), 0),
                        List.of()),
                1);
        assertFalse(finding.valid());
    }

    @Test
    void roundingMayDecideWhetherAnOutputIsANumber() {
        // The logarithms of a difference and of its negative plus 3: the former is just below 0 here.
        Graph network = Graph.of(
                "x",
                Shape.of(2),
                "logits",
                x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, -1, -1, 1)))
                        .plus(x.trace().constant(Tensor.of(Shape.of(2), 0, 3)))
                        .logarithm());
        NoisyReplay replay = new NoisyReplay(network, usual().settings());
        float[] inputs = {1, Math.nextUp(1f)};
        double[] logits = {Double.NaN, 1.1};
        NoisyReplay.Sample sample = new NoisyReplay.Sample(inputs, logits, logits, true);
        assertEquals(Agreement.SAME, replay.agreement(sample, Logits.NONE));
        assertEquals(Agreement.TIED, replay.agreement(sample, 1));
        assertEquals(Agreement.OTHER, replay.agreement(sample, 0));
        NoisyReplay.Sample far = new NoisyReplay.Sample(new float[] {1, 2}, logits, logits, true);
        assertEquals(Agreement.OTHER, replay.agreement(far, 1));
    }

    @Test
    void replaysTheVeryNoiseOfTheGraph() {
        // The logits are the noisy inputs themselves, so each vote is the largest of them.
        Graph identity = Graph.of("x", Shape.of(SIZE), "logits", x -> x.scale(2));
        float[] x = noise(4, SIZE);
        for (Noise noise : new Noise[] {new Noise.Gaussian(0.7f), new Noise.Uniform(0.7f)}) {
            Graph noisy = NoisyVotes.graph(identity, noise);
            try (Execution execution = Cpu.best().load(Plan.of(noisy, 3));
                    NoisyVotes votes = new NoisyVotes(identity, noise, Cpu.best(), 8, 77)) {
                int[] classes = new int[40];
                votes.vote(1234, x, 990_000, classes.length, classes, 0);
                var settings = new SmoothingCertificate.Settings(
                        noise.kind(), 0.7f, Norm.L2, MethodKind.ONE_SIDED, 0, 1, 1, 0.1, 77);
                NoisyReplay replay = new NoisyReplay(identity, settings);
                for (int i = 0; i < classes.length; i++) {
                    assertEquals(Agreement.SAME, replay.replay(1234, 990_000 + i, x, classes[i]));
                }
                execution.write("centre", x);
                execution.seed(77, 1234L << 24 | 990_000);
                execution.run();
                float[] logits = execution.read("logits");
                double[] again = replay.logits(1234, 990_001, x);
                for (int i = 0; i < SIZE; i++) {
                    assertEquals(logits[SIZE + i], again[i], 0.0);
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        SmoothingCertificate certificate = usual();
        Path file = folder.resolve("certificate.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            CertificateFile.write(certificate, out);
        }
        assertEquals(certificate, CertificateFile.smoothing(file));
        int[] votes = {0, 65_534, Logits.NONE, 7, 7};
        assertArrayEquals(votes, Ballots.parse(Ballots.format(votes), 5));
        assertThrows(IllegalArgumentException.class, () -> Ballots.parse(Ballots.format(votes), 4));
        assertThrows(IllegalArgumentException.class, () -> Ballots.parse(Ballots.format(votes), 6));
        assertThrows(IllegalArgumentException.class, () -> Ballots.format(new int[] {65_535}));
        Files.writeString(file, "{\"kind\": \"smoothing\", \"schema\": 1}");
        assertTrue(assertThrows(IOException.class, () -> CertificateFile.smoothing(file))
                .getMessage()
                .contains("layout 1"));
        Files.writeString(file, "{\"kind\": \"other\"}");
        assertTrue(assertThrows(IOException.class, () -> CertificateFile.smoothing(file))
                .getMessage()
                .contains("other"));
        Files.writeString(file, "not JSON");
        assertThrows(IOException.class, () -> CertificateFile.smoothing(file));
    }
}
