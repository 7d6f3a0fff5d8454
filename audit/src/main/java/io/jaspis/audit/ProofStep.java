package io.jaspis.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What certifiers of the curve did at one radius.
 *
 * @param radius one of the curve, other than the audit's own
 * @param cheapest whether it was the cheapest certifier, which comes before the attacks; else the others, which come after
 * @param tried the examples that they had: those not known to be proved at this radius before
 * @param proved of those that were proved, the name of what did
 */
public record ProofStep(double radius, boolean cheapest, List<Integer> tried, Map<Integer, String> proved) {
    public ProofStep {
        tried = List.copyOf(tried);
        proved = Map.copyOf(proved);
        if (!Set.copyOf(tried).containsAll(proved.keySet())) {
            throw new IllegalArgumentException("an example is proved that wasn't tried");
        }
    }
}
