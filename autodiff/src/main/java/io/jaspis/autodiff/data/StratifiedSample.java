package io.jaspis.autodiff.data;

import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A random sample in the proportions of the classes, and the rest: so that neither depends on how examples are sorted.
 * Places are shared out by largest remainders. Which examples of a class get its places hangs on the seed and on their
 * indices alone: more places take the same ones, and others. It has copies of the arrays that it is given, and gives copies.
 *
 * @param sample indices of what was drawn, in their order
 * @param rest the other indices
 * @param places how many of each class were drawn
 */
public record StratifiedSample(int[] sample, int[] rest, int[] places) {
    /** Streams of random numbers from 0 up and down belong to training. */
    private static final long STREAM = Long.MIN_VALUE;

    /** More classes than this are not told one by one. */
    private static final int MANY = 20;

    public StratifiedSample {
        sample = sample.clone();
        rest = rest.clone();
        places = places.clone();
    }

    /** A copy of the indices of what was drawn. */
    @Override
    public int[] sample() {
        return sample.clone();
    }

    /** A copy of the other indices. */
    @Override
    public int[] rest() {
        return rest.clone();
    }

    /** A copy of the places of each class. */
    @Override
    public int[] places() {
        return places.clone();
    }

    /**
     * Draws {@code count} examples, at most as many as there are; the same seed and labels draw the same. Each class has
     * its share, rounded, so that a rare one may have no place.
     */
    public static StratifiedSample of(Examples examples, int count, long seed) {
        return drawn(examples, count, seed, StratifiedSample::shares);
    }

    /**
     * Draws {@code count} examples to be kept apart from the rest. A class of at least two examples is in both parts as
     * far as the places go, and the only example of a class is in the rest.
     */
    public static StratifiedSample apart(Examples examples, int count, long seed) {
        return drawn(examples, count, seed, StratifiedSample::places);
    }

    private static StratifiedSample drawn(
            Examples examples, int count, long seed, BiFunction<int[], Integer, int[]> share) {
        int total = examples.count();
        int[] sizes = new int[examples.classes()];
        for (int i = 0; i < total; i++) {
            sizes[examples.label(i)]++;
        }
        int[] places = share.apply(sizes, count);
        float[] draws = new float[total];
        Providers.scalar().randoms().uniform(seed, STREAM, 0, total, draws, 0);
        int[] left = places.clone();
        boolean[] drawn = new boolean[total];
        IntStream.range(0, total)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> draws[i]))
                .forEach(i -> drawn[i] = left[examples.label(i)]-- > 0);
        return new StratifiedSample(
                IntStream.range(0, total).filter(i -> drawn[i]).toArray(),
                IntStream.range(0, total).filter(i -> !drawn[i]).toArray(),
                places);
    }

    /** How many of {@code count} places each class gets, by its size alone. */
    static int[] shares(int[] sizes, int count) {
        return shares(sizes, sizes, count);
    }

    /** The same, where classes are to be in both parts. */
    static int[] places(int[] sizes, int count) {
        int[] most = Arrays.stream(sizes).map(size -> Math.max(0, size - 1)).toArray();
        if (Arrays.stream(most).sum() < count) {
            most = sizes;
        }
        int[] places = shares(sizes, most, count);
        for (int j = 0; j < sizes.length; j++) {
            int donor = largest(places);
            if (places[j] == 0 && most[j] > 0 && places[donor] > 1) {
                places[donor]--;
                places[j]++;
            }
        }
        return places;
    }

    /** By largest remainders, of equal ones the first, and no class more than {@code most} of it. */
    private static int[] shares(int[] sizes, int[] most, int count) {
        long total = Arrays.stream(sizes).sum();
        int[] places = new int[sizes.length];
        for (int j = 0; j < sizes.length; j++) {
            places[j] = (int) Math.min(most[j], sizes[j] * (long) count / total);
        }
        for (int given = Arrays.stream(places).sum(); given < count; given++) {
            int next = -1;
            long largest = Long.MIN_VALUE;
            for (int j = 0; j < sizes.length; j++) {
                long remainder = sizes[j] * (long) count - places[j] * total;
                if (places[j] < most[j] && remainder > largest) {
                    largest = remainder;
                    next = j;
                }
            }
            places[next]++;
        }
        return places;
    }

    /** How many of each class were drawn, in words; empty where there are too many classes to tell. */
    public String counts() {
        return places.length > MANY
                ? ""
                : Arrays.stream(places).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    /** What was drawn with this seed, in words. */
    public String text(long seed) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d examples, drawn with seed %d in the proportions of the classes",
                sample.length,
                sample.length + rest.length,
                seed);
    }

    private static int largest(int[] numbers) {
        int best = 0;
        for (int j = 1; j < numbers.length; j++) {
            best = numbers[j] > numbers[best] ? j : best;
        }
        return best;
    }
}
