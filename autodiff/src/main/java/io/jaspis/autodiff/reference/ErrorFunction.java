package io.jaspis.autodiff.reference;

import static io.jaspis.autodiff.reference.Exponentials.WORKING;

import java.math.BigDecimal;

/** The error function by the series 2/√π · e^−x² · (x + 2x³/3 + 4x⁵/15 + …), whose terms have one sign, so that none cancels. */
final class ErrorFunction {
    /** From here on it differs from 1 by less than 10^−100. */
    private static final BigDecimal END = new BigDecimal(16);

    /** From here on it is 1 in float64. */
    private static final double DOUBLE_END = 6;

    private static final int DIGITS = 120;

    private static final BigDecimal FACTOR =
            BigDecimal.TWO.divide(Circle.halfPi(DIGITS).multiply(BigDecimal.TWO).sqrt(WORKING), WORKING);

    private ErrorFunction() {}

    static BigDecimal of(BigDecimal x) {
        if (x.abs().compareTo(END) >= 0) {
            return BigDecimal.valueOf(x.signum());
        }
        BigDecimal rounded = x.round(WORKING);
        BigDecimal square = rounded.multiply(rounded, WORKING);
        BigDecimal term = rounded;
        BigDecimal sum = rounded;
        for (int n = 3; !Exponentials.negligible(term, sum); n += 2) {
            term = term.multiply(square, WORKING)
                    .multiply(BigDecimal.TWO, WORKING)
                    .divide(new BigDecimal(n), WORKING);
            sum = sum.add(term, WORKING);
        }
        return FACTOR.multiply(Exponentials.exponential(square.negate()), WORKING)
                .multiply(sum, WORKING);
    }

    static double of(double x) {
        if (!(Math.abs(x) < DOUBLE_END)) {
            return Double.isNaN(x) ? x : Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 3; Math.abs(term) > Math.abs(sum) * 0x1p-60; n += 2) {
            term = term * x * x * 2 / n;
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }
}
