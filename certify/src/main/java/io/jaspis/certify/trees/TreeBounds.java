package io.jaspis.certify.trees;

import io.jaspis.certify.Certifier;
import io.jaspis.certify.cases.SplitProver;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that an ensemble of decision trees keeps its label all over a ball, by branch and bound over the boxes of leaves
 * (after Chen, Zhang, Si, Li, Boning &amp; Hsieh 2019): in any norm, and complete as far as its domains last. Where features
 * have categories, the ball is split by them where it must be.
 *
 * @param domains that an example may cost
 */
public record TreeBounds(long domains) implements Certifier {
    private static final int CASES = 256;

    /** The method, for reports. */
    public static final String NAME = "leaf boxes";

    public TreeBounds {
        if (domains < 1) {
            throw new IllegalArgumentException("a ball is at least one domain, not " + domains);
        }
    }

    /** Why a classifier isn't one of trees; empty where it is. */
    public static Optional<String> refusal(Problem problem) {
        Optional<String> reason = Forest.refusal(problem.scores());
        if (reason.isPresent()) {
            return reason;
        }
        try {
            Forest.of(problem.scores());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("domains", domains);
    }

    @Override
    public Prover prepare(Problem problem) {
        TreeProver prover = new TreeProver(problem, domains);
        boolean groups = problem.threat().features() != null
                && problem.threat().features().groups() > 0;
        return groups ? new SplitProver(problem, CASES, prover) : prover;
    }
}
