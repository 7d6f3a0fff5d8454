package io.jaspis.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    /** A number that says nothing would be lost: {@code relu 6} isn't the ReLU that ends at 6. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "relu 6",
                "norm 16",
                "flatten 2",
                "tanh 3",
                "sigmoid 1",
                "dense",
                "dense 3 4",
                "dense 99999999999",
                "conv 8",
                "conv 8 3 1 1 1",
                "maxpool",
                "avgpool 2 2 2",
                "residual",
                "gelu",
                ""
            })
    void whatIsNoLayerIsNamed(String layer) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Architecture.parse("dense 4, " + layer + ", dense 3", new Initial.He()))
                .getMessage();
        assertTrue(message.startsWith("the layer '" + layer + "' is not understood; known are conv"), message);
    }

    @Test
    void whatIsGivenToANormalizationAndReadOfItChangesNothingOfIt() {
        float[] means = {1, 2};
        float[] deviations = {3, 4};
        Normalization normalization = new Normalization(0, means, deviations);
        means[0] = 9;
        deviations[1] = 9;
        normalization.means()[1] = 9;
        normalization.deviations()[0] = 9;
        assertArrayEquals(new float[] {1, 2}, normalization.means());
        assertArrayEquals(new float[] {3, 4}, normalization.deviations());
        assertEquals(new Normalization(0, new float[] {1, 2}, new float[] {3, 4}), normalization);
    }
}
