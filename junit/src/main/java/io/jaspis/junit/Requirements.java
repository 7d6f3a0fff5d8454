package io.jaspis.junit;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.Comparison.Change;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.audit.report.ComparisonText;
import io.jaspis.audit.report.GateText;
import io.jaspis.audit.report.Sentences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a model is held to.
 *
 * @param certified the share of examples that must be proved, or null
 * @param robust the share that no attack may break, or null
 * @param judgement how shares are held to these limits
 * @param baseline what it is compared with, or null
 * @param mayFall by how much either share may fall beside the baseline; null where no example may get worse
 */
record Requirements(Double certified, Double robust, Judgement judgement, Baseline baseline, Double mayFall) {
    static final Requirements NONE = new Requirements(null, null, Judgement.COUNTED, null, null);

    /** Examples that a message names. */
    private static final int NAMED = 10;

    Requirements {
        requireShare("minCertified", certified);
        requireShare("minRobust", robust);
        requireShare("mayFall", mayFall);
    }

    private static void requireShare(String name, Double share) {
        if (share != null && !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(name + " must be a share from 0 to 1, but is " + share);
        }
    }

    Requirements withCertified(double share) {
        return new Requirements(share, robust, judgement, baseline, mayFall);
    }

    Requirements withRobust(double share) {
        return new Requirements(certified, share, judgement, baseline, mayFall);
    }

    Requirements withJudgement(Judgement other) {
        if (!judgement.equals(Judgement.COUNTED) && judgement.rule() != other.rule()) {
            throw new IllegalArgumentException(
                    "confidence fails only where a share is surely below, and prove holds only"
                            + " where it is surely not below: give one of them");
        }
        return new Requirements(certified, robust, other, baseline, mayFall);
    }

    Requirements withBaseline(Baseline other) {
        return new Requirements(certified, robust, judgement, other, mayFall);
    }

    Requirements withMayFall(double share) {
        return new Requirements(certified, robust, judgement, baseline, share);
    }

    /** Refuses to hold a model to nothing: such a test would always pass. */
    void requireAny() {
        if (certified == null && robust == null && baseline == null) {
            throw new IllegalArgumentException(
                    "the model is held to nothing; give minCertified, minRobust or baseline");
        }
        if (!judgement.equals(Judgement.COUNTED) && certified == null && robust == null) {
            throw new IllegalArgumentException(
                    "confidence and prove are of the limits minCertified and minRobust, and there is none; give one, or leave"
                            + " them out: a baseline is compared example by example");
        }
        if (mayFall != null && baseline == null) {
            throw new IllegalArgumentException("mayFall is beside a baseline, and there is none; give baseline");
        }
    }

    /** The report with how the limits came out. */
    AuditReport judged(AuditReport report) {
        List<Gate> gates = new ArrayList<>();
        if (certified != null) {
            gates.add(judgement.of(Gate.Figure.CERTIFIED, certified, report));
        }
        if (robust != null) {
            gates.add(judgement.of(Gate.Figure.ATTACKED, robust, report));
        }
        return report.with(gates);
    }

    /** What speaks against a judged report, in lines of text; empty where nothing does. */
    List<String> complaints(AuditReport report) {
        List<String> complaints = new ArrayList<>();
        if (robust != null && report.settings().attacks().isEmpty()) {
            complaints.add(
                    "minRobust is the share that no attack breaks, and there was none; give attacks, or leave it out");
        }
        for (Gate gate : report.gates()) {
            if (!gate.passed()) {
                complaints.add("%s = %s%s does not hold: %s"
                        .formatted(name(gate.figure()), gate.limit(), rule(gate), GateText.figures(gate, report)));
            }
        }
        report.trust()
                .doubts()
                .forEach(doubt -> complaints.add("The share that no attack broke is unreliable: " + doubt));
        if (!complaints.isEmpty()) {
            if (report.completion().left() > 0) {
                complaints.add(
                        ("%s after %s of %s examples; the others count as neither certified nor robust: give more time, or"
                                        + " fewer examples")
                                .formatted(
                                        report.completion().cutOff() ? "The time limit ended it" : "It was stopped",
                                        report.completion().done(),
                                        report.completion().asked()));
            }
            report.remarks().warnings().forEach(warning -> complaints.add("Warning: " + Members.named(warning)));
            List<ExampleResult> worst = worst(report);
            if (!worst.isEmpty()) {
                complaints.add("The worst examples:");
                worst.stream().limit(NAMED).forEach(example -> complaints.add("  " + Sentences.of(example, report)));
                more(worst.size(), complaints);
            }
        }
        return complaints;
    }

