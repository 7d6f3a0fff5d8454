package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The same seed gives the same votes, whatever the batch, the threads, and what else was asked before. */
class SameVotesLaws {
    private static final Shape SHAPE = Shape.of(1, 8, 8);
    private static final Workers THREE = Workers.of(3);

    @AfterContainer
    static void close() {
        THREE.close();
    }

    private static Graph network() {
        return Graph.of("x", SHAPE, "logits", x -> {
            var trace = x.trace();
            return x.convolve(trace.constant(weights(1, 6, 1, 3, 3)), Window.of(3, 3), 1)
                    .relu()
                    .flatten()
                    .dense(trace.constant(weights(2, 4, 216)));
        });
    }

    private static Tensor weights(int stream, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        Providers.scalar().randoms().normal(4, stream, 0, tensor.data().length, tensor.data(), 0);
        return tensor;
    }

    private static int[] votes(Noise noise, Workers workers, int batch, int example, int first, int count) {
        float[] x = new float[SHAPE.size()];
        Providers.scalar().randoms().uniform(4, 3, 0, x.length, x, 0);
        try (NoisyVotes votes = new NoisyVotes(network(), noise, new Cpu(Providers.best(), workers), batch, 9)) {
            int[] classes = new int[count];
            votes.vote(example, x, first, count, classes, 0);
            return classes;
        }
    }

    @Property(tries = 30)
    @Label("a sample's vote doesn't depend on the batch it is in, nor on the threads")
    void sameBitsWhateverTheBatch(
            @ForAll @IntRange(min = 1, max = 300) int batch,
            @ForAll @IntRange(min = 0, max = 1_000_000) int first,
            @ForAll @IntRange(min = 0, max = 1_000_000) int example,
            @ForAll boolean gaussian,
            @ForAll boolean threads) {
        Noise noise = gaussian ? new Noise.Gaussian(1) : new Noise.Uniform(1);
        Workers one = Workers.of(1);
        int[] alone = votes(noise, one, 1, example, first, 130);
        assertArrayEquals(alone, votes(noise, threads ? THREE : one, batch, example, first, 130));
        one.close();
    }

    @Property(tries = 5)
    @Label("an adaptive decision and its samples don't depend on the batch")
    void sameDecisionWhateverTheBatch(@ForAll @IntRange(min = 1, max = 200) int batch) {
        assertEquals(adaptive(1000), adaptive(batch));
    }

    private static List<Example> adaptive(int batch) {
        HalfSpace examples = new HalfSpace(6, 5, 0.3f);
        try (NoisyVotes votes = new NoisyVotes(examples.network(), new Noise.Gaussian(0.25f), Cpu.best(), batch, 1)) {
            return new SmoothingRun(votes, new Sampling(10, 2000, 0.01), examples, new Method.Adaptive(0.2), Norm.L2)
                    .run(6, _ -> {}, () -> false);
        }
    }

    @Property(tries = 1)
    @Label("samples and examples have noise of their own")
    void everySampleHasItsOwnNoise() {
        Noise noise = new Noise.Gaussian(1);
        Workers one = Workers.of(1);
        int[] votes = votes(noise, one, 64, 0, 0, 200);
        // Neighbours are neither the same nor the same one later.
        for (int[] other : new int[][] {
            votes(noise, one, 64, 1, 0, 200), votes(noise, one, 64, 0, 200, 200), votes(noise, one, 64, 0, 1, 200)
        }) {
            int same = 0;
            for (int i = 0; i < votes.length; i++) {
                same += votes[i] == other[i] ? 1 : 0;
            }
            assertNotEquals(votes.length, same);
        }
        one.close();
    }
}
