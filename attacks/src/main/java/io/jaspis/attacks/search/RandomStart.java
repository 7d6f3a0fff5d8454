package io.jaspis.attacks.search;

import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/**
 * A point drawn uniformly from the ball of the elements that may change; the range, and what features can be, is left to the
 * projection. The categories of a table are coordinates of the ball like numbers.
 */
public final class RandomStart {
    private static final long STREAMS = 5L << 56;
    /** Elements that are drawn at once in a box. */
    private static final int CHUNK = 4096;

    private final Threat threat;
    private final int size;
    /** Of each element of an L2 or L1 ball: one that may not change would take its part of the length and lose it. */
    private final boolean[] moves;

    private final int movable;
    private final float[] draw;

    public RandomStart(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        boolean box = threat.norm() == Norm.LINF;
        this.moves = MovableElements.of(threat, box ? 0 : size);
        this.movable = MovableElements.count(moves);
        this.draw = new float[box ? Math.min(size, CHUNK) : size + 1];
    }

    /** Moves x, the example itself, to the point that belongs to this seed, example and restart. */
    public void move(long seed, int example, int restart, float[] x, int offset) {
        long stream = STREAMS | (long) restart << 32 | example;
        var randoms = Providers.scalar().randoms();
        double epsilon = threat.epsilon();
        switch (threat.norm()) {
            case LINF -> {
                for (int from = 0; from < size; from += CHUNK) {
                    int count = Math.min(CHUNK, size - from);
                    randoms.uniform(seed, stream, from, count, draw, 0);
                    for (int i = 0; i < count; i++) {
                        x[offset + from + i] += (float) ((2.0 * draw[i] - 1) * threat.radius(from + i));
                    }
                }
            }
            case L2 -> {
                // A normal vector has a uniform direction; the radius goes as the n-th root of a uniform number.
                randoms.uniform(seed, stream, size, 1, draw, size);
                randoms.normal(seed, stream | 1L << 55, 0, size, draw, 0);
                double squares = 0;
                for (int i = 0; i < size; i++) {
                    squares += moves[i] ? (double) draw[i] * draw[i] : 0;
                }
                double factor = epsilon * Math.pow(draw[size], 1.0 / movable) / Math.sqrt(Math.max(squares, 1e-30));
                for (int i = 0; i < size; i++) {
                    if (moves[i]) {
                        x[offset + i] += (float) (factor * draw[i] * threat.unit(i));
                    }
                }
            }
            case L1 -> {
                // Exponential numbers over their sum and one more are uniform in the simplex; signs are fair.
                randoms.uniform(seed, stream, 0, size + 1, draw, 0);
                double total = 0;
                for (int i = 0; i <= size; i++) {
                    total += i == size || moves[i] ? exponential(draw[i]) : 0;
                }
                for (int i = 0; i < size; i++) {
                    if (moves[i]) {
                        double way = (draw[i] < 0.5f ? -1 : 1) * epsilon * exponential(draw[i]);
                        x[offset + i] += (float) (way / Math.max(total, 1e-30) * threat.unit(i));
                    }
                }
            }
        }
    }

    /** An exponential number of a uniform one, whose first bit is the sign. */
    private static double exponential(float uniform) {
        return -Math.log1p(-fraction(uniform));
    }

    /** Of a uniform number, what is left of it once its first bit has become the sign. */
    private static double fraction(float uniform) {
        return uniform < 0.5f ? 2.0 * uniform : 2.0 * uniform - 1;
    }
}
