package io.jaspis.certify.smoothing;

import io.jaspis.threat.Logits;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/**
 * The smoothed classifier g(x) = argmax_c P(f(x + noise) = c), by sampling (Cohen, Rosenfeld &amp; Kolter 2019, section
 * 3.2). Samples 0 to n₀ − 1 of an example choose the class, the samples from n₀ on bound its probability. Where none of
 * the former is for a class, there is nothing to prove.
 */
public final class Smoothing {
    private final NoisyVotes votes;
    private final Sampling sampling;
    private final BooleanSupplier stopped;

    public Smoothing(NoisyVotes votes, Sampling sampling) {
        this(votes, sampling, () -> false);
    }

    /**
     * The same, which can be stopped.
     *
     * @param stopped asked before each run of the network; where it says so, what is under way ends with a {@link
     *     StoppedException}
     */
    public Smoothing(NoisyVotes votes, Sampling sampling, BooleanSupplier stopped) {
        this.votes = votes;
        this.sampling = sampling;
        this.stopped = stopped;
    }

    /** It was told to stop, and has nothing to tell of the example under way. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoppedException(String message) {
            super(message);
        }
    }

    /** A certificate and what it rests on. */
    public record Result(Tally tally, Certification certification) {}

    /** How the votes are turned into a certificate. */
    @FunctionalInterface
    public interface Bound {
        Certification of(Tally tally, Noise noise, double alpha);
    }

    /**
     * The algorithm {@code predict} of the paper: g's class from n samples, or none where the two most frequent classes
     * could be equally likely. A class that isn't g's is returned with probability at most α. Votes for no class count
     * for the runner-up.
     */
    public OptionalInt predict(int example, float[] x) {
        int[] classes = new int[sampling.estimation()];
        vote(example, x, sampling.selection(), classes.length, classes, 0);
        int[] counts = Tally.counts(classes, votes.classes());
        int first = Tally.largest(counts);
        if (first == Logits.NONE) {
            return OptionalInt.empty();
        }
        int most = counts[first];
        counts[first] = 0;
        int second = Tally.largest(counts);
        int next = (second == Logits.NONE ? 0 : counts[second]) + Tally.none(classes);
        if (most < next) {
            return OptionalInt.empty();
        }
        return ClopperPearson.twoSidedHalf(most, most + next) <= sampling.alpha()
                ? OptionalInt.of(first)
                : OptionalInt.empty();
    }

    /** The algorithm {@code certify} of the paper, with all n samples. */
    public Result certify(int example, float[] x, Bound bound) {
        int[] classes = new int[sampling.estimation()];
        int candidate = candidate(example, x);
        vote(example, x, sampling.selection(), classes.length, classes, 0);
        Tally tally = new Tally(candidate, classes, votes.classes());
        return new Result(tally, bound.of(tally, votes.noise(), sampling.alpha()));
    }

    /**
     * Asks for one radius only, and takes no more samples than it needs: none where the selection chose no class. A
     * certificate has that radius.
     *
     * @param radius in the noise's own norm, at least 0
     */
    public Result reach(int example, float[] x, double radius) {
        double threshold = votes.noise().probability(radius);
        int candidate = candidate(example, x);
        if (candidate == Logits.NONE) {
            return new Result(new Tally(candidate, new int[0], votes.classes()), new Certification.Abstained());
        }
        SequentialTest test = new SequentialTest(threshold, sampling.alpha(), sampling.estimation());
        int[] classes = new int[portion()];
        int drawn = 0;
        while (test.decision() == SequentialTest.Decision.OPEN) {
            int from = drawn;
            int portion = Math.min(portion(), sampling.estimation() - from);
            drawn += portion;
            classes = withRoom(classes, drawn);
            vote(example, x, sampling.selection() + from, portion, classes, from);
            for (int i = from; i < drawn && test.decision() == SequentialTest.Decision.OPEN; i++) {
                test.observe(classes[i] == candidate);
            }
        }
        // Samples behind the decision don't count, so that the batch has no say.
        Tally tally = new Tally(candidate, Arrays.copyOf(classes, test.samples()), votes.classes());
        return new Result(
                tally,
                test.decision() == SequentialTest.Decision.PROVEN
                        ? new Certification.Certified(candidate, threshold, 1 - threshold, radius)
                        : new Certification.Abstained());
    }

    /** An array for so many: grown by half where it grows, so that each class is copied a few times at most. */
    private static int[] withRoom(int[] classes, int count) {
        return count <= classes.length ? classes : Arrays.copyOf(classes, Math.max(count, classes.length / 2 * 3));
    }

    /** Samples in a run when each may be the last that is needed: enough for both the threads and the cache. */
    private int portion() {
        return Math.min(votes.batch(), 64);
    }

    private int candidate(int example, float[] x) {
        int[] classes = new int[sampling.selection()];
        vote(example, x, 0, classes.length, classes, 0);
        return Tally.largest(Tally.counts(classes, votes.classes()));
    }

    private void vote(int example, float[] x, int first, int count, int[] classes, int offset) {
        votes.vote(example, x, first, count, classes, offset, sample -> {
            if (stopped.getAsBoolean()) {
                throw new StoppedException("stopped after " + sample + " samples of example " + example);
            }
        });
    }
}
