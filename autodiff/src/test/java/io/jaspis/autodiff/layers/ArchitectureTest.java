package io.jaspis.autodiff.layers;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
