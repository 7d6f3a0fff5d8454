package io.jaspis.cli.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StratifiedSampleLaws {
    /** Examples of these many in each class, in any order. */
    private static Examples examples(int[] sizes, long seed) throws DataException {
        SplittableRandom random = new SplittableRandom(seed);
        int[] labels = IntStream.range(0, sizes.length)
                .flatMap(j -> IntStream.generate(() -> j).limit(sizes[j]))
                .toArray();
        for (int i = labels.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int label = labels[i];
            labels[i] = labels[j];
            labels[j] = label;
        }
        return Dataset.of("made up", Tensor.zeros(Shape.of(labels.length, 1)), labels);
    }

    private static int[] counts(Examples examples, int[] indices) {
        int[] counts = new int[examples.classes()];
        Arrays.stream(indices).forEach(i -> counts[examples.label(i)]++);
        return counts;
    }

    @Property(tries = 200)
    @Label("every example is in exactly one part, and classes have the places that were shared out")
    void theTwoPartsAreAll(
            @ForAll @Size(min = 1, max = 12) int[] numbers,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed)
            throws DataException {
        int[] sizes = Arrays.stream(numbers).map(n -> Math.floorMod(n, 9)).toArray();
        sizes[sizes.length - 1]++;
        Examples examples = examples(sizes, seed);
        int count = (int) (share * examples.count());
        StratifiedSample drawn = StratifiedSample.of(examples, count, seed);
        assertEquals(count, drawn.sample().length);
        int[] all = IntStream.concat(Arrays.stream(drawn.sample()), Arrays.stream(drawn.rest()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, examples.count()).toArray(), all);
        assertArrayEquals(drawn.places(), counts(examples, drawn.sample()));
        assertArrayEquals(
                drawn.sample(), StratifiedSample.of(examples, count, seed).sample());
    }

    @Property(tries = 200)
    @Label("each class has its share of the places, to less than one")
    void sharesAreProportional(
            @ForAll @Size(min = 1, max = 8) int[] numbers, @ForAll @DoubleRange(min = 0.2, max = 0.6) double share) {
        int[] sizes = Arrays.stream(numbers).map(n -> 10 + Math.floorMod(n, 50)).toArray();
        int total = Arrays.stream(sizes).sum();
        int count = (int) (share * total);
        int[] places = StratifiedSample.places(sizes, count);
        for (int j = 0; j < sizes.length; j++) {
            assertEquals((double) count * sizes[j] / total, places[j], 1 - 1e-9);
        }
    }

    @Property(tries = 200)
    @Label("a class of two or more is in both parts where there are as many places as such classes")
    void eachClassIsPresent(@ForAll @Size(min = 1, max = 10) int[] numbers, @ForAll @IntRange(max = 1000) int more) {
        int[] sizes = Arrays.stream(numbers)
                .map(n -> Math.floorMod(n, 300) * Math.floorMod(n >> 10, 2) + 1)
                .toArray();
        int several = (int) Arrays.stream(sizes).filter(size -> size > 1).count();
        int room = Arrays.stream(sizes).map(size -> size - 1).sum();
        int count = several + (room > several ? more % (room - several) : 0);
        int[] places = StratifiedSample.places(sizes, count);
        for (int j = 0; j < sizes.length; j++) {
            assertTrue(
                    places[j] < sizes[j] && (places[j] > 0 || sizes[j] == 1),
                    () -> Arrays.toString(sizes) + ": " + Arrays.toString(places));
        }
    }

    @Test
    void anotherSeedDrawsOthers() throws DataException {
        Examples examples = examples(new int[] {50, 50}, 1);
        int[] one = StratifiedSample.of(examples, 40, 1).sample();
        int[] two = StratifiedSample.of(examples, 40, 2).sample();
        assertTrue(IntStream.range(0, 40).anyMatch(i -> one[i] != two[i]));
    }
}
