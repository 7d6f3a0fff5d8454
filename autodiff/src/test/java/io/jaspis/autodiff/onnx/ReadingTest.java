package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void whatIsGivenOfAShapeAndReadOfItChangesNothingOfIt() {
        int[] extents = {0, 3};
        Reading reading = Reading.PLAIN.shape("x", extents);
        extents[0] = 9;
        reading.shapes().get("x")[1] = 9;
        assertArrayEquals(new int[] {0, 3}, reading.shapes().get("x"));
        Reading same = Reading.PLAIN.shape("x", 0, 3);
        assertEquals(same, reading);
        assertEquals(same.hashCode(), reading.hashCode());
        assertNotEquals(Reading.PLAIN.shape("x", 0, 4), reading);
    }

    @Test
    void whatIsGivenOfAnArrayAndReadOfItChangesNothingOfIt() {
        int[] extents = {2};
        double[] numbers = {0.5, 1};
        Reading.Array array = new Reading.Array(extents, numbers);
        extents[0] = 9;
        numbers[0] = 9;
        array.extents()[0] = 9;
        array.numbers()[1] = 9;
        Reading.Array same = new Reading.Array(new int[] {2}, new double[] {0.5, 1});
        assertEquals(same, array);
        assertEquals(same.hashCode(), array.hashCode());
        assertNotEquals(new Reading.Array(new int[] {2, 1}, new double[] {0.5, 1}), array);
        assertEquals(Reading.PLAIN.input("z", same), Reading.PLAIN.input("z", array));
    }
}
