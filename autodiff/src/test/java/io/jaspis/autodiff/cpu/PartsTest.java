package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {
    /** A part has 16 to 64 examples where there are enough, and 8 or more where that gives each thread one. */
    @ParameterizedTest
    @CsvSource({
        "12, 1, 12",
        "12, 2, 12",
        "16, 1, 16",
        "16, 2, 8",
        "17, 2, 9",
        "24, 3, 8",
        "31, 1, 31",
        "32, 1, 16",
        "32, 2, 16",
        "16, 8, 16",
        "24, 16, 24",
        "48, 4, 12",
        "128, 1, 64",
        "128, 2, 64",
        "128, 4, 32",
        "128, 16, 8",
        "1000, 2, 63"
    })
    void examplesAreSharedOut(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 10), threads));
    }

    /** Two million weights: each thread would read all of them. */
    @ParameterizedTest
    @CsvSource({"16, 2, 16", "24, 3, 24"})
    void manyWeightsAreReadByAllThreadsTogether(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 2000), threads));
    }

    @ParameterizedTest
    @CsvSource({"32, 2, 16", "128, 2, 64"})
    void manyExamplesAreSharedOutWhateverTheWeights(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 2000), threads));
    }

    private static Plan dense(int batch, int outputs) {
        return Plan.of(
                Graph.of(
                        "x",
                        Shape.of(1000),
                        "y",
                        x -> x.dense(x.trace().constant(Tensor.zeros(Shape.of(outputs, 1000))))),
                batch);
    }
}
