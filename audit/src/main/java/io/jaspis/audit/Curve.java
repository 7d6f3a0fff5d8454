package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Both bounds over ε, of examples that are taken block by block: what becomes of one doesn't hang on the others, and of many at
 * once more would be kept than the memory holds.
 */
final class Curve {
    /** Examples that are gone through together; an attack that looks at all of a call has all. */
    private static final int BLOCK = 8192;

    private final Problem problem;
    private final AuditPlan plan;
    private final Proofs proofs;
    private final Audit.Listener listener;
    private final BooleanSupplier stopped;
    private final Phases phases;
    private final List<AuditResult.CurvePoint> points = new ArrayList<>();
    private final List<Reach> reaches = new ArrayList<>();
    private List<Finding> findings = List.of();

    Curve(
            Problem problem,
            AuditPlan plan,
            Proofs proofs,
            Audit.Listener listener,
            BooleanSupplier stopped,
            Phases phases) {
        this.problem = problem;
        this.plan = plan;
        this.proofs = proofs;
        this.listener = listener;
        this.stopped = stopped;
        this.phases = phases;
    }

    /** Goes over these findings; it has no points where it is stopped before the last. */
    Curve over(List<Finding> findings, Known known) {
        this.findings = findings;
        List<Finding> settled = new ArrayList<>();
        if (findings.isEmpty()) {
            return this;
        }
        boolean together = Attack.Company.of(plan.curve().attacks()) == Attack.Company.CALL;
        int size = together ? findings.size() : BLOCK;
        int blocks = Math.ceilDiv(findings.size(), size);
        List<CurveRun.Count> counts = List.of();
        for (int block = 0; block < blocks; block++) {
            List<Finding> some = findings.subList(block * size, Math.min(findings.size(), (block + 1) * size));
            CurveRun run = new CurveRun(problem, plan, proofs, listener, stopped, phases, block, blocks);
            List<CurveRun.Count> own = run.counts(some, known);
            if (own.isEmpty()) {
                reaches.clear();
                return this;
            }
            reaches.addAll(run.reaches());
            settled.addAll(run.settled(some));
            counts = CurveRun.Count.sums(counts, own);
        }
        for (CurveRun.Count count : counts) {
            points.add(new AuditResult.CurvePoint(
                    count.radius(),
                    (double) count.unbroken() / findings.size(),
                    (double) count.proved() / findings.size()));
        }
        this.findings = settled;
        return this;
    }

    /** What it went over, with what other radii say of the audit's own; as they were where it was stopped. */
    List<Finding> findings() {
        return findings;
    }

    /** The points, ascending; none where it was stopped. */
    List<AuditResult.CurvePoint> points() {
        return points;
    }

    /** How far what is known goes; none where it was stopped. */
    List<Reach> reaches() {
        return reaches;
    }
}
