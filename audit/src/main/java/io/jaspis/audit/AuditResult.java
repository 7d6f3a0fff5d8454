package io.jaspis.audit;

import io.jaspis.threat.Logits;
import io.jaspis.threat.Verdict;
import java.util.List;

/**
 * What an audit found.
 *
 * @param findings one for each example that was finished, in the order asked
 * @param asked the number of examples that were to be audited
 * @param curve both bounds over ε, over the finished examples, ascending; empty where the audit was stopped before
 * @param warnings what a reader of the results must know, in sentences
 * @param reaches how far what is known of each example that was classified correctly goes over the curve's radii; none
 *     where the audit was stopped before
 * @param cutOff whether a time limit ended the audit; what it had not finished is left out, and of another run or machine
 *     that may be something else
 * @param phases what each part took, that of earlier runs as far as it was known; empty where that isn't known
 */
public record AuditResult(
        List<Finding> findings,
        int asked,
        List<CurvePoint> curve,
        List<Reach> reaches,
        List<String> warnings,
        boolean cutOff,
        List<Phase> phases) {
    public AuditResult {
        findings = List.copyOf(findings);
        curve = List.copyOf(curve);
        reaches = List.copyOf(reaches);
        warnings = List.copyOf(warnings);
        phases = List.copyOf(phases);
    }

    /** A result of which it isn't known what its parts took, nor how far the curve goes for each example. */
    public AuditResult(
            List<Finding> findings, int asked, List<CurvePoint> curve, List<String> warnings, boolean cutOff) {
        this(findings, asked, curve, List.of(), warnings, cutOff, List.of());
    }

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

    /** The indices of the examples that are neither broken nor proved, in the order asked. */
    public List<Integer> standing() {
        return findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Unknown)
                .map(Finding::index)
                .toList();
    }

    /** The examples of which several of the network's own float32 outputs are the largest. */
    public int ties() {
        return (int) findings.stream().filter(Finding::tied).count();
    }

    /** The examples that have no class, because an output is NaN. */
    public int withoutClass() {
        return (int) findings.stream()
                .filter(finding -> finding.prediction() == Logits.NONE)
                .count();
    }

    /** The examples of which an attack found a point that has no class. */
    public int brokenToNoClass() {
        return (int) findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified(var witness)
                        && witness.prediction() == Logits.NONE)
                .count();
    }

    /** The examples that are certified. */
    public int certified() {
        return (int) findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Certified)
                .count();
    }

    /** The examples whose certificate is one of real arithmetic alone. */
    public int provedInRealAlone() {
        return (int) findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Certified && !finding.inFloat32())
                .count();
    }

    /** The examples of which float32 rounding alone changes the class. */
    public int changedByRounding() {
        return (int) findings.stream().filter(Finding::rounding).count();
    }
}
