package io.jaspis.audit.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ImageTest {
    @Test
    void anImageOfAReportStaysAsItIs() {
        float[] values = {0.5f, 0.25f};
        Image image = new Image(1, 1, 2, values);
        values[0] = 9;
        image.values()[1] = 9;
        assertEquals(new Image(1, 1, 2, new float[] {0.5f, 0.25f}), image);
    }
}
