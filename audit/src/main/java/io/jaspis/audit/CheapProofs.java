package io.jaspis.audit;

import io.jaspis.attacks.Effort;
import io.jaspis.attacks.trust.TrustChecks;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.certify.CheckedProver;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Proofs by the cheapest bounds that there are for a problem. Over the whole range of inputs these prove little but of models that give
 * one class whatever the input, and such a one hides nothing from attacks.
 */
public final class CheapProofs implements TrustChecks.Proof {
    /** Intervals and CROWN; of trees there is one certifier. */
    private static final int CHEAPEST = 2;

    @Override
    public Set<Integer> of(Problem problem, List<Integer> indices, BooleanSupplier stopped) {
        Set<Integer> proved = new TreeSet<>();
        List<String> names =
                Certifiers.standard(problem).stream().limit(CHEAPEST).toList();
        for (Certifier certifier : Certifiers.named(names, problem, Effort.LOW)) {
            List<Integer> open =
                    indices.stream().filter(index -> !proved.contains(index)).toList();
            if (open.isEmpty() || stopped.getAsBoolean()) {
                return proved;
            }
            try (Certifier.Prover prover = new CheckedProver(certifier, problem)) {
                float[] margins = prover.margins(open, problem.threat().epsilon(), Budget.UNLIMITED, stopped);
                for (int i = 0; i < margins.length; i++) {
                    if (margins[i] > 0) {
                        proved.add(open.get(i));
                    }
                }
            }
        }
        return proved;
    }
}
