package io.jaspis.attacks.search;

import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/** A point drawn uniformly from the ball; the range, and what features can be, is left to the projection. */
public final class RandomStart {
    private static final long STREAMS = 5L << 56;
    /** Elements that are drawn at once in a box. */
    private static final int CHUNK = 4096;

    private final Threat threat;
    private final int size;
    private final float[] draw;

    public RandomStart(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        this.draw = new float[threat.norm() == Norm.LINF ? Math.min(size, CHUNK) : size + 1];
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
                    squares += (double) draw[i] * draw[i];
                }
                double factor = epsilon * Math.pow(draw[size], 1.0 / size) / Math.sqrt(Math.max(squares, 1e-30));
                for (int i = 0; i < size; i++) {
                    x[offset + i] += (float) (factor * draw[i] * unit(i));
                }
            }
            case L1 -> {
                // Exponential numbers over their sum and one more are uniform in the simplex; signs are fair.
                randoms.uniform(seed, stream, 0, size + 1, draw, 0);
                double total = 0;
                for (int i = 0; i <= size; i++) {
                    double exponential = -Math.log1p(-fraction(draw[i]));
                    total += exponential;
                }
                for (int i = 0; i < size; i++) {
                    double exponential = -Math.log1p(-fraction(draw[i]));
                    double sign = draw[i] < 0.5f ? -1 : 1;
                    x[offset + i] += (float) (sign * epsilon * exponential / Math.max(total, 1e-30) * unit(i));
                }
            }
        }
    }

    /** How long one unit of distance is along a coordinate. */
    private double unit(int coordinate) {
        return threat.features() == null ? 1 : threat.features().radius(coordinate);
    }

    /** Of a uniform number, what is left of it once its first bit has become the sign. */
    private static double fraction(float uniform) {
        return uniform < 0.5f ? 2.0 * uniform : 2.0 * uniform - 1;
    }
}
