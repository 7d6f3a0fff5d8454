package io.jaspis.autodiff.onnx;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** A quotient of whole numbers in lowest terms; the denominator is positive. */
record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    static final Fraction ZERO = of(0);
    static final Fraction ONE = of(1);
    static final Fraction HALF = of(1).over(of(2));

    Fraction {
        BigInteger common = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            common = common.negate();
        }
        numerator = numerator.divide(common);
        denominator = denominator.divide(common);
    }

    static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    /** A finite number, exactly. */
    static Fraction of(double number) {
        BigDecimal decimal = new BigDecimal(number);
        return decimal.scale() <= 0
                ? new Fraction(decimal.toBigIntegerExact(), BigInteger.ONE)
                : new Fraction(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(new Fraction(other.numerator.negate(), other.denominator));
    }

    Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    /** @throws ArithmeticException where the divisor is 0 */
    Fraction over(Fraction divisor) {
        return new Fraction(numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
    }

    Fraction absolute() {
        return new Fraction(numerator.abs(), denominator);
    }

    Fraction max(Fraction other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Fraction min(Fraction other) {
        return compareTo(other) <= 0 ? this : other;
    }

    int signum() {
        return numerator.signum();
    }

    /** @throws ArithmeticException where it is no int */
    int floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[0].intValueExact() - (parts[1].signum() < 0 ? 1 : 0);
    }

    int ceiling() {
        return -new Fraction(numerator.negate(), denominator).floor();
    }

    /** Whether a float is this very number. */
    boolean isFloat() {
        float nearest = nearest();
        return Float.isFinite(nearest) && of(nearest).equals(this);
    }

    /** Whether it is a whole number of parts, of which so many are 1. */
    boolean isWholeIn(int parts) {
        return BigInteger.valueOf(parts).mod(denominator).signum() == 0;
    }

    float nearest() {
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), MathContext.DECIMAL128)
                .floatValue();
    }

    /** Floats whose sum is this whole number. */
    static List<Float> floats(BigInteger whole) {
        List<Float> floats = new ArrayList<>();
        for (BigInteger rest = whole; rest.signum() != 0; ) {
            float part = rest.floatValue();
            Node.require(Float.isFinite(part), "its places are fractions beyond what can be computed");
            floats.add(part);
            rest = rest.subtract(new BigDecimal(part).toBigIntegerExact());
        }
        return floats;
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }
}
