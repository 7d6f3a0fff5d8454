package io.jaspis.defend.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
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
}
