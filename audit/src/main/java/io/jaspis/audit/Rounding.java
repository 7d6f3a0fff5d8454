package io.jaspis.audit;

import io.jaspis.attacks.ForeignParts;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.Optional;

/** Judges what float32 gives another class inside of what is proved: rounding may do that, and nothing else. */
final class Rounding {
    private final Problem problem;
    private final AuditPlan plan;

    /** @param plan whose certifiers prove */
    Rounding(Problem problem, AuditPlan plan) {
        this.problem = problem;
        this.plan = plan;
    }

    /** Refuses another class of an example that is proved at this radius, unless real arithmetic keeps the label. */
    void require(int index, double epsilon, String certifier) {
        float[] x = new float[problem.size()];
        problem.examples().copy(index, x, 0);
        if (!keeps(index, x)) {
            throw contradiction(index, epsilon, certifier, null);
        }
    }

    /** Refuses a witness of an example that is proved at this radius, unless real arithmetic keeps the label there. */
    void require(int index, Witness witness, double epsilon, String certifier) {
        if (!keeps(index, witness.x())) {
            throw contradiction(index, epsilon, certifier, witness);
        }
    }

    /** A certifier of another jar is told as the one to mend; what one of Jaspis proves wrongly is a mistake of Jaspis. */
    private RuntimeException contradiction(int index, double epsilon, String certifier, Witness broken) {
        RuntimeException own = new Audit.ContradictionException(index, epsilon, certifier, broken);
        Optional<Certifier> foreign = plan.everyCertifier().stream()
                .filter(each -> each.name().equals(certifier) && !ForeignParts.isOwn(each))
                .findFirst();
        return foreign.<RuntimeException>map(each -> ForeignParts.fault(each, own.getMessage()))
                .orElse(own);
    }

    private boolean keeps(int index, float[] x) {
        return RealArithmetic.keeps(problem.scores(), x, problem.examples().label(index), problem.target(index));
    }

    /**
     * The smallest radius at which a witness speaks: its distance, or where float32 rounding alone makes it, inside what
     * is proved, just beyond that.
     *
     * @param proved the largest radius that is proved, negative where none is
     * @param certifier what proved it
     */
    double brokenFrom(int index, Witness witness, double proved, String certifier) {
        if (witness.distance() > proved) {
            return witness.distance();
        }
        require(index, witness, proved, certifier);
        return Math.nextUp(proved);
    }
}
