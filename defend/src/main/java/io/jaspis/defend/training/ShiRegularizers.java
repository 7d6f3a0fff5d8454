package io.jaspis.defend.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.certify.intervals.Enclosure;
import java.util.List;

/**
 * The regularisers of Shi, Wang, Zhang, Yi &amp; Hsieh 2021 (section 3.4), which let ε grow in few epochs. While it grows,
 * they keep bounds from widening layer by layer and ReLUs that are active all over the box in balance with those that are
 * inactive, in the mean and in the variance of their operands' centres. Their weight is λ·(1 − ε/ε_max).
 *
 * @param lambda their weight at ε = 0, at least 0; 0 for none
 */
public record ShiRegularizers(double lambda) {
    /** As in the paper. */
    public static final ShiRegularizers PAPER = new ShiRegularizers(0.5);

    public static final ShiRegularizers NONE = new ShiRegularizers(0);

    /** How far a ratio may be from balance at no cost: τ. */
    private static final float TOLERANCE = 0.5f;

    private static final float TINY = 1e-12f;

    /** The smallest box that bounds are regularised on, as a share of the largest ε. */
    private static final double LEAST = 1e-3;

    public ShiRegularizers {
        if (!(lambda >= 0) || Double.isInfinite(lambda)) {
            throw new IllegalArgumentException("the weight of regularisers must be at least 0, but is " + lambda);
        }
    }

    /** The weight over training, for an ε that ends at its largest. */
    Schedule weight(Schedule epsilon) {
        double largest = epsilon.at(1);
        return progress -> largest > 0 ? lambda * Math.max(0, 1 - epsilon.at(progress) / largest) : 0;
    }

    /**
     * The radius of the box over training, and of an attack in it: ε, but never quite 0. On a point there are no widths
     * to compare, and the gradient of what keeps bounds tight would be 0 until ε begins to grow.
     */
    Schedule radius(Schedule epsilon) {
        if (lambda == 0) {
            return epsilon;
        }
        double least = LEAST * epsilon.at(1);
        return progress -> Math.max(least, epsilon.at(progress));
    }

    /** What is left of them from a fraction of training on: none where ε grows no more. */
    ShiRegularizers from(Schedule epsilon, double progress) {
        return epsilon.staysAt(epsilon.at(1), progress) ? NONE : this;
    }

    /**
     * Both regularisers, each a mean over the ReLUs, as a shared scalar.
     *
     * @param box the input's, behind what normalizes it
     * @param activations bounds of the operands of ReLUs
     */
    static Value of(Enclosure box, List<Enclosure> activations) {
        Value total = null;
        Value first = mean(radius(box));
        for (Enclosure activation : activations) {
            Value term = tightness(first, activation).plus(balance(activation));
            total = total == null ? term : total.plus(term);
        }
        if (total == null) {
            throw new InputException("the regularisers of a short warm-up are about ReLUs, and the network has none");
        }
        return total.over(activations.size());
    }

    /** ReLU(τ − E[Δ₀] / E[Δᵢ]) / τ: bounds that are much wider than the input's. */
    private static Value tightness(Value first, Enclosure activation) {
        return excess(first.over(mean(radius(activation)).max(first.filled(TINY))));
    }

    /** ReLU(τ − min(r, 1/r)) / τ for the ratio r of active to inactive, of the means and of the variances. */
    private static Value balance(Enclosure activation) {
        Value centre = activation.lower().plus(activation.upper()).scale(0.5f);
        Value active = activation.lower().step();
        Value inactive = activation.upper().negate().step();
        Value apart = centre.minus(mean(centre).broadcastTo(centre.shape()));
        Value squares = apart.times(apart);
        Value means =
                ratio(mean(centre.times(active)), mean(centre.times(inactive)).negate());
        Value variances = ratio(mean(squares.times(active)), mean(squares.times(inactive)));
        return excess(means).plus(excess(variances));
    }

    /** The smaller of a/b and b/a, for numbers that aren't negative. */
    private static Value ratio(Value a, Value b) {
        Value smaller = a.min(b);
        Value larger = a.max(b);
        return smaller.over(larger.plus(TINY));
    }

    private static Value excess(Value ratio) {
        return ratio.negate().plus(TOLERANCE).relu().scale(1 / TOLERANCE);
    }

    private static Value radius(Enclosure box) {
        return box.upper().minus(box.lower()).scale(0.5f);
    }

    /** The mean over the batch and all elements. */
    private static Value mean(Value values) {
        return values.flatten()
                .mean()
                .batchSum()
                .times(values.trace().batchSize().reciprocal());
    }
}
