package io.jaspis.bench.seams;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The number {@code digits · 2^exponent}: every floating-point number is one, and so are sums and products of them.
 * Operations that can't be exact, or would need too many digits, are rounded down or up as they are told.
 */
record Dyadic(BigInteger digits, int exponent) implements Comparable<Dyadic> {
    static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);
    static final Dyadic ONE = new Dyadic(BigInteger.ONE, 0);

    /** Bits above which results are rounded. */
    static final int PRECISION = 768;

    /** Bits of what is never exact, such as quotients. */
    static final int QUOTIENT = 320;

    /** Operands further apart than this aren't lined up: the smaller one counts as a step outward. */
    private static final int FAR = 4096;

    private static final int LARGEST = 1 << 20;

    Dyadic {
        int zeros = digits.signum() == 0 ? 0 : digits.getLowestSetBit();
        if (zeros > 0) {
            digits = digits.shiftRight(zeros);
            exponent += zeros;
        }
        if (digits.signum() == 0) {
            exponent = 0;
        }
        if (Math.abs(exponent) > LARGEST) {
            throw new UndefinedException("a number of the size 2^" + exponent + " is out of reach");
        }
    }

    static Dyadic of(long whole) {
        return new Dyadic(BigInteger.valueOf(whole), 0);
    }

    static Dyadic of(BigInteger whole) {
        return new Dyadic(whole, 0);
    }

    /** A finite double, exactly. */
    static Dyadic of(double number) {
        long bits = Double.doubleToRawLongBits(number);
        int power = (int) (bits >>> 52 & 0x7FF);
        long fraction = bits & (1L << 52) - 1;
        long whole = power == 0 ? fraction : fraction | 1L << 52;
        return new Dyadic(BigInteger.valueOf(bits < 0 ? -whole : whole), Math.max(power, 1) - 1075);
    }

    static Dyadic powerOfTwo(int exponent) {
        return new Dyadic(BigInteger.ONE, exponent);
    }

    int signum() {
        return digits.signum();
    }

    /** The least n such that the number's size is below 2^n. */
    int magnitude() {
        return digits.abs().bitLength() + exponent;
    }

    Dyadic negate() {
        return new Dyadic(digits.negate(), exponent);
    }

    Dyadic abs() {
        return signum() < 0 ? negate() : this;
    }

    Dyadic plus(Dyadic other, boolean up) {
        if (signum() == 0 || other.signum() == 0) {
            return signum() == 0 ? other : this;
        }
        Dyadic large = magnitude() >= other.magnitude() ? this : other;
        Dyadic small = large == this ? other : this;
        if (large.exponent - small.magnitude() > FAR) {
            if (small.signum() > 0 != up) {
                return large;
            }
            Dyadic step = new Dyadic(BigInteger.valueOf(up ? 1 : -1), large.magnitude() - 2 * PRECISION);
            return large.plus(step, up);
        }
        int least = Math.min(exponent, other.exponent);
        BigInteger sum = digits.shiftLeft(exponent - least).add(other.digits.shiftLeft(other.exponent - least));
        return new Dyadic(sum, least).rounded(PRECISION, up);
    }

    Dyadic times(Dyadic other, boolean up) {
        return new Dyadic(digits.multiply(other.digits), exponent + other.exponent).rounded(PRECISION, up);
    }

    Dyadic scaledByPowerOfTwo(int power) {
        return new Dyadic(digits, exponent + power);
    }

    Dyadic over(Dyadic divisor, boolean up) {
        int shift = Math.max(0, QUOTIENT + divisor.digits.bitLength() - digits.bitLength());
        BigInteger[] parts = digits.shiftLeft(shift).divideAndRemainder(divisor.digits);
        BigInteger quotient = parts[0];
        boolean negative = digits.signum() * divisor.digits.signum() < 0;
        if (parts[1].signum() != 0 && negative != up) {
            quotient = quotient.add(BigInteger.valueOf(up ? 1 : -1));
        }
        return new Dyadic(quotient, exponent - shift - divisor.exponent);
    }

    Dyadic squareRoot(boolean up) {
        int shift = Math.max(0, 2 * QUOTIENT - digits.bitLength());
        shift += Math.floorMod(exponent - shift, 2);
        BigInteger[] parts = digits.shiftLeft(shift).sqrtAndRemainder();
        BigInteger root = parts[1].signum() != 0 && up ? parts[0].add(BigInteger.ONE) : parts[0];
        return new Dyadic(root, (exponent - shift) / 2);
    }

    /** The next number with so many bits, this one if it has no more. */
    Dyadic rounded(int bits, boolean up) {
        int surplus = digits.abs().bitLength() - bits;
        return surplus <= 0 ? this : onGrid(exponent + surplus, up);
    }

    /** The next multiple of a power of two. */
    Dyadic onGrid(int power, boolean up) {
        if (exponent >= power || signum() == 0) {
            return this;
        }
        // A shift to the right rounds down; the digits are odd, so it always does.
        BigInteger down = digits.shiftRight(power - exponent);
        return new Dyadic(up ? down.add(BigInteger.ONE) : down, power);
    }

    /** The nearest multiple of a power of two, the even one of two that are as near. */
    Dyadic nearestOnGrid(int power) {
        if (exponent >= power) {
            return this;
        }
        BigInteger down = digits.shiftRight(power - exponent);
        BigInteger twiceRest = digits.subtract(down.shiftLeft(power - exponent)).shiftLeft(1);
        int side = twiceRest.compareTo(BigInteger.ONE.shiftLeft(power - exponent));
        boolean up = side > 0 || side == 0 && down.testBit(0);
        return new Dyadic(up ? down.add(BigInteger.ONE) : down, power);
    }

    Dyadic floor() {
        return onGrid(0, false);
    }

    Dyadic ceiling() {
        return onGrid(0, true);
    }

    /** Toward zero. */
    BigInteger truncated() {
        Dyadic whole = signum() < 0 ? ceiling() : floor();
        return whole.digits.shiftLeft(whole.exponent);
    }

    boolean isWhole() {
        return exponent >= 0;
    }

    @Override
    public int compareTo(Dyadic other) {
        if (signum() != other.signum() || signum() == 0) {
            return Integer.compare(signum(), other.signum());
        }
        int sizes = Integer.compare(magnitude(), other.magnitude());
        if (sizes != 0) {
            return signum() * sizes;
        }
        int least = Math.min(exponent, other.exponent);
        return digits.shiftLeft(exponent - least).compareTo(other.digits.shiftLeft(other.exponent - least));
    }

    Dyadic max(Dyadic other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Dyadic min(Dyadic other) {
        return compareTo(other) <= 0 ? this : other;
    }

    BigDecimal toBigDecimal() {
        BigDecimal whole = new BigDecimal(digits);
        return exponent >= 0
                ? whole.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
                : whole.multiply(new BigDecimal(BigInteger.valueOf(5).pow(-exponent)))
                        .movePointLeft(-exponent);
    }

    double toDouble() {
        if (signum() == 0) {
            return 0;
        }
        int magnitude = magnitude();
        if (magnitude > 1100 || magnitude < -1200) {
            return signum() * (magnitude > 0 ? Double.POSITIVE_INFINITY : 0.0);
        }
        Dyadic leading = rounded(64, true);
        return Math.scalb(leading.digits.doubleValue(), leading.exponent);
    }

    /** As a decimal of so many digits, for people. */
    String text(int decimals) {
        return Math.abs(magnitude()) > 4096
                ? (signum() < 0 ? "-" : "") + "2^" + (magnitude() - 1)
                : toBigDecimal()
                        .round(new MathContext(decimals, RoundingMode.HALF_EVEN))
                        .toString();
    }
}
