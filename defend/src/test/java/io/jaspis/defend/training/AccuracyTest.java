package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    /** The values themselves are the scores. */
    private static Graph network(int size) {
        Trace trace = new Trace();
        return trace.graph("y", trace.input("x", Shape.of(size)).relu());
    }

    @Test
    void examplesOfAnotherSizeAreRefused() throws Exception {
        Dataset three = Dataset.of("three", Tensor.of(Shape.of(2, 3), 0, 1, 2, 2, 1, 0), 2, 0);
        assertEquals(1, Accuracy.of(network(3), three, Cpu.best()).share());
        for (int size : new int[] {2, 4}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> Accuracy.of(network(size), three, Cpu.best()));
            assertEquals("the examples have 3 values, but the network takes " + size, refused.getMessage());
        }
    }

    @Test
    void aNetworkThatHasNotTheClassesIsRefused() throws Exception {
        Dataset one = Dataset.of("one", Tensor.of(Shape.of(3, 1), 0, 1, 2), 0, 0, 0);
        assertRefused("a classifier needs at least two outputs, but the network has 1", network(1), one);
        Dataset beyond = Dataset.of("beyond", Tensor.of(Shape.of(3, 2), 0, 1, 2, 0, 5, 6), 0, 2, 1);
        assertRefused("the examples have 3 classes, but the network tells only 2 apart", network(2), beyond);
        Examples untold = new Examples() {
            @Override
            public int count() {
                return 3;
            }

            @Override
            public int classes() {
                return 2;
            }

            @Override
            public Shape shape() {
                return Shape.of(2);
            }

            @Override
            public int label(int index) {
                return index;
            }

            @Override
            public void copy(int index, float[] destination, int offset) {
                destination[offset] = index;
            }
        };
        assertRefused("label 2 of example 2 is no class of the network: they go from 0 to 1", network(2), untold);
    }

    private static void assertRefused(String why, Graph network, Examples examples) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> Accuracy.of(network, examples, Cpu.best()))
                        .getMessage());
        OwnAttack own = new AdversarialTraining(Schedule.constant(0.1), ProjectedAscent.madry(1, 1, 0, 1))
                .ownAttack()
                .orElseThrow();
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> own.accuracy(network, examples, 1, Cpu.best()))
                        .getMessage());
    }
}
