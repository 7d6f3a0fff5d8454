package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A certificate is of the pictures that a network takes, and not of their numbers in another order. */
class SmoothedShapesTest {
    private static final Sampling SAMPLING = new Sampling(5, 200, 0.1);
    private static final Graph NETWORK = Graph.of(
            "x",
            Shape.of(3, 2, 2),
            "scores",
            x -> x.flatten().dense(x.trace().constant(Tensor.of(Shape.of(2, 12), weights()))));

    /** Class 1 leads where the first channel is bright. */
    private static float[] weights() {
        float[] weights = new float[24];
        for (int i = 12; i < 16; i++) {
            weights[i] = 1;
        }
        return weights;
    }

    private static Nets.Listed examples(int... extents) {
        return new Nets.Listed(Shape.of(extents), 2, Nets.points(1, 24), new int[2]);
    }

    private static List<Example> smoothed(Nets.Listed examples) {
        try (NoisyVotes votes = new NoisyVotes(NETWORK, new Noise.Gaussian(0.25f), Cpu.best(), 8, 1)) {
            return new SmoothingRun(votes, SAMPLING, examples, new SmoothingRun.Method.OneSided(), Norm.L2)
                    .run(2, _ -> {}, () -> false);
        }
    }

    @Test
    void picturesWithTheirChannelsLastAreRefused() {
        for (Nets.Listed turned : List.of(examples(2, 2, 3), examples(4, 3), examples(2, 3, 2))) {
            String told = assertThrows(IllegalArgumentException.class, () -> smoothed(turned))
                    .getMessage();
            assertEquals(
                    "the network takes inputs of shape " + Shape.of(3, 2, 2) + ", but the examples are "
                            + turned.shape(),
                    told);
        }
    }

    @Test
    void thoseThatAreFlatOrHaveMoreAxesOfOneAreTaken() {
        List<Example> found = smoothed(examples(3, 2, 2));
        assertEquals(found, smoothed(examples(12)));
        assertEquals(found, smoothed(examples(1, 3, 2, 2)));
    }
}
