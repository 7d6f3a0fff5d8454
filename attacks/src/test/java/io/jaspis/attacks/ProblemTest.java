package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    private static final Threat THREAT = new Threat(Norm.L2, 0.5, 0, 1);

    private static void assertRefused(String message, Graph network, int size, int classes, Threat threat, int batch) {
        var examples = new Nets.Listed(Shape.of(size), classes, new float[size], new int[1]);
        var thrown = assertThrows(
                IllegalArgumentException.class, () -> new Problem(network, examples, threat, Cpu.best(), batch));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Graph network = Nets.dense(1, 4, 3);
        assertRefused("the batch must be at least 1, but is 0", network, 4, 3, THREAT, 0);
        assertRefused("the network takes inputs of shape [4], but the examples are [5]", network, 5, 3, THREAT, 1);
        assertRefused("the examples have 4 classes, but the network tells only 3 apart", network, 4, 4, THREAT, 1);
        assertRefused(
                "a classifier needs at least two outputs, but the network has 1", Nets.dense(1, 4, 1), 4, 1, THREAT, 1);
    }

    @ParameterizedTest
    @CsvSource({"L2, 2.001, 2.0", "L1, 4.001, 4.0"})
    void ballsLargerThanTheRangeAreRefused(Norm norm, double epsilon, double across) {
        assertRefused(
                "epsilon " + epsilon + " is larger than the " + across
                        + " that cross the whole range of inputs: every input is in such a ball",
                Nets.dense(1, 4, 3),
                4,
                3,
                new Threat(norm, epsilon, 0, 1),
                1);
    }

    @Test
    void imagesAreTakenByNetworksOfTheSameSize() {
        Graph network = Nets.dense(1, Shape.of(1, 2, 2), 4, 3);
        var examples = new Nets.Listed(Shape.of(4), 3, Nets.points(1, 8), new int[] {0, 1});
        Problem problem = new Problem(network, examples, THREAT, Cpu.best(), 2);
        assertEquals(4, problem.size());
        assertEquals(3, problem.classes());
        assertEquals(2, Nets.outcomes(GradientDescent.fgsm(), problem, 1).size());
    }
}
