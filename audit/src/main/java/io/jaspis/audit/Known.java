package io.jaspis.audit;

import java.util.List;

/**
 * What an audit of the same problem, attacks, certifiers and seed found before it was stopped, on the same kind of
 * processor: an audit that is given it does the rest, and its result is that of one without a stop.
 *
 * @param findings of any examples, in any order
 * @param steps of the curve, in any order
 */
public record Known(List<Finding> findings, List<RadiusStep> steps) {
    public static final Known NOTHING = new Known(List.of(), List.of());

    public Known {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
    }
}
