package io.jaspis.autodiff.reference;

import static io.jaspis.autodiff.reference.Exponentials.WORKING;
import static io.jaspis.autodiff.reference.Exponentials.negligible;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Sine and cosine in decimal digits: quarter turns are taken off with as many digits of π as the argument needs. */
final class Circle {
    private static volatile BigDecimal halfPi = halfPi(200);

    private static final BigDecimal SMALL = new BigDecimal("0.01");

    /** With digits to spare for the steps of {@link #arcTangent}, each of which costs less than one. */
    private static final MathContext WIDE = new MathContext(130, RoundingMode.HALF_EVEN);

    private Circle() {}

    static BigDecimal sine(BigDecimal x) {
        return turned(x, 0);
    }

    static BigDecimal cosine(BigDecimal x) {
        return turned(x, 1);
    }

    /** sin(x + quarters·π/2). */
    private static BigDecimal turned(BigDecimal x, int quarters) {
        int wholeDigits = Math.max(0, x.precision() - x.scale());
        // The remainder keeps 130 digits behind the point, whatever stands before it.
        BigDecimal quarter = quarter(wholeDigits + 130);
        BigInteger turns = x.divide(quarter, new MathContext(wholeDigits + 5))
                .setScale(0, RoundingMode.HALF_EVEN)
                .toBigInteger();
        BigDecimal rest = x.subtract(quarter.multiply(new BigDecimal(turns)));
        return switch (turns.add(BigInteger.valueOf(quarters))
                .mod(BigInteger.valueOf(4))
                .intValue()) {
            case 0 -> sineSeries(rest);
            case 1 -> cosineSeries(rest);
            case 2 -> sineSeries(rest).negate();
            default -> cosineSeries(rest).negate();
        };
    }

    /** Halves of the angle until its tangent is below 1/100, and then the series; each half is twice the half of that. */
    static BigDecimal arcTangent(BigDecimal x) {
        BigDecimal tangent = x.round(WIDE);
        int halvings = 0;
        while (tangent.abs().compareTo(SMALL) > 0) {
            BigDecimal root = BigDecimal.ONE.add(tangent.multiply(tangent)).sqrt(WIDE);
            tangent = tangent.divide(BigDecimal.ONE.add(root), WIDE);
            halvings++;
        }
        BigDecimal square = tangent.multiply(tangent, WIDE).negate();
        BigDecimal power = tangent;
        BigDecimal sum = tangent;
        for (int n = 3; !negligible(power, sum); n += 2) {
            power = power.multiply(square, WIDE);
            sum = sum.add(power.divide(new BigDecimal(n), WIDE), WIDE);
        }
        return sum.multiply(BigDecimal.TWO.pow(halvings));
    }

    /** 2·arctan(x / (1 + √(1 − x²))). */
    static BigDecimal arcSine(BigDecimal x) {
        BigDecimal root = between(BigDecimal.ONE.subtract(x.multiply(x)), x).sqrt(WIDE);
        return arcTangent(x.divide(BigDecimal.ONE.add(root), WIDE)).multiply(BigDecimal.TWO);
    }

    /** 2·arctan(√((1 − x) / (1 + x))). */
    static BigDecimal arcCosine(BigDecimal x) {
        BigDecimal above = between(BigDecimal.ONE.add(x), x);
        if (above.signum() == 0) {
            return quarter(130).multiply(BigDecimal.TWO);
        }
        BigDecimal below = between(BigDecimal.ONE.subtract(x), x);
        return arcTangent(below.divide(above, WIDE).sqrt(WIDE)).multiply(BigDecimal.TWO);
    }

    private static BigDecimal between(BigDecimal rest, BigDecimal x) {
        if (rest.signum() < 0) {
            throw new ArithmeticException(x.round(new MathContext(5)) + " is no sine or cosine");
        }
        return rest;
    }

    /** x − x³/3! + x⁵/5! − …, for |x| ≤ π/4. */
    private static BigDecimal sineSeries(BigDecimal x) {
        return series(x.round(WORKING), x.round(WORKING), 1);
    }

    /** 1 − x²/2! + x⁴/4! − …, for |x| ≤ π/4. */
    private static BigDecimal cosineSeries(BigDecimal x) {
        return series(BigDecimal.ONE, x.round(WORKING), 0);
    }

    private static BigDecimal series(BigDecimal first, BigDecimal x, int start) {
        BigDecimal square = x.multiply(x, WORKING).negate();
        BigDecimal term = first;
        BigDecimal sum = first;
        for (int n = start; !negligible(term, sum); n += 2) {
            term = term.multiply(square, WORKING).divide(new BigDecimal((n + 1) * (n + 2)), WORKING);
            sum = sum.add(term, WORKING);
        }
        return sum;
    }

    private static BigDecimal quarter(int digits) {
        BigDecimal known = halfPi;
        if (known.scale() < digits) {
            known = halfPi(digits + 100);
            halfPi = known;
        }
        return known;
    }

    /** π/2 by Machin's formula: π/4 = 4·arctan(1/5) − arctan(1/239). */
    static BigDecimal halfPi(int digits) {
        int scale = digits + 10;
        BigDecimal quarter =
                arctangentOfInverse(5, scale).multiply(new BigDecimal(4)).subtract(arctangentOfInverse(239, scale));
        return quarter.multiply(BigDecimal.TWO).setScale(digits, RoundingMode.HALF_EVEN);
    }

    /** 1/n − 1/(3n³) + 1/(5n⁵) − …, each term rounded to this many digits behind the point. */
    private static BigDecimal arctangentOfInverse(int n, int scale) {
        BigDecimal square = new BigDecimal(n * n);
        BigDecimal power = BigDecimal.ONE.divide(new BigDecimal(n), scale, RoundingMode.HALF_EVEN);
        BigDecimal sum = power;
        for (int k = 1; power.signum() != 0; k++) {
            power = power.divide(square, scale, RoundingMode.HALF_EVEN);
            BigDecimal term = power.divide(new BigDecimal(2 * k + 1), scale, RoundingMode.HALF_EVEN);
            sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
        }
        return sum;
    }
}
