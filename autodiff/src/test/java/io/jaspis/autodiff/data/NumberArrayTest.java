package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class NumberArrayTest {
    @Test
    void whatIsGivenToAnArrayAndReadOfItChangesNothingOfIt() {
        int[] extents = {2};
        double[] numbers = {0.5, 1};
        NumberArray array = new NumberArray(extents, numbers, "ab");
        extents[0] = 9;
        numbers[0] = 9;
        array.extents()[0] = 9;
        array.numbers()[1] = 9;
        NumberArray same = new NumberArray(new int[] {2}, new double[] {0.5, 1}, "ab");
        assertEquals(same, array);
        assertEquals(same.hashCode(), array.hashCode());
        assertNotEquals(new NumberArray(new int[] {2}, new double[] {0.5, 1}, "cd"), array);
    }
}
