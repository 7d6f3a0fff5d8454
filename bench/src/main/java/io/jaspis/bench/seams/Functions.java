package io.jaspis.bench.seams;

import java.math.BigInteger;

/**
 * Functions that have no exact values, as enclosures of about 80 digits: by power series in fixed point, widened by
 * more than what the series and its roundings leave out.
 */
final class Functions {
    /** Bits behind the point. */
    private static final int FIXED = 400;

    /** The last bit of a series' result that is trusted. */
    private static final int TRUSTED = 340;

    private static final BigInteger UNIT = BigInteger.ONE.shiftLeft(FIXED);

    /** Exponentials of larger numbers are out of reach, and smaller ones not told from 0. */
    private static final Dyadic FAR = Dyadic.of(5000);

    private static final Dyadic TINY = Dyadic.powerOfTwo(-7000);

    private static final int LARGE_ANGLE = 160;
    private static final int ANGLE_BITS = FIXED + LARGE_ANGLE + 16;

    private static final BigInteger LOG_TWO = arcTanh(26, FIXED + 16)
            .multiply(BigInteger.valueOf(18))
            .subtract(arcTanh(4801, FIXED + 16).shiftLeft(1))
            .add(arcTanh(8749, FIXED + 16).shiftLeft(3))
            .shiftRight(16);

    /** π by Machin's formula. */
    private static final BigInteger PI = arcTan(5, ANGLE_BITS + 16)
            .shiftLeft(4)
            .subtract(arcTan(239, ANGLE_BITS + 16).shiftLeft(2))
            .shiftRight(16);

    private Functions() {}

    /** The inverse hyperbolic tangent of 1/n. */
    private static BigInteger arcTanh(int n, int bits) {
        return series(n, bits, false);
    }

    private static BigInteger arcTan(int n, int bits) {
        return series(n, bits, true);
    }

