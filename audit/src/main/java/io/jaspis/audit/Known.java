package io.jaspis.audit;

import java.util.List;

/**
 * What an audit of the same problem, attacks, certifiers and seed found before it was stopped, on the same kind of
 * processor: an audit that is given it does the rest, and its result is that of one without a stop. Several audits of
 * parts of the examples are known as one is.
 *
 * @param findings of any examples, in any order
 * @param steps of the curve's attacks, in any order
 * @param proofs of the curve's certifiers, in any order
 * @param work that all this took, as far as that is known
 */
public record Known(List<Finding> findings, List<RadiusStep> steps, List<ProofStep> proofs, List<Work> work) {
    public static final Known NOTHING = new Known(List.of(), List.of());

    public Known {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
        proofs = List.copyOf(proofs);
        work = List.copyOf(work);
    }

    /** Where it isn't known what certifiers did at other radii, nor what it took. */
    public Known(List<Finding> findings, List<RadiusStep> steps) {
        this(findings, steps, List.of(), List.of());
    }
}
