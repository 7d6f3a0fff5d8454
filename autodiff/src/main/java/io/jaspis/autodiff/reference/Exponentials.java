package io.jaspis.autodiff.reference;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The exponential function and its kin in decimal digits, to a relative error below 10^−80. */
final class Exponentials {
    /**
     * The digits carried along. Of these the squarings after the series, 30 at most, cost 10, and the roundings
     * between, fewer than 100, cost 2.
     */
    static final MathContext WORKING = new MathContext(100, RoundingMode.HALF_EVEN);

    private static final BigDecimal LARGEST = new BigDecimal(1_000_000);
    private static final BigDecimal SMALLEST = new BigDecimal(-10_000);
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal QUARTER = new BigDecimal("0.25");
    private static final double LOGARITHM_OF_TEN = Math.log(10);

    private Exponentials() {}

    /** e^x: the series of e^(x / 2^k) for an argument below 2^−8, then k squarings. Below e^−10000 it is 0. */
    static BigDecimal exponential(BigDecimal x) {
        if (x.compareTo(LARGEST) > 0) {
            throw new ArithmeticException("e to the power " + x.round(new MathContext(5)) + " has too many digits");
        }
        if (x.compareTo(SMALLEST) < 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal reduced = x.round(WORKING);
        BigDecimal limit = BigDecimal.ONE.divide(new BigDecimal(256));
        int squarings = 0;
        while (reduced.abs().compareTo(limit) > 0) {
            reduced = reduced.divide(TWO, WORKING);
            squarings++;
        }
        BigDecimal power = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int n = 1; !negligible(term, power); n++) {
            term = term.multiply(reduced, WORKING).divide(new BigDecimal(n), WORKING);
            power = power.add(term, WORKING);
        }
        for (int i = 0; i < squarings; i++) {
            power = power.multiply(power, WORKING);
        }
        return power;
    }

    /**
     * The natural logarithm: y₀ in double, then log x = y₀ + log(x·e^−y₀), whose argument is 1 within 10^−13, by the
     * series log u = 2·(z + z³/3 + z⁵/5 + …) with z = (u − 1) / (u + 1). Near x = 1 y₀ is 0 and nothing cancels.
     */
    static BigDecimal logarithm(BigDecimal x) {
        if (x.signum() <= 0) {
            throw new ArithmeticException("the logarithm of " + x.round(new MathContext(5)) + " is no real number");
        }
        int exponent = x.precision() - x.scale();
        double first = Math.abs(exponent) <= 1
                ? Math.log(x.doubleValue())
                : Math.log(x.scaleByPowerOfTen(-exponent).doubleValue()) + exponent * LOGARITHM_OF_TEN;
        BigDecimal start = new BigDecimal(first);
        BigDecimal rest = first == 0 ? x : x.multiply(unboundedExponential(start.negate()), WORKING);
        BigDecimal z = rest.subtract(BigDecimal.ONE).divide(rest.add(BigDecimal.ONE), WORKING);
        BigDecimal square = z.multiply(z, WORKING);
        BigDecimal power = z;
        BigDecimal sum = z;
        for (int n = 3; !negligible(power, sum); n += 2) {
            power = power.multiply(square, WORKING);
            sum = sum.add(power.divide(new BigDecimal(n), WORKING), WORKING);
        }
        return start.add(sum.multiply(TWO), WORKING);
    }

    /**
     * e^x − 1. Where |x| is at most a quarter and the difference would cancel, the series x + x²/2 + x³/6 + …, whose
     * first term is the greatest by far.
     */
    static BigDecimal exponentialMinusOne(BigDecimal x) {
        if (x.abs().compareTo(QUARTER) > 0) {
            return exponential(x).subtract(BigDecimal.ONE, WORKING);
        }
        BigDecimal rounded = x.round(WORKING);
        BigDecimal term = rounded;
        BigDecimal sum = rounded;
        for (int n = 2; !negligible(term, sum); n++) {
            term = term.multiply(rounded, WORKING).divide(new BigDecimal(n), WORKING);
            sum = sum.add(term, WORKING);
        }
        return sum;
    }

    /**
     * log(1 + e^x) as max(x, 0) + log(1 + u) with u = e^−|x|. A sum 1 + u with all digits of a tiny u would be long, so
     * there it is the series u − u²/2 + u³/3 − ….
     */
    static BigDecimal softplus(BigDecimal x) {
        BigDecimal u = exponential(x.abs().negate());
        BigDecimal positive = x.max(BigDecimal.ZERO);
        if (u.signum() == 0) {
            return positive;
        }
        if (u.compareTo(QUARTER) > 0) {
            return positive.add(logarithm(BigDecimal.ONE.add(u)), WORKING);
        }
        BigDecimal power = u;
        BigDecimal sum = u;
        for (int n = 2; !negligible(power, sum); n++) {
            power = power.multiply(u, WORKING).negate();
            sum = sum.add(power.divide(new BigDecimal(n), WORKING), WORKING);
        }
        return positive.add(sum, WORKING);
    }

    private static BigDecimal unboundedExponential(BigDecimal x) {
        return x.signum() < 0 ? BigDecimal.ONE.divide(exponential(x.negate()), WORKING) : exponential(x);
    }

    /** 1 / (1 + e^−x), from the power that is at most 1. */
    static BigDecimal sigmoid(BigDecimal x) {
        BigDecimal power = exponential(x.abs().negate());
        BigDecimal numerator = x.signum() < 0 ? power : BigDecimal.ONE;
        return numerator.divide(BigDecimal.ONE.add(power), WORKING);
    }

    /**
     * (1 − e^−2x) / (1 + e^−2x) for x ≥ 0, and odd. Where x is small and the difference cancels, the series x − x³/3 +
     * 2x⁵/15 − 17x⁷/315, whose next term is below x⁹/45.
     */
    static BigDecimal tanh(BigDecimal x) {
        BigDecimal size = x.abs();
        if (size.compareTo(new BigDecimal("1e-10")) < 0) {
            BigDecimal square = x.multiply(x, WORKING);
            BigDecimal factor = BigDecimal.ONE
                    .subtract(square.divide(new BigDecimal(3), WORKING))
                    .add(square.pow(2).multiply(TWO).divide(new BigDecimal(15), WORKING))
                    .subtract(square.pow(3).multiply(new BigDecimal(17)).divide(new BigDecimal(315), WORKING));
            return x.multiply(factor, WORKING);
        }
        BigDecimal power = exponential(size.multiply(TWO).negate());
        BigDecimal result = BigDecimal.ONE.subtract(power).divide(BigDecimal.ONE.add(power), WORKING);
        return x.signum() < 0 ? result.negate() : result;
    }

    /** Whether a term, and all that follow it in a fast series, cannot change the digits of the sum. */
    static boolean negligible(BigDecimal term, BigDecimal sum) {
        return term.signum() == 0 || exponent(term) < exponent(sum) - WORKING.getPrecision() - 2;
    }

    private static int exponent(BigDecimal x) {
        return x.precision() - x.scale();
    }
}
