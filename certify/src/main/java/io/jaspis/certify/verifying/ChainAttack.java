package io.jaspis.certify.verifying;

import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.chain.ChainPoints;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Projected gradient descent of a violation's largest distance from random starts (Madry et al. 2018, on margins): few steps, which
 * get shorter, from many starts. For one thread at a time.
 */
final class ChainAttack {
    private static final int STEPS = 20;
    /** The first step as a share of the box, and what each next one is of the one before. */
    private static final float FIRST = 0.4f;

    private static final float DECAY = 0.82f;

    private final ChainPoints points;
    private final RegionRows rows;
    private final float[] gradient;
    private final Settling settling;
    private final float[] x;
    /** Settles at {@link #x}; the same array where that is the same. */
    private final float[] point;

    private final float[] best;
    private final long seed;
    private final long most;
    private final Predicate<float[]> check;
    private long starts;
    private long gradients;

    /**
     * @param settling where points settle; null where each may be a counterexample
     * @param most gradients that it may take
     * @param check whether a candidate is a counterexample that can be told; it may keep it
     */
    ChainAttack(
            ChainBounds bounds,
            RegionRows rows,
            int inputs,
            Settling settling,
            long seed,
            long most,
            Predicate<float[]> check) {
        this.points = new ChainPoints(bounds);
        this.rows = rows;
        this.gradient = new float[inputs];
        this.settling = settling;
        this.x = new float[inputs];
        this.point = settling == null ? x : new float[inputs];
        this.best = new float[inputs];
        this.seed = seed;
        this.most = most;
        this.check = check;
    }

    /** Tries so many starts in a box, each for one of the violations in turn; whether a counterexample was found. */
    boolean found(float[] lower, float[] upper, int[] violations, int count, BooleanSupplier stopped) {
        for (int start = 0; start < count; start++) {
            if (gradients > most - (STEPS + 1) || (start & 7) == 7 && stopped.getAsBoolean()) {
                return false;
            }
            SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * starts++);
            for (int i = 0; i < x.length; i++) {
                point[i] = clamp(lower[i] + (float) random.nextDouble() * (upper[i] - lower[i]), lower[i], upper[i]);
            }
            if (descend(lower, upper, violations[start % violations.length])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a point is a counterexample, or where it settles. */
    boolean found(float[] at) {
        System.arraycopy(at, 0, point, 0, point.length);
        settle();
        return rows.nearest(points.rows(x)) <= 0 && check.test(x.clone());
    }

    private void settle() {
        if (settling != null) {
            settling.settle(point, 0, x, 0);
        }
    }

    private boolean descend(float[] lower, float[] upper, int violation) {
        float least = Float.POSITIVE_INFINITY;
        float step = FIRST;
        for (int move = 0; move <= STEPS; move++) {
            settle();
            float[] distances = points.rows(x);
            float distance = rows.nearest(distances);
            if (distance < least) {
                least = distance;
                System.arraycopy(x, 0, best, 0, x.length);
            }
            points.gradient(rows.decisive(violation, distances), gradient);
            gradients++;
            for (int i = 0; i < x.length; i++) {
                float width = step * (upper[i] - lower[i]);
                point[i] = clamp(point[i] - Math.signum(gradient[i]) * width, lower[i], upper[i]);
            }
            step *= DECAY;
        }
        return least <= 0 && check.test(best.clone());
    }

    /** Gradients that were taken so far, each of one point. */
    long gradients() {
        return gradients;
    }

    private static float clamp(float number, float lower, float upper) {
        return Math.max(lower, Math.min(upper, number));
    }
}
