package io.jaspis.certify.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param findings one for each example that was finished, in the order asked
 * @param asked the number of examples that were to be audited
 * @param curve both bounds over ε, over the finished examples, ascending; empty where the audit was stopped before
 */
public record AuditResult(List<Finding> findings, int asked, List<CurvePoint> curve) {

    /**
     * Both bounds of the robust accuracy at one radius.
     *
     * @param upper the share of examples that no attack broke
     * @param lower the share that is proved
     */
    public record CurvePoint(double epsilon, double upper, double lower) {}

    /** Whether the audit ended before all was done. */
    public boolean partial() {
        return findings.size() < asked;
    }
}
