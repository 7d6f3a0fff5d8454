package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Nets;
import java.util.Map;
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

    private static void assertRefused(String message, Shape input, Shape shape, float[] values, int... labels) {
        Graph network = Nets.dense(1, input, input.size(), 3);
        var examples = new Nets.Listed(shape, 3, values, labels);
        var thrown = assertThrows(
                IllegalArgumentException.class, () -> new Problem(network, examples, THREAT, Cpu.best(), 1));
        assertEquals(message, thrown.getMessage());
    }

    /** Of the last example too, which no attack would come to. */
    @Test
    void valuesOutsideTheRangeAreRefusedBeforeWork() {
        Shape shape = Shape.of(2);
        assertRefused(
                "value 200 of example 0 lies outside the range [0, 1] (it is element 1): scale the examples into it, or give"
                        + " the range that inputs can have",
                shape,
                shape,
                new float[] {0, 200},
                0);
        assertRefused(
                "value -1.0E-30 of example 2 lies outside the range [0, 1] (it is element 0): scale the examples into it, or"
                        + " give the range that inputs can have",
                shape,
                shape,
                new float[] {0, 1, 0, 1, -1e-30f, 1},
                0,
                0,
                0);
        assertRefused(
                "value NaN of example 1 (element 1) is no finite number",
                shape,
                shape,
                new float[] {0, 1, 0, Float.NaN},
                0,
                0);
        assertRefused(
                "value Infinity of example 0 (element 0) is no finite number",
                shape,
                shape,
                new float[] {Float.POSITIVE_INFINITY, 0},
                0);
    }

    @Test
    void labelsThatAreNoClassAreRefused() {
        for (int label : new int[] {-1, 3}) {
            assertRefused(
                    "label " + label + " of example 1 is no class of the network: they go from 0 to 2",
                    Shape.of(1),
                    Shape.of(1),
                    new float[2],
                    0,
                    label);
        }
    }

    /** Of a part of all examples, as a worker has it, labels are known of those that are there alone. */
    @Test
    void examplesThatArentThereHaveNoLabels() {
        Examples part = new Examples() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public int classes() {
                return 3;
            }

            @Override
            public Shape shape() {
                return Shape.of(1);
            }

            @Override
            public boolean holds(int index) {
                return index == 1;
            }

            @Override
            public int label(int index) {
                if (!holds(index)) {
                    throw new IllegalArgumentException("example " + index + " is none of those here");
                }
                return 2;
            }

            @Override
            public void copy(int index, float[] destination, int offset) {
                destination[offset] = 0.5f;
            }
        };
        assertEquals(1, new Problem(Nets.dense(1, 1, 3), part, THREAT, Cpu.best(), 1).size());
    }

    @Test
    void otherShapesOfTheSameSizeAreRefused() {
        assertRefused(
                "the network takes inputs of shape [3, 4], but the examples are [2, 6]",
                Shape.of(3, 4),
                Shape.of(2, 6),
                new float[12],
                0);
        assertRefused(
                "the network takes inputs of shape [3, 2, 2], but the examples are [2, 2, 3]",
                Shape.of(3, 2, 2),
                Shape.of(2, 2, 3),
                new float[12],
                0);
    }

    @Test
    void axesOfOneAndFlatExamplesAreTaken() {
        Graph network = Nets.dense(1, Shape.of(1, 3, 4), 12, 3);
        for (Shape shape : new Shape[] {Shape.of(3, 4), Shape.of(12), Shape.of(12, 1), Shape.of(1, 3, 1, 4)}) {
            var examples = new Nets.Listed(shape, 3, new float[12], new int[1]);
            assertEquals(12, new Problem(network, examples, THREAT, Cpu.best(), 1).size());
        }
    }

    /** The curve of an audit changes the radius alone. */
    @Test
    void examplesAreLookedAtAgainOnlyForAnotherRange() {
        int[] copies = new int[1];
        Examples examples = new Nets.Listed(Shape.of(2), 3, new float[8], new int[4]);
        Examples counted = new Examples() {
            @Override
            public int count() {
                return examples.count();
            }

            @Override
            public int classes() {
                return examples.classes();
            }

            @Override
            public Shape shape() {
                return examples.shape();
            }

            @Override
            public int label(int index) {
                return examples.label(index);
            }

            @Override
            public void copy(int index, float[] destination, int offset) {
                copies[0]++;
                examples.copy(index, destination, offset);
            }
        };
        Problem problem = new Problem(Nets.dense(1, 2, 3), counted, THREAT, Cpu.best(), 1);
        assertEquals(4, copies[0]);
        problem.withThreat(THREAT.withEpsilon(0.25));
        assertEquals(4, copies[0]);
        problem.withThreat(new Threat(Norm.L2, 0.5, -1, 1));
        assertEquals(8, copies[0]);
        assertThrows(IllegalArgumentException.class, () -> problem.withThreat(new Threat(Norm.L2, 0.5, 0.5f, 1)));
        assertThrows(IllegalArgumentException.class, () -> problem.withThreat(THREAT.withEpsilon(2)));
    }

    @Test
    void imagesAreTakenByNetworksOfTheSameSize() {
        Graph network = Nets.dense(1, Shape.of(1, 2, 2), 4, 3);
        var examples = new Nets.Listed(Shape.of(4), 3, Nets.points(1, 8), new int[] {0, 1});
        Problem problem = new Problem(network, examples, THREAT, Cpu.best(), 2);
        assertEquals(4, problem.size());
        assertEquals(3, problem.classes());
    }

    private static void assertNoTarget(String message, Target target, int label) {
        var examples = new Nets.Listed(Shape.of(2), 3, new float[4], new int[] {0, label});
        Graph network = Nets.dense(1, 2, 3);
        Problem problem = new Problem(network, examples, THREAT, Cpu.best(), 1).withTarget(target);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> problem.target(1))
                        .getMessage());
        try (Oracle oracle = Oracle.of(network, Cpu.best(), 1)) {
            OracleProblem asked = new OracleProblem(oracle, examples, THREAT, target, 1);
            assertEquals(
                    message,
                    assertThrows(IllegalArgumentException.class, () -> asked.target(1))
                            .getMessage());
        }
    }

    @Test
    void aTargetIsAnotherClassOfTheNetwork() {
        String label = "the target of example 1 must be another class than its label 2, but is 2";
        assertNoTarget(label, new Target.Fixed(2), 2);
        assertNoTarget(label, new Target.Least(Map.of(1, 2)), 2);
        assertNoTarget("the target of example 1 is 3, which is no class: they go from 0 to 2", new Target.Next(20), 2);
        assertNoTarget(
                "the target of example 1 is -1, which is no class: they go from 0 to 2",
                new Target.Least(Map.of(1, Logits.NONE)),
                2);
    }

    @Test
    void theTargetOfAnExampleIsWhatTheAttackerWants() {
        var examples = new Nets.Listed(Shape.of(2), 3, new float[4], new int[] {0, 2});
        Graph network = Nets.dense(1, 2, 3);
        Problem problem = new Problem(network, examples, THREAT, Cpu.best(), 1);
        assertEquals(Logits.NONE, problem.target(1));
        assertEquals(0, problem.withTarget(new Target.Next(3)).target(1));
        try (Oracle oracle = Oracle.of(network, Cpu.best(), 1)) {
            assertEquals(Logits.NONE, new OracleProblem(oracle, examples, THREAT, 1).target(1));
            assertEquals(1, new OracleProblem(oracle, examples, THREAT, new Target.Fixed(1), 1).target(1));
        }
    }
}
