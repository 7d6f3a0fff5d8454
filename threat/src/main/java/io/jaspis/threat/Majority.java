package io.jaspis.threat;

/**
 * How often a random model got an input wrong. The probability of that lies between {@link #lower} and {@link #upper}, each
 * with the probability 1 − {@code alpha} at least (Clopper &amp; Pearson 1934).
 *
 * @param wrong the evaluations that gave what the attacker wants, from 0 to {@code evaluations}
 * @param evaluations at least 1
 * @param alpha above 0 and below 1
 */
public record Majority(int wrong, int evaluations, double alpha) {
    private static final int HALVINGS = 60;

    public Majority {
        if (evaluations < 1 || wrong < 0 || wrong > evaluations || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException(
                    "a majority needs at least one evaluation, as many wrong ones at most, and an"
                            + " alpha between 0 and 1, but got %s of %s and %s".formatted(wrong, evaluations, alpha));
        }
    }

    /**
     * One of several that are asked for about the same thing until one shows something.
     *
     * @param alpha that is spent on all of them together: on the k-th α / k(k + 1), which adds up to α however many there are
     * @param number of this one, from 1
     */
    public static Majority ofSeveral(int wrong, int evaluations, double alpha, int number) {
        return new Majority(wrong, evaluations, alpha / number / (number + 1.0));
    }

    /** Whether the model is wrong on it more often than not, but for the probability {@code alpha}. */
    public boolean mostlyWrong() {
        return lower() > 0.5;
    }

    /** Below the probability of a wrong answer, but for {@code alpha}; rounded down. */
    public double lower() {
        return wrong == 0 ? 0 : below(wrong);
    }

    /** Above the probability of a wrong answer, but for {@code alpha}; rounded up. */
    public double upper() {
        return wrong == evaluations ? 1 : Math.nextUp(1 - below(evaluations - wrong));
    }

    /** The largest p, to the last bits, for which so many successes or more have at most the probability alpha. */
    private double below(int successes) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (tail(successes, middle) <= alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The probability of so many successes or more, rounded up by more than the sum's own rounding. */
    private double tail(int successes, double p) {
        if (p <= 0) {
            return 0;
        }
        if (p >= 1) {
            return 1;
        }
        double logarithm = 0;
        double sum = 0;
        for (int k = 0; k <= evaluations; k++) {
            if (k > 0) {
                logarithm += Math.log((evaluations - k + 1.0) / k);
            }
            if (k >= successes) {
                sum += Math.exp(logarithm + k * Math.log(p) + (evaluations - k) * Math.log1p(-p));
            }
        }
        // The logarithm is a sum of so many, of at most log 2 an evaluation.
        double rounding = 1e-9 + (double) evaluations * evaluations * 0x1p-52;
        return Math.min(1, sum * (1 + rounding));
    }
}
