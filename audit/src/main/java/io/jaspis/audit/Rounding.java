package io.jaspis.audit;

import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;

/** Judges what float32 gives another class inside of what is proved: rounding may do that, and nothing else. */
final class Rounding {
    private final Problem problem;

    Rounding(Problem problem) {
        this.problem = problem;
    }

    /** Refuses another class of an example that is proved at this radius, unless real arithmetic keeps the label. */
    void require(int index, double epsilon) {
        float[] x = new float[problem.size()];
        problem.examples().copy(index, x, 0);
        require(index, x, epsilon, 0);
    }

    /** Refuses a witness of an example that is proved at this radius, unless real arithmetic keeps the label there. */
    void require(int index, Witness witness, double epsilon) {
        require(index, witness.x(), epsilon, witness.distance());
    }

    private void require(int index, float[] x, double epsilon, double distance) {
        if (!RealArithmetic.keeps(problem.scores(), x, problem.examples().label(index), problem.target(index))) {
            throw new Audit.ContradictionException(index, epsilon, distance);
        }
    }

    /**
     * The smallest radius at which a witness speaks: its distance, or where float32 rounding alone makes it, inside what
     * is proved, just beyond that.
     */
    double brokenFrom(int index, Witness witness, double proved) {
        if (witness.distance() > proved) {
            return witness.distance();
        }
        require(index, witness, proved);
        return Math.nextUp(proved);
    }
}