    private static BigInteger series(int n, int bits, boolean alternating) {
        BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(n));
        BigInteger square = BigInteger.valueOf((long) n * n);
        BigInteger sum = BigInteger.ZERO;
        for (int k = 1; power.signum() != 0; k += 2) {
            BigInteger term = power.divide(BigInteger.valueOf(k));
            sum = alternating && k % 4 == 3 ? sum.subtract(term) : sum.add(term);
            power = power.divide(square);
        }
        return sum;
    }

    private static BigInteger fixed(Dyadic x, int bits) {
        int shift = x.exponent() + bits;
        return shift >= 0 ? x.digits().shiftLeft(shift) : x.digits().shiftRight(-shift);
    }

    private static BigInteger product(BigInteger a, BigInteger b) {
        return a.multiply(b).shiftRight(FIXED);
    }

    /** The bound of a fixed-point result, moved outward and multiplied by a power of two. */
    private static Dyadic bound(BigInteger result, int power, boolean up) {
        BigInteger step = BigInteger.ONE.shiftLeft(FIXED - TRUSTED);
        return new Dyadic(up ? result.add(step) : result.subtract(step), power - FIXED);
    }

    /** e^x for |x| below 1, in fixed point. */
    private static BigInteger smallExponential(BigInteger x) {
        int halvings = 12;
        BigInteger y = x.shiftRight(halvings);
        BigInteger term = UNIT;
        BigInteger sum = UNIT;
        for (int k = 1; term.signum() != 0 && !term.equals(BigInteger.ONE.negate()); k++) {
            term = product(term, y).divide(BigInteger.valueOf(k));
            sum = sum.add(term);
        }
        for (int i = 0; i < halvings; i++) {
            sum = product(sum, sum);
        }
        return sum;
    }

    private static Dyadic exponential(Dyadic x, boolean up) {
        if (x.signum() == 0) {
            return Dyadic.ONE;
        }
        if (x.compareTo(FAR.negate()) < 0) {
            return up ? TINY : Dyadic.ZERO;
        }
        if (x.compareTo(FAR) > 0) {
            throw new UndefinedException("the exponential of " + x.toDouble() + " is out of reach");
        }
        BigInteger fixed = fixed(x, FIXED);
        BigInteger times = fixed.divide(LOG_TWO);
        return bound(smallExponential(fixed.subtract(times.multiply(LOG_TWO))), times.intValueExact(), up);
    }

    static Real exponential(Real x) {
        return x.rising(Functions::exponential);
    }

    private static Dyadic logarithm(Dyadic x, boolean up) {
        if (x.equals(Dyadic.ONE)) {
            return Dyadic.ZERO;
        }
        int power = x.magnitude() - 1;
        // Only the leading digits count; cutting the others moves the result by less than the last trusted bit.
        BigInteger m = fixed(x.scaledByPowerOfTwo(-power), FIXED);
        double guess = Math.log(new Dyadic(m, -FIXED).rounded(53, false).toDouble());
        BigInteger y = fixed(Dyadic.of(guess), FIXED);
        for (int i = 0; i < 3; i++) {
            BigInteger e = smallExponential(y);
            y = y.add(m.subtract(e).shiftLeft(FIXED + 1).divide(m.add(e)));
        }
        return bound(y.add(LOG_TWO.multiply(BigInteger.valueOf(power))), 0, up);
    }

    static Real logarithm(Real x) {
        if (!x.isFinite() || x.lower().signum() <= 0) {
            throw new UndefinedException("the logarithm of " + x);
        }
        return x.rising(Functions::logarithm);
    }

    static Real sigmoid(Real x) {
        return x.rising((number, up) -> {
            Real exact = Real.exactly(number);
            Real sigmoid = number.signum() >= 0
                    ? Real.ONE.over(Real.ONE.plus(exponential(exact.negate())))
                    : exponential(exact).over(Real.ONE.plus(exponential(exact)));
            return up ? sigmoid.upper() : sigmoid.lower();
        });
    }

    static Real tanh(Real x) {
        return x.rising((number, up) -> {
            Real down =
                    exponential(Real.exactly(number.abs().scaledByPowerOfTwo(1)).negate());
            Real tanh = Real.ONE.minus(down).over(Real.ONE.plus(down));
            Real signed = number.signum() < 0 ? tanh.negate() : tanh;
            return up ? signed.upper() : signed.lower();
        });
    }

    /** log(1 + e^x). */
    static Real softplus(Real x) {
        return x.rising((number, up) -> {
            Real exponential = exponential(Real.exactly(number.abs()).negate());
            // log(1 + t) lies between t − t²/2 and t, which is closer than the series where t is small.
            Real rest = number.abs().compareTo(Dyadic.of(90)) > 0
                    ? exponential
                            .minus(exponential.square().times(Real.of(0.5)))
                            .hull(exponential)
                    : logarithm(Real.ONE.plus(exponential));
            Real sum = rest.plus(Real.exactly(number.max(Dyadic.ZERO)));
            return up ? sum.upper() : sum.lower();
        });
    }

    static Real sine(Real x) {
        return angle(x, 0);
    }

    static Real cosine(Real x) {
        return angle(x, 1);
    }

    /** The sine of x and so many right angles: at the lower end, widened by how far the upper one is. */
    private static Real angle(Real x, int quarters) {
        if (!x.isFinite()) {
            throw new UndefinedException("the sine of " + x);
        }
        Real everything = Real.ONE.negate().hull(Real.ONE);
        if (x.lower().magnitude() > LARGE_ANGLE) {
            return everything;
        }
        Dyadic width = x.upper().plus(x.lower().negate(), true);
        if (width.compareTo(Dyadic.ONE) > 0) {
            return everything;
        }
        BigInteger fixed = fixed(x.lower(), ANGLE_BITS);
        BigInteger right = PI.shiftRight(1);
        BigInteger times = fixed.add(right.shiftRight(1)).divide(right);
        BigInteger rest = fixed.subtract(times.multiply(right)).shiftRight(ANGLE_BITS - FIXED);
        int quadrant = times.add(BigInteger.valueOf(quarters))
                .mod(BigInteger.valueOf(4))
                .intValue();
        BigInteger value = quadrant % 2 == 0 ? smallSine(rest) : smallCosine(rest);
        BigInteger signed = quadrant >= 2 ? value.negate() : value;
        Real sine = new Real(bound(signed, 0, false), bound(signed, 0, true));
        return sine.plus(new Real(width.negate(), width)).max(Real.ONE.negate()).min(Real.ONE);
    }

    private static BigInteger smallSine(BigInteger x) {
        return alternating(x, x, 1);
    }

    private static BigInteger smallCosine(BigInteger x) {
        return alternating(UNIT, x, 0);
    }

    private static BigInteger alternating(BigInteger first, BigInteger x, int start) {
        BigInteger square = product(x, x);
        BigInteger term = first;
        BigInteger sum = first;
        for (int k = start; term.signum() != 0 && !term.equals(BigInteger.ONE.negate()); k += 2) {
            term = product(term, square)
                    .divide(BigInteger.valueOf((k + 1L) * (k + 2L)))
                    .negate();
            sum = sum.add(term);
        }
        return sum;
    }

    /** π between two numbers. */
    static Real pi() {
        BigInteger cut = PI.shiftRight(ANGLE_BITS - FIXED);
        return new Real(bound(cut, 0, false), bound(cut, 0, true));
    }

    /**
     * Eight times the angle of an eighth, which has a small tangent: t / (1 + √(1 + t²)) is that of a half. The series' terms
     * fall and take turns, so that what is left out is less than the first of it.
     */
    static Real arcTangent(Real x) {
        return x.rising((number, up) -> {
            Real tangent = Real.exactly(number);
            for (int i = 0; i < 3; i++) {
                tangent = tangent.over(
                        Real.ONE.plus(Real.ONE.plus(tangent.square()).squareRoot()));
            }
            Real square = tangent.square();
            Real power = tangent;
            Real sum = tangent;
            for (int n = 3; power.abs().toDouble() > Math.abs(tangent.toDouble()) * 0x1p-300; n += 2) {
                power = power.times(square).negate();
                sum = sum.plus(power.over(Real.of(n)));
            }
            Real rest = power.abs();
            Real all = sum.plus(rest.negate().hull(rest)).times(Real.of(8L));
            return up ? all.upper() : all.lower();
        });
    }

    /** Beyond this the error function is nearer to 1 than 2^−200. */
    private static final Dyadic FLAT = Dyadic.of(12);

    /**
     * 2/√π · e^−x² · (x + 2x³/3 + 4x⁵/15 + …), whose terms are all positive: what the series leaves out is less than
     * its last term once terms halve.
     */
    static Real errorFunction(Real x) {
        return x.rising((number, up) -> {
            Real size = Real.exactly(number.abs());
            Real result = number.abs().compareTo(FLAT) > 0
                    ? Real.ONE.minus(Real.exactly(Dyadic.powerOfTwo(-200))).hull(Real.ONE)
                    : series(size);
            Real signed = number.signum() < 0 ? result.negate() : result;
            return up ? signed.upper() : signed.lower();
        });
    }

    private static Real series(Real x) {
        Real twice = x.square().times(Real.of(2L));
        Real term = x;
        Real sum = x;
        for (int n = 1; term.upper().magnitude() > sum.upper().magnitude() - TRUSTED || !halves(twice, n); n++) {
            if (term.upper().signum() == 0) {
                break;
            }
            term = term.times(twice).over(Real.of(2L * n + 1));
            sum = sum.plus(term);
        }
        Real all = new Real(sum.lower(), sum.plus(term).upper());
        Real factor = Real.of(2L).over(pi().squareRoot());
        return factor.times(exponential(x.square().negate())).times(all);
    }

    /** Whether each term from the n-th on is at most half of the one before. */
    private static boolean halves(Real twice, int n) {
        return twice.times(Real.of(2L)).upper().compareTo(Dyadic.of(2L * n + 1)) <= 0;
    }

    /** x to a power: by multiplication where that is whole and small, else over the logarithm of a positive x. */
    static Real power(Real x, Real power) {
        if (power.isExact() && power.lower().isWhole() && power.lower().magnitude() <= 7) {
            int times = power.lower().truncated().intValueExact();
            Real result = Real.ONE;
            Real factor = times % 2 == 0 ? x.abs() : x;
            for (int i = 0; i < Math.abs(times); i++) {
                result = result.times(factor);
            }
            return times < 0 ? result.reciprocal() : result;
        }
        if (power.isExact() && power.lower().equals(Dyadic.powerOfTwo(-1))) {
            return x.squareRoot();
        }
        if (x.isExact() && x.lower().signum() == 0) {
            if (power.isFinite() && power.lower().signum() > 0) {
                return Real.ZERO;
            }
            throw new UndefinedException("0 to the power " + power);
        }
        return exponential(logarithm(x).times(power));
    }
}
