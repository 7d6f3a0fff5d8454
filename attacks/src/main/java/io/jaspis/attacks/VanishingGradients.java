package io.jaspis.attacks;

import io.jaspis.attacks.search.MovableElements;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Tells gradients that vanish from others: they are 0, or so small that nothing in the range of inputs could change the scores by
 * as much as they differ, if slopes stayed as they are. Of features those alone count that can change in the ball, whichever way:
 * a gradient that points out of the ball is there all the same, and where nothing can change none is missing.
 */
public final class VanishingGradients {
    /** As a share of the largest score: far below what any float32 sum could tell. */
    private static final double VANISHING = 1e-30;

    private final Threat threat;
    private final int size;
    private final int classes;
    /** Of each element whether any ball has another value of it. */
    private final boolean[] movable;

    public VanishingGradients(Problem problem) {
        this.threat = problem.threat();
        this.size = problem.size();
        this.classes = problem.classes();
        this.movable = MovableElements.of(threat, size);
    }

    /**
     * Whether one of several gradients vanishes.
     *
     * @param row which of them
     * @param centres the examples in whose balls the gradients are taken, one after the other
     */
    public boolean at(int row, float[] centres, float[] ascent, float[] scores) {
        double least = VANISHING * largest(scores, row * classes, classes);
        return threat.features() == null
                ? !(largest(ascent, row * size, size) * ((double) threat.upper() - threat.lower()) > least)
                : vanishes(centres, ascent, row * size, least);
    }

    /** Whether there are features that can change, and none of them could change the scores across its range. */
    private boolean vanishes(float[] centres, float[] ascent, int offset, double least) {
        boolean any = false;
        for (int i = 0; i < size; i++) {
            if (moves(i, centres[offset + i])) {
                double across = (double) threat.upper(i) - threat.lower(i);
                if (largest(ascent, offset + i, 1) * across > least) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** Whether the ball around an example has another value of an element. */
    private boolean moves(int element, float centre) {
        return movable[element] && threat.innerLower(element, centre) < threat.innerUpper(element, centre);
    }

    /** The largest magnitude; what is no number counts as nothing. */
    private static double largest(float[] values, int offset, int count) {
        double largest = 0;
        for (int i = offset; i < offset + count; i++) {
            largest = Math.abs(values[i]) > largest ? Math.abs(values[i]) : largest;
        }
        return largest;
    }
}
