package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Tells gradients that vanish from others: they are 0, or so small that nothing in the range of inputs could change the scores by
 * as much as they differ, if slopes stayed as they are. Of a table's features those alone count that can go their way in the ball.
 */
public final class VanishingGradients {
    /** As a share of the largest score: far below what any float32 sum could tell. */
    private static final double VANISHING = 1e-30;

    private final Threat threat;
    private final int size;
    private final int classes;

    public VanishingGradients(Problem problem) {
        this.threat = problem.threat();
        this.size = problem.size();
        this.classes = problem.classes();
    }

    /**
     * Whether one of several gradients vanishes.
     *
     * @param row which of them
     * @param centres the examples, one after the other
     * @param points where the gradients are taken, in the examples' balls; the examples themselves, perhaps
     */
    public boolean at(int row, float[] centres, float[] points, float[] ascent, float[] scores) {
        return !(reach(centres, points, ascent, row * size) > VANISHING * largest(scores, row * classes, classes));
    }

    /** By how much the scores could change across the range. */
    private double reach(float[] centres, float[] points, float[] ascent, int offset) {
        if (threat.features() == null) {
            return largest(ascent, offset, size) * ((double) threat.upper() - threat.lower());
        }
        double reach = 0;
        for (int i = 0; i < size; i++) {
            boolean moves = threat.radius(i) > 0
                    && (threat.features().ofChannels()
                            || goesOn(i, ascent[offset + i] > 0, centres[offset + i], points[offset + i]));
            double across = moves ? (double) threat.upper(i) - threat.lower(i) : 0;
            reach = Math.max(reach, largest(ascent, offset + i, 1) * across);
        }
        return reach;
    }

    /** Whether an element can go up, or down, from the example or from where it is. */
    private boolean goesOn(int element, boolean up, float centre, float at) {
        return up
                ? threat.innerUpper(element, centre) > Math.min(centre, at)
                : threat.innerLower(element, centre) < Math.max(centre, at);
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
