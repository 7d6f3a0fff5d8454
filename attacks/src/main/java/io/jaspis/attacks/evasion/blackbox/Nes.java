package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Direction;
import io.jaspis.threat.Norm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Descent along slopes that natural evolution strategies estimate (Ilyas, Engstrom, Athalye &amp; Lin 2018, section 2.1 and
 * their code for a limited number of queries): antithetic normal noise, momentum, and a step that is halved where the loss has
 * stopped to fall. In L∞ a step takes the signs, in L2 the direction, in L1 the steepest elements. The loss is the
 * cross-entropy.
 *
 * @param queries the most for an example; at least 1
 * @param samples for each slope, even, at least 2
 * @param sigma of the noise, in a range of 1
 */
public record Nes(long queries, int samples, double sigma) implements BlackBox {
    private static final double MOMENTUM = 0.9;
    /** Of the radius, as 0.01 is of 0.05. */
    private static final double LONGEST = 0.2;

    private static final double SHORTEST = LONGEST / 200;
    private static final int PLATEAU = 5;

    public Nes {
        if (queries < 1 || samples < 2 || samples % 2 != 0 || !(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("NES needs queries, an even number of samples, and noise, but got "
                    + queries + ", " + samples + " and " + sigma);
        }
    }

    /** With the authors' 50 samples and σ of 0.001. */
    public Nes(long queries) {
        this(queries, 50, 1e-3);
    }

    @Override
    public String name() {
        return "NES-" + queries;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        parameters.put("samples", samples);
        parameters.put("sigma", sigma);
        return parameters;
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public int kept() {
        return samples / 2;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        return new Walk(this, subject, clean);
    }

    /** The walk of one example. */
    static final class Walk extends DifferenceSearch {
        private final float[] noise;
        private final double[] momentum;
        private final float[] ascent;
        private final Direction direction;
        private final Deque<Double> losses = new ArrayDeque<>();
        private double length = LONGEST;

        Walk(Nes nes, Subject subject, Answers clean) {
            super(subject, subject.projection(), clean, ScoreLoss.CROSS_ENTROPY, nes.sigma);
            int size = subject.size();
            this.noise = new float[Math.multiplyExact(nes.samples / 2, size)];
            this.momentum = new double[size];
            this.ascent = new float[size];
            this.direction = subject.threat().norm() == Norm.LINF ? null : new Direction(subject.threat(), size);
        }

        /** With this noise in the place of any. */
        void fix(float[] given) {
            System.arraycopy(given, 0, noise, 0, noise.length);
        }

        @Override
        int draw(Chance chance) {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) chance.nextGaussian();
            }
            return noise.length / momentum.length;
        }

        @Override
        void add(int pair, double factor, double[] to) {
            int at = pair * to.length;
            for (int i = 0; i < to.length; i++) {
                to[i] += factor * noise[at + i];
            }
        }

        @Override
        boolean averages() {
            return true;
        }

        @Override
        void move(double[] slope, double loss, float[] to) {
            anneal(loss);
            double epsilon = subject().threat().epsilon();
            double largest = 0;
            for (int i = 0; i < slope.length; i++) {
                momentum[i] = MOMENTUM * momentum[i] + (1 - MOMENTUM) * slope[i];
                largest = Math.max(largest, Math.abs(along(i)));
            }
            for (int i = 0; i < slope.length; i++) {
                // Of a label that is all but sure slopes are far below floats.
                ascent[i] = largest > 0 && largest < Double.POSITIVE_INFINITY
                        ? (float) (-along(i) / largest)
                        : (float) -along(i);
            }
            if (direction != null) {
                direction.step(ascent, to, 0, length * epsilon);
                return;
            }
            for (int i = 0; i < slope.length; i++) {
                to[i] += (float)
                        (Math.signum(ascent[i]) * length * subject().threat().radius(i));
            }
        }

        /** The slope of an element: that of the way is in units. */
        private double along(int element) {
            double unit = subject().threat().unit(element);
            return unit == 0 ? 0 : momentum[element] / unit;
        }

        private void anneal(double loss) {
            losses.add(loss);
            if (losses.size() > PLATEAU) {
                losses.remove();
            }
            if (losses.size() == PLATEAU && losses.getLast() > losses.getFirst()) {
                length = Math.max(length / 2, SHORTEST);
                losses.clear();
            }
        }
    }
}
