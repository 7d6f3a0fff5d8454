package io.jaspis.check;

/** Tails of the binomial and the normal distribution, summed term by term: slow, and independent of any library. */
final class Tails {
    private Tails() {}

    /** The logarithm of P(X ≥ k), where X is binomial. */
    static double logUpper(int k, int n, double p) {
        if (k <= 0) {
            return 0;
        }
        if (p <= 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (p >= 1) {
            return 0;
        }
        // Relative to the first term: each next one is (n − i)/(i + 1)·p/(1 − p) times the one before.
        double odds = p / (1 - p);
        double term = 1;
        double sum = 0;
        for (int i = k; i <= n; i++) {
            sum += term;
            term *= (n - i) / (i + 1.0) * odds;
            if (sum > 1e280) {
                // The first terms are nothing beside the mode: the complement is the small one.
                return Math.log1p(-Math.exp(logUpper(n - k + 1, n, 1 - p)));
            }
        }
        return Math.min(0, logTerm(k, n, p) + Math.log(sum));
    }

    /** The logarithm of P(X = k), by the product of its factors. */
    static double logTerm(int k, int n, double p) {
        double sum = 0;
        double carry = 0;
        int few = Math.min(k, n - k);
        for (int i = 1; i <= few; i++) {
            // Kahan's sum, because there may be a million of them.
            double next = Math.log((n - few + i) / (double) i) - carry;
            double total = sum + next;
            carry = total - sum - next;
            sum = total;
        }
        return sum + (k == 0 ? 0 : k * Math.log(p)) + (n == k ? 0 : (n - k) * Math.log1p(-p));
    }

    /**
     * Φ(x), the normal distribution function, for x ≥ 0: ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), all of whose terms are
     * positive.
     */
    static double normal(double x) {
        if (x > 38) {
            return 1;
        }
        double term = x;
        double sum = 0;
        for (int i = 3; term > sum * 1e-17; i += 2) {
            sum += term;
            term *= x * x / i;
        }
        return Math.min(1, 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
    }
}
