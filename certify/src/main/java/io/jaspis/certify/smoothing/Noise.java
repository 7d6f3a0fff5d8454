package io.jaspis.certify.smoothing;

import io.jaspis.autodiff.Value;
import io.jaspis.check.NoiseKind;
import io.jaspis.threat.Norm;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The noise of a smoothed classifier, and the radius that probabilities under it prove. The draws are {@link
 * io.jaspis.autodiff.Random} of the stream {@link #STREAM}, one example a sample.
 */
public sealed interface Noise {

    /** The stream of the draws: of no other use, so that no training has seen this noise. */
    int STREAM = 0x5300;

    /** Rounds a radius down by more than the quantile and two products can be off. */
    double DOWN = 1 - 0x1p-40;

    /** What certificates call it. */
    NoiseKind kind();

    /** Its width, in units of the data: σ or λ. */
    float scale();

    /** The noise alone, {@code [batch, shape]}, for a shared centre {@code [shape]}. */
    Value draw(Value centre);

    /** The inputs {@code [batch, shape]} around a shared centre {@code [shape]}. */
    default Value around(Value centre) {
        return draw(centre).plus(centre);
    }

    /** The same with a factor for the noise of each value, {@code [shape]}. */
    default Value around(Value centre, Value axes) {
        return draw(centre).times(axes).plus(centre);
    }

    /** The norm in which {@link #radius} speaks. */
    Norm norm();

    /**
     * The radius in which no other class becomes the likeliest.
     *
     * @param lower a lower bound of the likeliest class's probability
     * @param upper an upper bound of every other class's probability, below {@code lower}
     * @throws IllegalArgumentException where one isn't from 0 to 1
     */
    double radius(double lower, double upper);

    /**
     * The least probability of one class that proves this radius, without any bound on the others; 1 where none does.
     *
     * @param radius at least 0
     */
    double probability(double radius);

    /** The radius from one probability above ½: that of every other class is at most the rest. */
    default double radius(double lower) {
        requireProbability(lower);
        return radius(lower, 1 - lower);
    }

    /**
     * A radius in another norm: that of the largest ball inside this noise's own. With d values in an example, ‖v‖₂ ≤
     * ‖v‖₁ ≤ √d·‖v‖₂ and ‖v‖₂ ≤ √d·‖v‖∞, ‖v‖₁ ≤ d·‖v‖∞.
     *
     * @param radius at least 0
     * @param d the number of values in an example, at least 1
     */
    default double inNorm(double radius, Norm other, int d) {
        requireRadius(radius);
        requireValues(d);
        return other == norm() ? radius : radius / factor(other, d) * DOWN;
    }

    /** The radius in this noise's norm that contains the ball of a radius in another, with the same parameters. */
    default double fromNorm(double radius, Norm other, int d) {
        requireRadius(radius);
        requireValues(d);
        return other == norm() ? radius : radius * factor(other, d) / DOWN;
    }

    /** The largest length in this noise's norm of what has length 1 in the other. */
    private double factor(Norm other, int d) {
        return switch (norm()) {
            case L2 ->
                switch (other) {
                    case L2, L1 -> 1;
                    case LINF -> Math.sqrt(d);
                };
            case L1 ->
                switch (other) {
                    case L1 -> 1;
                    case L2 -> Math.sqrt(d);
                    case LINF -> d;
                };
            case LINF -> 1;
        };
    }

    /**
     * Independent normal noise on every value: an L2 radius of σ/2·(Φ⁻¹(p_A) − Φ⁻¹(p_B)) (Cohen et al. 2019, theorem
     * 1), which is σ·Φ⁻¹(p_A) where p_B = 1 − p_A.
     *
     * @param sigma its standard deviation, in units of the data
     */
    record Gaussian(float sigma) implements Noise {
        /** More than a quantile can be off, in parts of it: where two are near each other that counts, whatever is taken off the difference. */
        private static final double QUANTILE = 0x1p-48;

        private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

        public Gaussian {
            positive(sigma, "σ");
        }

        @Override
        public NoiseKind kind() {
            return NoiseKind.GAUSSIAN;
        }

        @Override
        public float scale() {
            return sigma;
        }

        @Override
        public Value draw(Value centre) {
            return centre.trace().normal(centre.shape(), STREAM).scale(sigma);
        }

        @Override
        public Norm norm() {
            return Norm.L2;
        }

        @Override
        public double radius(double lower, double upper) {
            requireProbability(lower);
            requireProbability(upper);
            if (!(lower > upper)) {
                return 0;
            }
            // A bound of 0 on every other class is never had from a finite sample, but from two that add to 1.
            double most = Math.max(upper, Double.MIN_NORMAL);
            double first = quantile(lower);
            double second = quantile(most);
            double off = QUANTILE * (Math.abs(first) + Math.abs(second));
            return Math.max(0, sigma / 2.0 * (first - second - off) * DOWN);
        }

        private static double quantile(double p) {
            return p > 0.5
                    ? NORMAL.inverseSurvivalProbability(Math.max(1 - p, Double.MIN_NORMAL))
                    : NORMAL.inverseCumulativeProbability(p);
        }

        @Override
        public double probability(double radius) {
            requireRadius(radius);
            return Math.min(1, Math.nextUp(NORMAL.cumulativeProbability(radius / sigma / DOWN)));
        }
    }

    /**
     * Independent uniform noise on every value: an L1 radius of λ·(p_A − p_B), which is λ·(2p_A − 1) where p_B = 1 −
     * p_A (Yang et al. 2020; Lee et al. 2019 for quantized data). A shift by v keeps the share
     * Π(1 − |vᵢ|/2λ) ≥ 1 − ‖v‖₁/2λ of the cube, so no probability changes by more than ‖v‖₁/2λ.
     *
     * @param halfWidth λ: the noise is between −λ and λ, in units of the data; its standard deviation is λ/√3
     */
    record Uniform(float halfWidth) implements Noise {
        public Uniform {
            positive(halfWidth, "λ");
        }

        @Override
        public NoiseKind kind() {
            return NoiseKind.UNIFORM;
        }

        @Override
        public float scale() {
            return halfWidth;
        }

        @Override
        public Value draw(Value centre) {
            return centre.trace()
                    .uniform(centre.shape(), STREAM)
                    .scale(2 * halfWidth)
                    .plus(-halfWidth);
        }

        @Override
        public Norm norm() {
            return Norm.L1;
        }

        @Override
        public double radius(double lower, double upper) {
            requireProbability(lower);
            requireProbability(upper);
            return lower > upper ? halfWidth * (lower - upper) * DOWN : 0;
        }

        @Override
        public double probability(double radius) {
            requireRadius(radius);
            return Math.min(1, Math.nextUp(0.5 + radius / DOWN / (2.0 * halfWidth)));
        }
    }

    private static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must be from 0 to 1, but is " + probability);
        }
    }

    private static void requireRadius(double radius) {
        if (!(radius >= 0)) {
            throw new IllegalArgumentException("a radius must be a number of at least 0, but is " + radius);
        }
    }

    private static void requireValues(int d) {
        if (d < 1) {
            throw new IllegalArgumentException("an example has at least 1 value, not " + d);
        }
    }

    private static void positive(float scale, String name) {
        if (!(scale > 0 && scale < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be a positive number, but is " + scale);
        }
    }
}
