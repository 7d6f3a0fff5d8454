package io.jaspis.certify.crown;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.linear.FloatErrors;
import io.jaspis.threat.Problem;

/**
 * By how much a label must lead in real arithmetic all over a ball so that it leads in float32, too, in whatever order that sums
 * ({@link FloatErrors}): in the scores that decide. For one thread at a time.
 */
public final class FloatRoom implements AutoCloseable {
    private final Problem problem;
    /** Null where they aren't known of the network. */
    private final FloatErrors errors;

    public FloatRoom(Problem problem) {
        this.problem = problem;
        this.errors =
                FloatErrors.of(problem.scores(), Cpu.beside(problem.device())).orElse(null);
    }

    /**
     * The room: a proof of a margin of at least so much over each class that must not be reached is one of float32.
     *
     * @param epsilon any radius at which the problem can be
     * @return above 0; ∞ where it isn't known
     */
    public float around(int index, double epsilon) {
        return errors == null ? Float.POSITIVE_INFINITY : around(index, Box.around(problem, index, epsilon));
    }

    /** @param box around the example */
    float around(int index, Box box) {
        if (errors == null) {
            return Float.POSITIVE_INFINITY;
        }
        float[] off = errors.on(box.lower(), box.upper()).orElse(null);
        if (off == null) {
            return Float.POSITIVE_INFINITY;
        }
        int label = problem.examples().label(index);
        double most = 0;
        for (int rival : problem.rivals(index)) {
            most = Math.max(most, (double) off[label] + off[rival]);
        }
        // A step further than the sum itself, so that a lead that is no more than this is enough.
        return Math.nextUp(Math.nextUp((float) most));
    }

    @Override
    public void close() {
        if (errors != null) {
            errors.close();
        }
    }
}
