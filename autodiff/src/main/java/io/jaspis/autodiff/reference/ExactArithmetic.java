package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Pointwise;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Real arithmetic, as far as digits can write it. Sums, differences, products and whole powers are exact, with as many
 * digits as they need. Quotients, roots and functions are right to {@value #DIGITS} significant digits, which is far
 * below what float32 (8 digits) or float64 (17) can tell; what is smaller than e^−10000 is 0.
 *
 * <p>What real numbers lack (a quotient by zero, the logarithm of zero, an infinite or missing float) is an {@link
 * ArithmeticException}.
 */
public enum ExactArithmetic implements Arithmetic<BigDecimal> {
    EXACT;

    /** Significant digits of what cannot be exact. */
    public static final int DIGITS = 70;

    private static final MathContext RESULT = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

    /** Larger whole powers than this are rounded like other functions: they would have too many digits. */
    private static final int LARGEST_EXACT_POWER = 64;

    @Override
    public BigDecimal of(float number) {
        if (!Float.isFinite(number)) {
            throw new ArithmeticException(number + " is no real number");
        }
        return new BigDecimal(number);
    }

    /** The double itself, without rounding. */
    public BigDecimal of(double number) {
        return new BigDecimal(number);
    }

    @Override
    public BigDecimal add(BigDecimal a, BigDecimal b) {
        return a.add(b);
    }

    @Override
    public BigDecimal subtract(BigDecimal a, BigDecimal b) {
        return a.subtract(b);
    }

    @Override
    public BigDecimal multiply(BigDecimal a, BigDecimal b) {
        return a.multiply(b);
    }

    @Override
    public BigDecimal divide(BigDecimal a, BigDecimal b) {
        return a.divide(b, RESULT);
    }

    @Override
    public int compare(BigDecimal a, BigDecimal b) {
        return a.compareTo(b);
    }

    @Override
    public BigDecimal floor(BigDecimal x) {
        return x.setScale(0, RoundingMode.FLOOR);
    }

    @Override
    public BigDecimal round(BigDecimal x) {
        return x.setScale(0, RoundingMode.HALF_EVEN);
    }

    @Override
    public BigDecimal errorFunction(BigDecimal x) {
        return ErrorFunction.of(x).round(RESULT);
    }

    @Override
    public BigDecimal arcTangent(BigDecimal x) {
        return Circle.arcTangent(x).round(RESULT);
    }

    @Override
    public BigDecimal arcSine(BigDecimal x) {
        return Circle.arcSine(x).round(RESULT);
    }

    @Override
    public BigDecimal arcCosine(BigDecimal x) {
        return Circle.arcCosine(x).round(RESULT);
    }

    @Override
    public BigDecimal narrow(BigDecimal x, Pointwise.Format format) {
        double near = x.doubleValue();
        if (near == 0) {
            return BigDecimal.ZERO;
        }
        int grid = format.grid(Math.getExponent(near));
        BigDecimal unit = grid < 0 ? BigDecimal.ONE.divide(BigDecimal.TWO.pow(-grid)) : BigDecimal.TWO.pow(grid);
        BigDecimal scaled = grid < 0 ? x.multiply(BigDecimal.TWO.pow(-grid)) : x.divide(unit);
        BigDecimal nearest = scaled.setScale(0, RoundingMode.HALF_EVEN).multiply(unit);
        if (nearest.abs().compareTo(BigDecimal.TWO.pow(format.beyond())) >= 0) {
            throw new ArithmeticException(near + " is beyond the largest " + format);
        }
        return nearest;
    }

    @Override
    public BigDecimal squareRoot(BigDecimal x) {
        return x.sqrt(RESULT);
    }

    @Override
    public BigDecimal exponential(BigDecimal x) {
        return Exponentials.exponential(x).round(RESULT);
    }

    @Override
    public BigDecimal exponentialMinusOne(BigDecimal x) {
        return Exponentials.exponentialMinusOne(x).round(RESULT);
    }

    @Override
    public BigDecimal softplus(BigDecimal x) {
        return Exponentials.softplus(x).round(RESULT);
    }

    @Override
    public BigDecimal logarithm(BigDecimal x) {
        return Exponentials.logarithm(x).round(RESULT);
    }

    @Override
    public BigDecimal sine(BigDecimal x) {
        return Circle.sine(x).round(RESULT);
    }

    @Override
    public BigDecimal cosine(BigDecimal x) {
        return Circle.cosine(x).round(RESULT);
    }

    @Override
    public BigDecimal tanh(BigDecimal x) {
        return Exponentials.tanh(x).round(RESULT);
    }

    @Override
    public BigDecimal sigmoid(BigDecimal x) {
        return Exponentials.sigmoid(x).round(RESULT);
    }

    @Override
    public BigDecimal power(BigDecimal x, float exponent) {
        if (exponent == 0) {
            return BigDecimal.ONE;
        }
        if (exponent == Math.rint(exponent) && Math.abs(exponent) < 1e9f) {
            int whole = (int) exponent;
            if (whole < 0) {
                return BigDecimal.ONE.divide(wholePower(x, -whole), RESULT);
            }
            return wholePower(x, whole);
        }
        if (x.signum() == 0 && exponent > 0) {
            return BigDecimal.ZERO;
        }
        return Exponentials.exponential(of(exponent).multiply(Exponentials.logarithm(x)))
                .round(RESULT);
    }

    private static BigDecimal wholePower(BigDecimal x, int exponent) {
        return exponent <= LARGEST_EXACT_POWER ? x.pow(exponent) : x.pow(exponent, Exponentials.WORKING);
    }

    @Override
    public double toDouble(BigDecimal x) {
        return x.doubleValue();
    }
}
