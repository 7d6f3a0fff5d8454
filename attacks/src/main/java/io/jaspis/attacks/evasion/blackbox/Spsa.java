package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.MovableElements;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Simultaneous perturbation stochastic approximation (Uesato, O'Donoghue, Kohli &amp; van den Oord 2018, section 4.1): slopes
 * from pairs along random signs, and Adam's steps along them, each projected. The loss is the margin. The paper has L∞; Adam's
 * steps are nearly as long in every element, which fits no other ball as well.
 *
 * @param queries the most for an example; at least 1
 * @param samples for each slope, even, at least 2
 * @param delta half the way between the points of a pair, in a range of 1
 */
public record Spsa(long queries, int samples, double delta) implements BlackBox {
    /** Of the radius, as 0.01 is of 8/255. */
    private static final double RATE = 0.3;

    public Spsa {
        if (queries < 1 || samples < 2 || samples % 2 != 0 || !(delta > 0) || Double.isInfinite(delta)) {
            throw new IllegalArgumentException("SPSA needs queries, an even number of samples, and a width, but got "
                    + queries + ", " + samples + " and " + delta);
        }
    }

    /** With 128 samples and the authors' δ of 0.01. */
    public Spsa(long queries) {
        this(queries, 128, 0.01);
    }

    @Override
    public String name() {
        return "SPSA-" + queries;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        parameters.put("samples", samples);
        parameters.put("delta", delta);
        return parameters;
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        return new Walk(this, subject, clean);
    }

    private static final class Walk extends DifferenceSearch {
        private final int pairs;
        private final int words;
        /** A bit for the sign of each element, of each pair. */
        private final long[] signs;

        private final CoordinateAdam adam;
        private final double rate;

        Walk(Spsa spsa, Subject subject, Answers clean) {
            super(subject, subject.projection(), clean, ScoreLoss.MARGIN, spsa.delta);
            int size = subject.size();
            this.pairs = spsa.samples / 2;
            this.words = (size + Long.SIZE - 1) / Long.SIZE;
            this.signs = new long[Math.multiplyExact(pairs, words)];
            this.adam = new CoordinateAdam(size);
            double epsilon = subject.threat().epsilon();
            // As long as RATE · ε where all of them move.
            this.rate = RATE
                    * switch (subject.threat().norm()) {
                        case LINF -> epsilon;
                        case L2 -> epsilon / Math.sqrt(movable(subject));
                        case L1 -> epsilon / movable(subject);
                    };
        }

        private static int movable(Subject subject) {
            return Math.max(1, MovableElements.count(MovableElements.of(subject.threat(), subject.size())));
        }

        @Override
        int draw(Chance chance) {
            for (int i = 0; i < signs.length; i++) {
                signs[i] = chance.nextLong();
            }
            return pairs;
        }

        @Override
        void add(int pair, double factor, double[] to) {
            for (int i = 0; i < to.length; i++) {
                long bit = signs[pair * words + i / Long.SIZE] >>> i & 1;
                to[i] += bit == 1 ? factor : -factor;
            }
        }

        @Override
        boolean averages() {
            return true;
        }

        @Override
        void move(double[] slope, double loss, float[] to) {
            for (int i = 0; i < slope.length; i++) {
                to[i] += (float) (adam.step(i, slope[i] * scale(), rate)
                        * subject().threat().unit(i));
            }
        }
    }
}
