package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SelectionLaws {
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    @Label("what is selected stands at this index of the sorted numbers, also where many are equal")
    void selected(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        Random random = new Random(seed);
        int different = random.nextInt(1, 40);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(different);
        }
        float[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int index = random.nextInt(count);
        assertEquals(sorted[index], SparseStep.selected(numbers, index));
    }
}
