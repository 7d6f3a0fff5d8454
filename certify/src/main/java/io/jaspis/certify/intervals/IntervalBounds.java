package io.jaspis.certify.intervals;

import io.jaspis.certify.Certifier;
import io.jaspis.certify.cases.SplitProver;
import io.jaspis.threat.Problem;
import java.util.Map;

/**
 * Proves by interval bounds (Gowal et al. 2018), widened by every rounding, that a classifier keeps its label all over a
 * ball. An L∞ ball is a box; an L1 or L2 ball is bounded as a ball through the first linear layer, and by the box around
 * it. Where features have radii of their own, the box and the ball have them too, and whole numbers and directions narrow
 * the box.
 *
 * @param domains into which the ball of an example may be split by categories of one-hot groups and by whole numbers of few
 *     values ({@link SplitProver}); 1 bounds it as a whole, as if categories moved by themselves
 */
public record IntervalBounds(int domains) implements Certifier {
    /** The method, for reports. */
    public static final String NAME = "interval bounds (float-sound)";

    public IntervalBounds {
        if (domains < 1) {
            throw new IllegalArgumentException("a ball is at least one domain, not " + domains);
        }
    }

    /** Of balls as a whole. */
    public IntervalBounds() {
        this(1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> parameters() {
        return domains == 1 ? Map.of() : Map.of("domains", domains);
    }

    @Override
    public Prover prepare(Problem problem) {
        IntervalProver prover = new IntervalProver(problem);
        return domains == 1 || problem.threat().features() == null ? prover : new SplitProver(problem, domains, prover);
    }
}
