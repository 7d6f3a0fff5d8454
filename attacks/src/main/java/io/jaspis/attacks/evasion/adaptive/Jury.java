package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Majority;
import io.jaspis.threat.Problem;
import java.util.Arrays;

/**
 * Judges points of one example by many evaluations each, and keeps the one that the model is wrong on most often. A point that
 * looks broken is one of several, perhaps by luck: it is judged anew, by evaluations that nothing chose. What doesn't stand that
 * is no success, and the search goes on.
 */
final class Jury {
    private static final long JUDGING = 1L << 62;
    private static final long CONFIRMING = 1L << 61;

    private final Problem problem;
    private final Draws scores;
    private final double alpha;
    private final int index;
    private final long seed;
    private final float[] centre;
    private final float[] best;
    private Majority judged;
    /** Of the point that is kept; null before it was judged anew. */
    private Majority confirmed;

    private int confirmations;
    private long queries;

    /**
     * @param scores of as many draws as a point is judged by
     * @param alpha how probable it may be that the example's result is a success and none
     * @param seed of the noise
     */
    Jury(Problem problem, Draws scores, double alpha, int index, long seed) {
        this.problem = problem;
        this.scores = scores;
        this.alpha = alpha;
        this.index = index;
        this.seed = seed;
        this.centre = new float[problem.size()];
        problem.examples().copy(index, centre, 0);
        this.best = centre.clone();
        scores.begin(index);
        judge(centre, 0, 0);
    }

    /** The example itself; not to be written. */
    float[] centre() {
        return centre;
    }

    /** Whether the model is wrong more often than not on the point that is kept, as evaluations say that had no part in its choice. */
    boolean broken() {
        return confirmed != null && confirmed.mostlyWrong();
    }

    /**
     * Judges a point, and keeps it where the model is wrong more often than on what was kept.
     *
     * @param number of the judgement, another for each of the example; 0 is that of the example itself
     */
    void judge(float[] x, int at, long number) {
        Majority majority = new Majority(wrong(x, at, JUDGING | number), scores.count(), alpha);
        if (judged == null || majority.wrong() > judged.wrong()) {
            judged = majority;
            confirmed = null;
            System.arraycopy(x, at, best, 0, best.length);
            if (judged.mostlyWrong()) {
                confirm();
                // What it is by luck is no measure for those that follow.
                judged = confirmed;
            }
        }
    }

    private void confirm() {
        confirmations++;
        int wrong = wrong(best, 0, CONFIRMING | confirmations);
        confirmed = Majority.ofSeveral(wrong, scores.count(), alpha, confirmations);
    }

    /** What was found. */
    AdaptiveDescent.Result result(long gradients) {
        if (confirmed == null) {
            confirm();
        }
        return new AdaptiveDescent.Result(
                index,
                Arrays.copyOf(best, best.length),
                problem.threat().distance(centre, 0, best, 0, best.length),
                confirmed,
                new Budget.Spent(gradients, queries, 0));
    }

    /** How many evaluations of a point, with noise that follows from a number, are wrong. */
    private int wrong(float[] x, int at, long draw) {
        scores.evaluate(x, at, Draws.noise(seed, index, draw));
        queries += scores.count();
        return scores.wrong();
    }
}
