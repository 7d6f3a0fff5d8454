package io.jaspis.certify.crown;

import io.jaspis.autodiff.Graph;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.branching.InputProver;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Proves by linear bounds that a classifier of ReLUs, sigmoids and hyperbolic tangents keeps its label all over an L∞ ball; where features have ranges and kinds,
 * all over the box around what they can become. What is proved holds in real arithmetic, all rounding covered.
 *
 * <p>What an example may cost is counted, so that the same is proved on any machine and in any company.
 *
 * @param stage how far the proof goes
 * @param products multiplications that closer bounds of an example's neurons may cost; where they would cost more, its neurons
 *     stay in wider bounds, at last in those by intervals
 * @param domains of an example that may be bounded, at least 1; for {@link Stage#BRANCHING} alone
 */
public record CrownBounds(Stage stage, double products, long domains) implements Certifier {
    public CrownBounds {
        if (!(products >= 0) || domains < 1) {
            throw new IllegalArgumentException("products are counted from 0 on and domains from 1 on, but there are "
                    + products + " and " + domains);
        }
    }

    /** Why a stage has no such bounds of a problem; empty where it has. */
    public static Optional<String> refusal(Stage stage, Problem problem) {
        if (problem.threat().norm() != Norm.LINF) {
            return Optional.of("they are for balls in L∞, but this one is in "
                    + problem.threat().norm().symbol() + ", for which the box around it proves next to nothing");
        }
        Graph network = PiecewiseLinear.of(problem.scores());
        return switch (stage) {
            case CROWN -> Activations.refusal(network);
            case ALPHA_CROWN -> Activations.climbingRefusal(network);
            case BRANCHING ->
                Activations.splittingRefusal(network)
                        .flatMap(reason -> Activations.refusal(network)
                                .or(() -> problem.size() <= InputProver.MOST_INPUTS
                                        ? Optional.empty()
                                        : Optional.of(
                                                "%s; and the ball itself is halved for at most %s inputs, but there are %s"
                                                        .formatted(reason, InputProver.MOST_INPUTS, problem.size()))));
        };
    }

    @Override
    public String name() {
        return stage.title();
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("products", products);
        if (stage == Stage.BRANCHING) {
            parameters.put("splits", (int) Math.min(domains, Integer.MAX_VALUE));
        }
        return parameters;
    }

    @Override
    public Prover prepare(Problem problem) {
        return new CrownProver(this, problem);
    }
}
