package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WitnessTest {
    @Test
    void itsInputNeverChanges() {
        float[] x = {1, 2};
        Witness witness = new Witness(x, 0, 0.5, "mine");
        x[0] = 9;
        witness.x()[1] = 9;
        assertArrayEquals(new float[] {1, 2}, witness.x());
    }

    @Test
    void itHasAnInput() {
        assertThrows(NullPointerException.class, () -> new Witness(null, 0, 0.5, "mine"));
    }
}
