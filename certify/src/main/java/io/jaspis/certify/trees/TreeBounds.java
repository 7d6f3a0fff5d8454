package io.jaspis.certify.trees;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * Proves that an ensemble of decision trees keeps its label all over a ball, by branch and bound over the boxes of leaves
 * (after Chen, Zhang, Si, Li, Boning &amp; Hsieh 2019): in any norm, with whole numbers and categories as they are, and
 * complete as far as its domains last.
 *
 * @param domains that an example may cost
 */
public record TreeBounds(long domains) implements Certifier {
    /** The method, for reports. */
    public static final String NAME = "leaf boxes";

    public TreeBounds {
        if (domains < 1) {
            throw new IllegalArgumentException("a ball is at least one domain, not " + domains);
        }
    }

    /** Why a classifier isn't one of trees; empty where it is. */
    public static Optional<String> refusal(Problem problem) {
        return refusal(problem.scores());
    }

    /** The same of its scores, from one input to one output. */
    public static Optional<String> refusal(Graph scores) {
        try {
            Forest.of(scores);
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
        return new TreeProver(problem, domains);
    }
}
