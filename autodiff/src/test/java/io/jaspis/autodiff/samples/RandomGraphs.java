package io.jaspis.autodiff.samples;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Which random graphs to make: how many operations, and of which kinds. The same seed and options give the same graph.
 *
 * <p>Each graph has a batched input {@code x}, one output {@code y}, and every value recorded counts towards y. The
 * numbers given lie in [−1, 1], and no value exceeds 4 at them by much. Logarithms and roots
 * are of x² + ½ alone, and so are divisors, so the graph is defined everywhere.
 *
 * @param steps about how many operations
 * @param kinds what they may be
 */
public record RandomGraphs(int steps, Set<Kind> kinds) {

    /** Operations that a law may want or not. */
    public enum Kind {
        /** Dense layers. */
        DENSE,
        /** Convolutions and their transposes. */
        IMAGES,
        /** Sigmoid, exponential, powers and other functions with all derivatives. */
        SMOOTH,
        /** ReLU and other functions with a kink. */
        KINKS,
        /** Step, sign and floor, and gates. */
        JUMPS,
        /** Rounding to whole numbers, whose gradient isn't its slope. */
        STRAIGHT_THROUGH,
        /** Sums, differences, means and multiples. */
        SUMS,
        /** Products of two values of the graph. */
        PRODUCTS,
        /** Quotients of two values of the graph. */
        QUOTIENTS,
        /** Maxima of two values and of windows. */
        MAXIMA,
        /** What {@link io.jaspis.autodiff.Linear.Select} takes from maxima. */
        SELECTIONS,
        /** Reshapes, slices, concatenations and the like. */
        MOVEMENTS,
        /** Softmax and its logarithm. */
        SOFTMAX,
        /** What the examples of the batch share: sums over it, gradients of weights, its size. */
        BATCH,
        /** Directed rounding. */
        ROUNDING,
        /** Weights that are parameters, not constants. */
        PARAMETERS,
        /** More inputs, some of them shared. */
        INPUTS
    }

    public RandomGraphs {
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /** Everything there is, in about a dozen steps. */
    public static RandomGraphs all() {
        return new RandomGraphs(12, EnumSet.allOf(Kind.class));
    }

    /** Only these kinds. */
    public static RandomGraphs of(Kind first, Kind... others) {
        return new RandomGraphs(12, EnumSet.of(first, others));
    }

    public RandomGraphs without(Kind first, Kind... others) {
        EnumSet<Kind> fewer = EnumSet.copyOf(kinds);
        fewer.removeAll(EnumSet.of(first, others));
        return new RandomGraphs(steps, fewer);
    }

    public RandomGraphs steps(int other) {
        return new RandomGraphs(other, kinds);
    }

    /** The graph of this seed, and numbers for it. */
    public Sample sample(long seed) {
        return new Growth(this, seed).sample();
    }

    public Arbitrary<Sample> samples() {
        return Arbitraries.longs().withoutEdgeCases().map(this::sample);
    }
}
