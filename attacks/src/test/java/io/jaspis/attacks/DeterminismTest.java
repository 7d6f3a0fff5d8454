package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same seed gives the same bits, whatever the threads, the batch and the company of an example. */
class DeterminismTest {
    private static final Graph DENSE = Nets.dense(3, 196, 128, 10);

    private static final Graph CONVOLUTION = convolution();

    private static Graph convolution() {
        Random random = new Random(8);
        return Graph.of("x", Shape.of(1, 14, 14), "logits", x -> {
            Value first = x.trace().constant(normal(random, Shape.of(8, 1, 4, 4), 0.35));
            Value second = x.trace().constant(normal(random, Shape.of(8, 8, 3, 3), 0.17));
            Value last = x.trace().constant(normal(random, Shape.of(10, 8 * 7 * 7), 0.07));
            return x.convolve(first, new Window(4, 4, 2, 2, 1, 1, 1, 1, 1, 1), 1)
                    .relu()
                    .convolve(second, new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 1)
                    .relu()
                    .flatten()
                    .dense(last);
        });
    }

    private static Tensor normal(Random random, Shape shape, double deviation) {
        float[] elements = new float[shape.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) (deviation * random.nextGaussian());
        }
        return Tensor.of(shape, elements);
    }

    private static Problem problem(Graph network, Norm norm, int batch, Workers workers) {
        double epsilon = switch (norm) {
            case LINF -> 0.03;
            case L2 -> 0.3;
            case L1 -> 3;
        };
        Problem problem = Nets.classified(network, 4, 70, new Threat(norm, epsilon, 0, 1), batch);
        return new Problem(network, problem.examples(), problem.threat(), new Cpu(Providers.best(), workers), batch);
    }

    private static final Attack ATTACK = GradientDescent.pgd(Loss.CROSS_ENTROPY, 8, 2);

    private static void assertSame(Map<Integer, Outcome> expected, Map<Integer, Outcome> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((index, outcome) -> {
            assertEquals(outcome.getClass(), actual.get(index).getClass(), "outcome of " + index);
            if (outcome instanceof Outcome.Falsified falsified) {
                assertArrayEquals(
                        falsified.witness().x(),
                        ((Outcome.Falsified) actual.get(index)).witness().x(),
                        0,
                        "x of " + index);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void threadsBatchAndOrderChangeNoBitOfADenseNetwork(Norm norm) {
        assertSameBits(DENSE, norm);
    }

    @ParameterizedTest
    @EnumSource(value = Norm.class, names = "L2")
    void threadsBatchAndOrderChangeNoBitOfAConvolutionalNetwork(Norm norm) {
        assertSameBits(CONVOLUTION, norm);
    }

    private static void assertSameBits(Graph network, Norm norm) {
        try (Workers one = Workers.of(1);
                Workers three = Workers.of(3)) {
            Problem problem = problem(network, norm, 64, one);
            var expected = Outcomes.of(ATTACK, problem, 5);
            int found = Outcomes.falsified(expected).size();
            assertTrue(found > 5 && found < 65, norm + " found " + found);
            for (int batch : new int[] {64, 7, 3, 2, 1}) {
                assertSame(expected, Outcomes.of(ATTACK, problem(network, norm, batch, three), 5));
            }
            List<Integer> indices = new ArrayList<>(Nets.all(problem));
            Collections.shuffle(indices, new Random(1));
            assertSame(expected, Outcomes.of(ATTACK, problem, indices, 5));
            Map<Integer, Outcome> alone = new TreeMap<>();
            for (int index : indices) {
                alone.putAll(Outcomes.of(ATTACK, problem, List.of(index), 5));
            }
            assertSame(expected, alone);
        }
    }

    @Test
    void anotherSeedGivesOtherPoints() {
        try (Workers one = Workers.of(1)) {
            Problem problem = problem(DENSE, Norm.LINF, 64, one);
            var first = (Outcome.Falsified) firstFound(Outcomes.of(ATTACK, problem, 5));
            var second = (Outcome.Falsified) firstFound(Outcomes.of(ATTACK, problem, 6));
            assertFalse(Arrays.equals(first.witness().x(), second.witness().x()));
        }
    }

    private static Outcome firstFound(Map<Integer, Outcome> outcomes) {
        return outcomes.get(Outcomes.falsified(outcomes).getFirst());
    }
}
