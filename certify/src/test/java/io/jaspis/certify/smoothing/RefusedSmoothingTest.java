package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would be certified beyond what holds is refused. */
class RefusedSmoothingTest {
    private static final HalfSpace EXAMPLES = new HalfSpace(3, 4, 0.3f);
    private static final List<Noise> NOISES = List.of(new Noise.Gaussian(0.25f), new Noise.Uniform(0.25f));
    private static final Sampling SAMPLING = new Sampling(5, 20, 0.1);

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    private static NoisyVotes votes(List<Float> axes) {
        return new NoisyVotes(EXAMPLES.network(), NOISES.getFirst(), axes, Cpu.best(), 8, 1);
    }

    /** A radius counts in units of the axes that have noise: by a negative one it would be of a ball in fewer values. */
    @ParameterizedTest
    @ValueSource(floats = {-1, -Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void axesThatAreNone(float axis) {
        assertEquals(
                "axis 1 of the noise must be a finite number of at least 0, but is " + axis,
                refusal(() -> votes(List.of(1f, axis, 1f, 1f))));
    }

    @Test
    void noNoiseAtAll() {
        assertEquals(
                "no axis of the noise is above 0, so that nothing may change",
                refusal(() -> votes(List.of(0f, 0f, -0f, 0f))));
    }

    /** Of whole numbers noise makes fractions, which such a model never gets. */
    @Test
    void noiseOfWholeNumbers() {
        List<String> types = List.of("int64");
        Model model = new Model("m", "", EXAMPLES.network(), types, types, List.of("a", "b", "c", "d"), List.of(), "");
        for (List<Float> axes : List.of(List.<Float>of(), List.of(0f, 0f, 1f, 0f))) {
            String told = assertThrows(
                            InputException.class, () -> NoisyVotes.of(model, NOISES.getFirst(), axes, Cpu.best(), 8, 1))
                    .getMessage();
            assertTrue(told.contains("takes whole numbers alone for " + (axes.isEmpty() ? "a," : "c,")), told);
        }
        Model mixed = new Model(
                "m",
                "",
                EXAMPLES.network(),
                types,
                List.of("float", "int64", "bool", "float"),
                List.of("a", "b", "c", "d"),
                List.of(),
                "");
        NoisyVotes.requireReal(mixed, List.of(1f, 0f, 0f, 1f));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY})
    void aRadiusThatIsNone(double radius) {
        String told = "a radius must be a number of at least 0, but is " + radius;
        for (Noise noise : NOISES) {
            assertEquals(told, refusal(() -> noise.probability(radius)));
            assertEquals(told, refusal(() -> noise.inNorm(radius, Norm.LINF, 4)));
            assertEquals(told, refusal(() -> noise.fromNorm(radius, Norm.LINF, 4)));
        }
        try (NoisyVotes votes = votes(List.of())) {
            assertEquals(told, refusal(() -> new Smoothing(votes, SAMPLING).reach(0, new float[4], radius)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, 5, Double.NaN, Double.POSITIVE_INFINITY})
    void aProbabilityThatIsNone(double probability) {
        String told = "a probability must be from 0 to 1, but is " + probability;
        for (Noise noise : NOISES) {
            assertEquals(told, refusal(() -> noise.radius(probability)));
            assertEquals(told, refusal(() -> noise.radius(probability, 0)));
            assertEquals(told, refusal(() -> noise.radius(1, probability)));
        }
    }

    @Test
    void examplesOfNoValues() {
        for (Noise noise : NOISES) {
            for (int d : new int[] {0, -1}) {
                assertEquals("an example has at least 1 value, not " + d, refusal(() -> noise.inNorm(1, Norm.LINF, d)));
                refusal(() -> noise.fromNorm(1, Norm.LINF, d));
            }
        }
    }

    @Test
    void votesThatDontFit() {
        try (NoisyVotes votes = votes(List.of())) {
            assertEquals(
                    "3 votes don't fit an array of 3 from -1 on",
                    refusal(() -> votes.vote(0, new float[4], 0, 3, new int[3], -1)));
            refusal(() -> votes.vote(0, new float[4], 0, 3, new int[3], 1));
            refusal(() -> votes.vote(0, new float[4], 0, -1, new int[3], 0));
        }
    }

    @Test
    void examplesThatAreAskedForTwiceOrArentThere() {
        try (NoisyVotes votes = votes(List.of())) {
            SmoothingRun run = new SmoothingRun(votes, SAMPLING, EXAMPLES, new SmoothingRun.Method.OneSided(), Norm.L2);
            assertEquals("a run is of 0 examples or more, not -1", refusal(() -> run.run(-1, _ -> {}, () -> false)));
            assertEquals(
                    "example 1 is asked for twice",
                    refusal(() -> run.run(List.of(1, 2, 1), List.of(), _ -> {}, () -> false)));
            for (int index : new int[] {-1, 3}) {
                assertEquals(
                        "there is no example " + index + ": they go from 0 to 2, and their elements must be there",
                        refusal(() -> run.run(List.of(index), List.of(), _ -> {}, () -> false)));
            }
        }
    }
}
