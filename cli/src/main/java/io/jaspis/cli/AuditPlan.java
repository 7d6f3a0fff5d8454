package io.jaspis.cli;

import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.audit.Audit;
import io.jaspis.certify.intervals.IntervalCertifier;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which attacks an audit makes, at which radii.
 *
 * @param curve radii beside the audit's own
 */
record AuditPlan(
        Problem problem,
        List<GradientDescent> attacks,
        List<GradientDescent> curveAttacks,
        List<Double> curve,
        long seed) {
    private static final double[] CURVE = {0, 0.25, 0.5, 0.75, 1.25, 1.5, 2, 3};

    static AuditPlan of(Problem problem, int steps, int restarts, long seed) {
        List<GradientDescent> attacks = new ArrayList<>();
        attacks.add(GradientDescent.fgsm());
        attacks.add(GradientDescent.pgd(Loss.CROSS_ENTROPY, steps, restarts));
        attacks.add(GradientDescent.pgd(Loss.MARGIN, steps, restarts));
        if (problem.classes() >= 3) {
            attacks.add(GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, steps, restarts));
        }
        List<GradientDescent> curveAttacks = List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 20, 1));
        return new AuditPlan(problem, attacks, curveAttacks, curve(problem.threat()), seed);
    }

    /** Radii around the audit's own, as far as the range has room for them. */
    private static List<Double> curve(Threat threat) {
        double widest = threat.norm() == Norm.LINF ? (double) threat.upper() - threat.lower() : Double.MAX_VALUE;
        return Arrays.stream(CURVE)
                .map(factor -> factor * threat.epsilon())
                .filter(radius -> radius <= widest)
                .boxed()
                .toList();
    }

    Audit audit() {
        return new Audit(
                problem,
                List.copyOf(attacks),
                List.copyOf(curveAttacks),
                curve.stream().mapToDouble(Double::doubleValue).toArray(),
                seed);
    }

    /**
     * What a journal of this audit is about.
     *
     * @param model SHA-256 of the model
     * @param data SHA-256 of the data
     */
    AuditSettings settings(String model, String data) {
        Threat threat = problem.threat();
        return new AuditSettings(
                model,
                data,
                threat.norm().option(),
                threat.epsilon(),
                List.of((double) threat.lower(), (double) threat.upper()),
                seed,
                attacks.stream().map(AuditPlan::described).toList(),
                curveAttacks.stream().map(AuditPlan::described).toList(),
                curve,
                IntervalCertifier.NAME,
                Processor.kind(),
                Processor.kind(problem.device()));
    }

    private static String described(GradientDescent attack) {
        return "%s with %d restarts of %d steps"
                .formatted(
                        attack.name(),
                        attack.settings().restarts(),
                        attack.settings().steps());
    }
}
