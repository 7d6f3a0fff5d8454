package io.jaspis.cli.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.kernels.Kernels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A random sample in the proportions of the classes, and the rest: so that neither depends on how examples are sorted.
 * Places are shared out by largest remainders. A class of at least two examples is in both parts as far as the places
 * go, and the only example of a class is in the rest.
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

    /** Draws {@code count} examples, at most as many as there are; the same seed draws the same. */
    public static StratifiedSample of(Examples examples, int count, long seed) {
        int total = examples.count();
        int[] sizes = new int[examples.classes()];
        for (int i = 0; i < total; i++) {
            sizes[examples.label(i)]++;
        }
        int[] places = places(sizes, count);
        float[] draws = new float[total];
        Kernels.scalar().randoms().uniform(seed, STREAM, 0, total, draws, 0);
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

    /** How many of {@code count} places each class gets, by its size. */
    static int[] places(int[] sizes, int count) {
        long total = Arrays.stream(sizes).sum();
        int[] most = Arrays.stream(sizes).map(size -> Math.max(0, size - 1)).toArray();
        if (Arrays.stream(most).sum() < count) {
            most = sizes;
        }
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
        for (int j = 0; j < sizes.length; j++) {
            int donor = largest(places);
            if (places[j] == 0 && most[j] > 0 && places[donor] > 1) {
                places[donor]--;
                places[j]++;
            }
        }
        return places;
    }

    /** What was drawn by this seed, in words. */
    public String text(long seed) {
        String counts = Arrays.stream(places).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "%,d of %,d examples, drawn by seed %d in the proportions of the classes"
                        .formatted(sample.length, sample.length + rest.length, seed)
                + (places.length <= MANY ? ": " + counts : "");
    }

    private static int largest(int[] numbers) {
        int best = 0;
        for (int j = 1; j < numbers.length; j++) {
            best = numbers[j] > numbers[best] ? j : best;
        }
        return best;
    }
}
