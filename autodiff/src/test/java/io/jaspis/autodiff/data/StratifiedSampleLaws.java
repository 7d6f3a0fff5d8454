package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
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
            @ForAll boolean apart,
            @ForAll long seed)
            throws DataException {
        int[] sizes = Arrays.stream(numbers).map(n -> Math.floorMod(n, 9)).toArray();
        sizes[sizes.length - 1]++;
        Examples examples = examples(sizes, seed);
        int count = (int) (share * examples.count());
        StratifiedSample drawn = draw(examples, count, apart, seed);
        assertEquals(count, drawn.sample().length);
        int[] all = IntStream.concat(Arrays.stream(drawn.sample()), Arrays.stream(drawn.rest()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, examples.count()).toArray(), all);
        assertArrayEquals(drawn.places(), counts(examples, drawn.sample()));
        assertArrayEquals(drawn.sample(), draw(examples, count, apart, seed).sample());
        for (int[] part : new int[][] {drawn.sample(), drawn.rest()}) {
            assertTrue(IntStream.range(1, part.length).allMatch(i -> part[i - 1] < part[i]), "ascending, none twice");
        }
    }

    private static StratifiedSample draw(Examples examples, int count, boolean apart, long seed) {
        return apart ? StratifiedSample.apart(examples, count, seed) : StratifiedSample.of(examples, count, seed);
    }

    @Property(tries = 300)
    @Label("each class has its share rounded, up for the largest remainders")
    void sharesAreRounded(
            @ForAll @Size(min = 1, max = 12) int[] numbers, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        int[] sizes = Arrays.stream(numbers).map(n -> Math.floorMod(n, 40)).toArray();
        sizes[0]++;
        long total = Arrays.stream(sizes).sum();
        long count = (long) (share * total);
        int[] places = StratifiedSample.shares(sizes, (int) count);
        assertEquals(count, Arrays.stream(places).sum());
        long leastUp = Long.MAX_VALUE;
        long mostDown = 0;
        for (int j = 0; j < sizes.length; j++) {
            long remainder = sizes[j] * count % total;
            long up = places[j] - sizes[j] * count / total;
            assertTrue(up == 0 || up == 1 && remainder > 0, () -> Arrays.toString(sizes) + Arrays.toString(places));
            if (up == 1) {
                leastUp = Math.min(leastUp, remainder);
            } else {
                mostDown = Math.max(mostDown, remainder);
            }
        }
        assertTrue(leastUp >= mostDown, () -> Arrays.toString(sizes) + Arrays.toString(places));
    }

    @Property(tries = 100)
    @Label("a class with more places in a larger sample keeps those that it has in a smaller one")
    void largerSamplesHoldSmallerOnes(
            @ForAll @Size(min = 1, max = 6) int[] numbers,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @DoubleRange(min = 0, max = 1) double less,
            @ForAll long seed)
            throws DataException {
        Examples examples = examples(
                Arrays.stream(numbers).map(n -> 1 + Math.floorMod(n, 20)).toArray(), seed);
        int count = (int) (share * examples.count());
        StratifiedSample large = StratifiedSample.of(examples, count, seed);
        StratifiedSample small = StratifiedSample.of(examples, (int) (less * count), seed);
        List<Integer> held = Arrays.stream(large.sample()).boxed().toList();
        for (int index : small.sample()) {
            int label = examples.label(index);
            assertTrue(large.places()[label] < small.places()[label] || held.contains(index));
        }
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

    /** So what is held out doesn't hang on what else is done with the examples, such as how they are filled in. */
    @Property(tries = 100)
    @Label("which examples are drawn apart hangs on the seed and the labels alone, not on the values")
    void valuesDrawNothing(
            @ForAll @Size(min = 2, max = 6) int[] numbers,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed)
            throws DataException {
        Examples examples = examples(
                Arrays.stream(numbers).map(n -> 1 + Math.floorMod(n, 20)).toArray(), seed);
        int total = examples.count();
        float[] values = new float[total];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < total; i++) {
            values[i] = (float) random.nextDouble();
        }
        int[] labels = IntStream.range(0, total).map(examples::label).toArray();
        Examples others = Dataset.of("others", Tensor.of(Shape.of(total, 1), values), labels);
        int count = (int) (share * total);
        StratifiedSample drawn = StratifiedSample.apart(examples, count, seed);
        StratifiedSample again = StratifiedSample.apart(others, count, seed);
        assertArrayEquals(drawn.sample(), again.sample());
        assertArrayEquals(drawn.rest(), again.rest());
    }

    @Property(tries = 50)
    @Label("of two seeds each draws examples that the other doesn't")
    void otherSeedsDrawOthersApart(@ForAll @IntRange(max = 10_000) int seed) throws DataException {
        Examples examples = examples(new int[] {40, 30, 30}, seed);
        int[] one = StratifiedSample.apart(examples, 40, seed).sample();
        int[] two = StratifiedSample.apart(examples, 40, seed + 1L).sample();
        assertTrue(IntStream.range(0, 40).anyMatch(i -> one[i] != two[i]));
    }

    @Test
    void whatIsReadOfADrawChangesNothingOfIt() throws DataException {
        StratifiedSample drawn = StratifiedSample.of(examples(new int[] {1, 2}, 1), 3, 1);
        drawn.sample()[0] = 9;
        drawn.places()[0] = 9;
        assertArrayEquals(new int[] {0, 1, 2}, drawn.sample());
        assertArrayEquals(new int[] {1, 2}, drawn.places());
        int[] rest = {4};
        StratifiedSample made = new StratifiedSample(new int[0], rest, new int[0]);
        rest[0] = 9;
        made.rest()[0] = 9;
        assertArrayEquals(new int[] {4}, made.rest());
    }

    @Test
    void anotherSeedDrawsOthers() throws DataException {
        Examples examples = examples(new int[] {50, 50}, 1);
        int[] one = StratifiedSample.of(examples, 40, 1).sample();
        int[] two = StratifiedSample.of(examples, 40, 2).sample();
        assertTrue(IntStream.range(0, 40).anyMatch(i -> one[i] != two[i]));
    }
}
