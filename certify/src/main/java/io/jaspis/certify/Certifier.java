package io.jaspis.certify;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A way to prove that a classifier keeps its labels all over balls, in real arithmetic. */
public interface Certifier {

    /** The name, for reports and verdicts; not null. */
    String name();

    /** What its results depend on beside the problem, by name, for reports; values are numbers (none is NaN), words or truth values. */
    default Map<String, Object> parameters() {
        return Map.of();
    }

    /** Prepares to prove what a problem asks; the radius of its threat is only where that starts. */
    Prover prepare(Problem problem);

    /**
     * A certifier made ready for one problem, for one thread at a time: those of Jaspis refuse a second thread, and whoever
     * comes after their end, by an {@link IllegalStateException}.
     */
    interface Prover extends AutoCloseable {
        /**
         * For each example a lower bound of the smallest margin of its label over every other class, all over the ball of
         * radius ε, in the scores of the problem's {@link io.jaspis.threat.Decision}; −∞ or NaN where nothing is known. A
         * positive one proves that no point of the ball is classified otherwise. Where the attacker has a
         * {@link io.jaspis.threat.Target}, the margin over that class is enough: a positive one proves that it is never
         * reached. What it is doesn't depend on the other examples asked for.
         *
         * @param epsilon any radius at which the problem can be
         * @param budget what each example may cost; its time limit is the caller's to keep, by {@code stopped}
         * @param stopped asked now and then; once true, nothing is known of the rest
         */
        float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped);

        /** The same with all that it takes. */
        default float[] margins(List<Integer> indices, double epsilon) {
            return margins(indices, epsilon, Budget.UNLIMITED, () -> false);
        }

        /** Gives back what it holds of the problem's device. */
        @Override
        void close();
    }
}
