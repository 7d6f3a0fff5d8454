package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Norm;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Square Attack (Andriushchenko, Croce, Flammarion &amp; Hein 2020): a random search in which each proposal changes the
 * perturbation in a square at random, kept where the loss falls. The side shrinks as the search goes on, by the
 * schedule of the paper. In L∞ every pixel stays at an end of what it can be; in L2 a square takes over the mass of another one, as a
 * pattern with two centres; in L1 it does so too, and what leaves the ball is projected exactly (Croce &amp; Hein 2021).
 * The loss is the margin, and for a target the cross-entropy.
 *
 * <p>Of what is no picture, the squares are runs of as many elements; in the row of a table each element of a run goes its own
 * way, as the channels of a picture do, and a one-hot group has another category at random. Towards the end runs are single
 * elements.
 *
 * <p>In L∞, and of the row of a table in every norm, a proposal that would change nothing isn't asked about, as in the authors' first
 * code; places are drawn from all, those at the far edges included, as in the paper. In L2 and L1 runs go over those features of a
 * row alone that can change.
 *
 * @param queries the most for an example, the look at itself included; at least 1
 * @param share of the elements that the first squares have, p in the paper, above 0 and at most 1
 * @param rescaled whether the schedule, which is of 10,000 queries, is shortened or stretched to those that there are, as in the
 *     paper; else it is as it is, and ends early with fewer, as in AutoAttack
 */
public record Square(long queries, double share, boolean rescaled) implements BlackBox {
    /** The queries that the schedule is of. */
    private static final long SCHEDULED = 10_000;

    /** As AutoAttack has it. */
    private static final double SHARE = 0.8;

    public Square {
        if (queries < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "Square needs at least one query and a share above 0 and up to 1, but got " + queries + " and "
                            + share);
        }
    }

    /** As AutoAttack has it. */
    public Square(long queries) {
        this(queries, SHARE, false);
    }

    /** As the paper has it, with the share that AutoAttack begins with, which is also the paper's on MNIST. */
    static Square alone(long queries) {
        return new Square(queries, SHARE, true);
    }

    @Override
    public String name() {
        return "Square-" + queries;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        parameters.put("share", share);
        parameters.put("rescaled", rescaled);
        return parameters;
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        return subject.threat().norm() == Norm.LINF ? new SquareInBox(subject, this) : new SquareInBall(subject, this);
    }

    /**
     * The share of elements at an iteration.
     *
     * @param most iterations that there can be, at least 1
     */
    double share(long iteration, long most) {
        return share(share, rescaled ? (long) ((double) iteration / most * SCHEDULED) : iteration);
    }

    /**
     * The share of elements at an iteration, without rescaling to the number of queries.
     *
     * @param initial that of the first
     */
    static double share(double initial, long iteration) {
        if (iteration <= 10) {
            return initial;
        }
        double[] ends = {50, 200, 500, 1000, 2000, 4000, 6000, 8000};
        int halvings = 1;
        while (halvings <= ends.length && iteration > ends[halvings - 1]) {
            halvings++;
        }
        return Math.scalb(initial, -halvings);
    }
}
