package io.jaspis.audit;

import java.util.List;
import java.util.Map;

/**
 * What the attacks of the curve did at one radius.
 *
 * @param radius one of the curve, other than the audit's own
 * @param attacked the examples that they had: those not known to be broken at this radius before
 * @param broken of those that were broken, the radius from which on they are
 */
public record RadiusStep(double radius, List<Integer> attacked, Map<Integer, Double> broken) {
    public RadiusStep {
        attacked = List.copyOf(attacked);
        broken = Map.copyOf(broken);
    }
}
