package io.jaspis.autodiff.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.tensor.Shape;
import org.junit.jupiter.api.Test;

class NearBatchesTest {
    private static Batches batches(int size) {
        return new Batches(Graph.of("x", Shape.of(size), "y", x -> x.relu()), Cpu.best(), 64);
    }

    @Test
    void anExecutionThatIsThereDoesForFewerRows() {
        try (Batches batches = batches(3)) {
            assertEquals(5, batches.near(5));
            Execution eight = batches.holding(8);
            for (int rows = 5; rows <= 8; rows++) {
                assertEquals(8, batches.near(rows));
                assertSame(eight, batches.holding(batches.near(rows)));
            }
        }
    }

    @Test
    void notWhereHalfOfItWouldStayIdle() {
        try (Batches batches = batches(3)) {
            batches.holding(8);
            assertEquals(4, batches.near(4));
            assertEquals(3, batches.near(3));
            assertEquals(1, batches.near(1));
            assertEquals(9, batches.near(9));
        }
    }

    @Test
    void notWhereIdleRowsCostMuch() {
        try (Batches batches = batches(100_000)) {
            batches.holding(8);
            assertEquals(8, batches.near(8));
            assertEquals(7, batches.near(7));
        }
    }
}
