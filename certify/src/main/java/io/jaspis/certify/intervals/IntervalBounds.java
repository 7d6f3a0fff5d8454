package io.jaspis.certify.intervals;

import io.jaspis.certify.Certifier;
import io.jaspis.threat.Problem;

/**
 * Proves by interval bounds (Gowal et al. 2018), widened by every rounding, that a classifier keeps its label all over a
 * ball. An L∞ ball is a box; an L1 or L2 ball is bounded as a ball through the first linear layer, and by the box around
 * it. Where features have radii of their own, the box and the ball have them too; whole numbers and directions narrow
 * the box, and one-hot groups are bounded as if their categories moved by themselves.
 */
public record IntervalBounds() implements Certifier {
    /** The method, for reports. */
    public static final String NAME = "interval bounds (float-sound)";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prover prepare(Problem problem) {
        return new IntervalProver(problem);
    }
}
