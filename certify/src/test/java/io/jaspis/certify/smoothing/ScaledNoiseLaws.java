package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Noise with a factor for each value is plain noise in units of these. */
class ScaledNoiseLaws {
    private static final int SIZE = 5;
    private static final int SAMPLES = 200;

    /** The network on its input times factors. */
    private static Graph scaled(Graph network, float[] factors) {
        Trace trace = new Trace();
        var x = trace.input("x", Shape.of(SIZE));
        var times = x.times(trace.constant(Tensor.of(Shape.of(SIZE), factors)));
        return trace.graph(List.of(x), trace.inline(network, Map.of(network.onlyInput(), times)));
    }

    private static int[] votes(Graph network, Noise noise, List<Float> axes, float[] x) {
        int[] votes = new int[SAMPLES];
        try (NoisyVotes votesOf = new NoisyVotes(network, noise, axes, Cpu.best(), 64, 3)) {
            votesOf.vote(1, x, 0, SAMPLES, votes, 0);
        }
        return votes;
    }

    /** Powers of two, so that both sides round alike. */
    @Property(tries = 40)
    @Label("votes with axes are those of the network on inputs in units of the axes under noise that is alike in all")
    void axesAreUnits(@ForAll boolean gaussian, @ForAll long seed) {
        Random random = new Random(seed);
        float[] axes = new float[SIZE];
        float[] x = new float[SIZE];
        float[] inUnits = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            axes[i] = Math.scalb(1f, random.nextInt(7) - 3);
            x[i] = (float) random.nextGaussian();
            inUnits[i] = x[i] / axes[i];
        }
        Graph network = Nets.dense(random.nextLong(), SIZE, 8, 3);
        Noise noise = gaussian ? new Noise.Gaussian(0.5f) : new Noise.Uniform(0.5f);
        List<Float> factors = IntStream.range(0, SIZE).mapToObj(i -> axes[i]).toList();
        assertArrayEquals(votes(scaled(network, axes), noise, List.of(), inUnits), votes(network, noise, factors, x));
    }

    @Property(tries = 20)
    @Label("a value with the axis 0 has no noise")
    void zeroKeepsItsValue(@ForAll boolean gaussian, @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            x[i] = (float) random.nextGaussian();
        }
        // Alone it decides, as it is.
        Graph sign = Graph.of("x", Shape.of(SIZE), "logits", in -> {
            float[] weights = new float[2 * SIZE];
            weights[2] = 1;
            weights[SIZE + 2] = -1;
            return in.dense(in.trace().constant(Tensor.of(Shape.of(2, SIZE), weights)));
        });
        Noise noise = gaussian ? new Noise.Gaussian(9) : new Noise.Uniform(9);
        int[] expected = new int[SAMPLES];
        java.util.Arrays.fill(expected, x[2] > 0 ? 0 : 1);
        assertArrayEquals(expected, votes(sign, noise, List.of(1f, 2f, 0f, 3f, 4f), x));
    }

    @Example
    void axesAreAsManyAsValues() {
        Graph network = Nets.dense(1, SIZE, 3);
        assertThrows(
                IllegalArgumentException.class,
                () -> new NoisyVotes(network, new Noise.Gaussian(1), List.of(1f), Cpu.best(), 64, 3));
    }
}