    /** What got worse beside the baseline, in lines of text; empty where that is allowed, or there is none. */
    List<String> regressions(AuditReport report) {
        if (baseline == null) {
            return List.of();
        }
        Comparison comparison = baseline.beside(report);
        List<String> complaints = new ArrayList<>();
        if (comparison.onlyBefore() > 0) {
            String missing =
                    "%s of the %s examples of %s weren't looked at, so that nobody knows whether they got worse"
                            .formatted(
                                    comparison.onlyBefore(),
                                    comparison.onlyBefore() + comparison.pairs(),
                                    baseline.file());
            complaints.add(
                    missing + "; ask for the same examples and seed, and give as much time, or write it anew with "
                            + Baseline.mend());
        }
        if (comparison.onlyNow() > 0) {
            complaints.add("%s of %s examples aren't in %s, so that nobody knows whether they got worse; %s"
                    .formatted(
                            comparison.onlyNow(),
                            comparison.onlyNow() + comparison.pairs(),
                            baseline.file(),
                            "ask for those that it has, or write it anew with " + Baseline.mend()));
        }
        if (!comparison.sameTrials()) {
            complaints.add("The attacks or certifiers, or their settings, are others than those of " + baseline.file()
                    + ", so that what got worse may not be seen; ask for the same, or write it anew with "
                    + Baseline.mend());
        }
        List<Change> worse = comparison.changes().stream()
                .filter(Change::isWorse)
                .filter(change -> change.before().verdict().isBetterThan(VerdictKind.FALSIFIED))
                .toList();
        if (mayFall == null ? !worse.isEmpty() : comparison.worse(mayFall)) {
            complaints.add("Of %s examples, %s got worse than in %s%s:"
                    .formatted(
                            comparison.pairs(),
                            worse.size(),
                            baseline.file(),
                            mayFall == null ? "" : " (" + ComparisonText.figures(comparison) + ")"));
            worse.stream()
                    .limit(NAMED)
                    .forEach(change ->
                            complaints.add("  " + Sentences.of(change, comparison.before(), comparison.now())));
            more(worse.size(), complaints);
        }
        if (!complaints.isEmpty()) {
            comparison.notes().forEach(note -> complaints.add("  " + note));
        }
        return complaints;
    }

    private static void more(int count, List<String> complaints) {
        if (count > NAMED) {
            complaints.add("  and %s more, which the report names".formatted(count - NAMED));
        }
    }

    /** The examples that aren't certified: broken by the least change first, then wrong ones, then those nearest to be. */
    private static List<ExampleResult> worst(AuditReport report) {
        return report.examples().stream()
                .filter(example -> example.verdict() != VerdictKind.CERTIFIED)
                .sorted(Comparator.comparingInt(Requirements::rank)
                        .thenComparingDouble(ExampleResult::perturbation)
                        .thenComparingDouble(ExampleResult::margin)
                        .thenComparingInt(ExampleResult::index))
                .toList();
    }

    private static int rank(ExampleResult example) {
        return switch (example.verdict()) {
            case FALSIFIED -> 0;
            case MISCLASSIFIED -> 1;
            case UNKNOWN -> 2;
            case CERTIFIED -> 3;
        };
    }

    private static String name(Gate.Figure figure) {
        return switch (figure) {
            case CERTIFIED -> "minCertified";
            case ATTACKED -> "minRobust";
        };
    }

    private static String rule(Gate gate) {
        return switch (gate.rule()) {
            case COUNTED -> "";
            case CONFIDENCE -> " with confidence = " + gate.level();
            case PROOF -> " with prove = " + gate.level();
        };
    }
}
