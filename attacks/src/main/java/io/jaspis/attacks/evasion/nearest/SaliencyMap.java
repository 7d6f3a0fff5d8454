package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Jacobian saliency map attack JSMA on logits (Papernot, McDaniel, Jha, Fredrikson, Celik &amp; Swami 2016): of all pairs of
 * elements the one that most raises the target's score and most lowers the sum of the others goes to its end, until the class
 * falls. Of two classes, whose scores may be a constant and a logit, it goes by the score's lead over the other's. Without a target it aims at one class after the other; each attempt takes elements to their upper ends, and where all
 * of these fail to their lower.
 */
public final class SaliencyMap extends MinimumNorm {
    private final double share;

    /** @param share of the elements that may change at most, above 0 and at most 1; the paper has 0.145 */
    public SaliencyMap(double share) {
        if (!(share > 0) || share > 1) {
            throw new IllegalArgumentException(
                    "JSMA changes a share of the elements above 0 and at most 1, not " + share);
        }
        this.share = share;
    }

    @Override
    public String name() {
        return "JSMA";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("share", share));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.L0;
    }

    @Override
    Neighbourhood.Unit unit() {
        return Neighbourhood.Unit.WIDTH;
    }

    /** The slope of the target's score, and that of the others' sum. */
    @Override
    Slopes slopes(Problem problem) {
        return Slopes.ofSums(problem, 2);
    }

    @Override
    int attempts(Problem problem) {
        return problem.targeted() ? 2 : 2 * (problem.classes() - 1);
    }

    @Override
    Walk begin(Start start) {
        int[] rivals = start.rivals();
        return new Pairs(start, rivals[start.attempt() % rivals.length], start.attempt() < rivals.length);
    }

    /**
     * The pair of the largest product, of those whose first sum goes one way and whose second goes the other.
     *
     * @param target the slope of the target's score
     * @param others that of the others' sum
     * @param free which elements may be taken
     * @param up whether elements go up
     * @param pair the two elements, of which both are the same where there is a single one; left alone where there is none
     * @return the negated product; 0 where there is none
     */
    static double best(float[] target, float[] others, boolean[] free, boolean up, int[] pair) {
        int sign = up ? 1 : -1;
        int count = 0;
        double mostGain = Double.NEGATIVE_INFINITY;
        double mostLoss = Double.POSITIVE_INFINITY;
        for (int p = 0; p < target.length; p++) {
            if (free[p]) {
                count++;
                mostGain = Math.max(mostGain, sign * (double) target[p]);
                mostLoss = Math.min(mostLoss, sign * (double) others[p]);
            }
        }
        double best = 0;
        for (int p = 0; p < target.length; p++) {
            double first = sign * (double) target[p];
            double second = sign * (double) others[p];
            double gainAtMost = count > 1 ? first + mostGain : first;
            double lossAtMost = count > 1 ? second + mostLoss : second;
            // Most elements have no partner that would make them the best.
            if (!free[p] || gainAtMost <= 0 || lossAtMost >= 0 || -gainAtMost * lossAtMost <= best) {
                continue;
            }
            if (count == 1) {
                pair[0] = p;
                pair[1] = p;
                return -first * second;
            }
            for (int q = p + 1; q < target.length; q++) {
                double gain = first + sign * target[q];
                double loss = second + sign * others[q];
                if (free[q] && gain > 0 && loss < 0 && -gain * loss > best) {
                    best = -gain * loss;
                    pair[0] = p;
                    pair[1] = q;
                }
            }
        }
        return best;
    }

    private final class Pairs extends Walk {
        private final Start start;
        private final int target;
        private final boolean up;
        private final float[] ofTarget;
        private final float[] ofOthers;
        private final boolean[] free;
        private final int[] pair = new int[2];
        private int left;

        Pairs(Start start, int target, boolean up) {
            super(start.size());
            this.start = start;
            this.target = target;
            this.up = up;
            this.ofTarget = new float[start.size()];
            this.ofOthers = new float[start.size()];
            this.free = new boolean[start.size()];
            this.left = Math.max(1, (int) (share * start.size() / 2));
            float[] end = up ? start.around().upper() : start.around().lower();
            for (int i = 0; i < free.length; i++) {
                free[i] = end[i] != 0;
            }
        }

        @Override
        void weigh(int number, float[] seed, int at) {
            int classes = start.clean().length;
            for (int j = 0; j < classes; j++) {
                boolean counts = (j == target) == (number == 0);
                seed[at + j] = counts ? 1 : classes == 2 ? -1 : 0;
            }
        }

        @Override
        boolean advance(Sight sight) {
            if (sight.adversarial() || left == 0) {
                return false;
            }
            sight.slope(0, ofTarget);
            sight.slope(1, ofOthers);
            if (best(ofTarget, ofOthers, free, up, pair) == 0) {
                return false;
            }
            left--;
            for (int element : pair) {
                free[element] = false;
                if (up) {
                    start.around().raise(point, element);
                } else {
                    point[element] = start.around().lower()[element];
                }
            }
            return true;
        }
    }
}
