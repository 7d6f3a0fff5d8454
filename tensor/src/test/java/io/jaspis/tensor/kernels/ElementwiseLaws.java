package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ElementwiseLaws {
    private static final Elementwise SCALAR = Samples.SCALAR.elementwise();
    private static final Elementwise SIMD = Samples.SIMD.elementwise();

    @Property(tries = 600)
    @Label("functions of one number: SIMD and scalar give the same bits, in place too, and touch nothing else")
    void unaryTwins(@ForAll Unary function, @ForAll @IntRange(max = 70) int n, @ForAll long seed) {
        Random random = new Random(seed);
        int xOffset = random.nextInt(20);
        int yOffset = random.nextInt(20);
        boolean rounding = function == Unary.ROUND_UP || function == Unary.ROUND_DOWN;
        float p = rounding ? random.nextInt(4) : (float) random.nextGaussian();
        float q = p + random.nextFloat();
        float[] x = Samples.wild(random, xOffset + n + 20);
        float[] expected = Samples.untouched(yOffset + n + 20);
        float[] actual = expected.clone();
        SCALAR.apply(function, p, q, n, x, xOffset, expected, yOffset);
        SIMD.apply(function, p, q, n, x, xOffset, actual, yOffset);
        Samples.assertSameBits(expected, actual);
        Samples.assertUntouched(actual, yOffset, yOffset + n);
        SCALAR.apply(function, p, q, n, x, xOffset, expected, yOffset);
        SIMD.apply(function, p, q, n, x, xOffset, x, xOffset);
        for (int i = 0; i < n; i++) {
            assertEquals(Float.floatToIntBits(expected[yOffset + i]), Float.floatToIntBits(x[xOffset + i]));
        }
    }

    @Property(tries = 60)
    @Label("what is made of exponentials: SIMD and scalar give the same bits in long ranges, moderate or not")
    void longTwins(
            @ForAll("exponentials") Unary function,
            @ForAll @IntRange(min = 1000, max = 3100) int n,
            @ForAll @IntRange(max = 2) int unusual,
            @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = 87 * (2 * random.nextFloat() - 1) * (random.nextBoolean() ? 1 : random.nextFloat());
        }
        float[] others = {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 87.000008f, -87.4f, 88.8f, -104f, 1e30f
        };
        for (int i = 0; i < unusual; i++) {
            x[random.nextInt(n)] = others[random.nextInt(others.length)];
        }
        float[] expected = new float[n];
        float[] actual = new float[n];
        SCALAR.apply(function, 0, 0, n, x, 0, expected, 0);
        SIMD.apply(function, 0, 0, n, x, 0, actual, 0);
        Samples.assertSameBits(expected, actual);
    }

    @Provide
    Arbitrary<Unary> exponentials() {
        return Arbitraries.of(Unary.EXPONENTIAL, Unary.SIGMOID, Unary.SOFTPLUS, Unary.ERROR_FUNCTION, Unary.TANH);
    }

    @Property(tries = 300)
    @Label("functions of two numbers: SIMD and scalar give the same bits")
    void binaryTwins(@ForAll Binary function, @ForAll @IntRange(max = 70) int n, @ForAll long seed) {
        Random random = new Random(seed);
        int aOffset = random.nextInt(20);
        int bOffset = random.nextInt(20);
        int yOffset = random.nextInt(20);
        float[] a = Samples.wild(random, aOffset + n);
        float[] b = Samples.wild(random, bOffset + n);
        float[] expected = Samples.untouched(yOffset + n + 20);
        float[] actual = expected.clone();
        SCALAR.apply(function, n, a, aOffset, b, bOffset, expected, yOffset);
        SIMD.apply(function, n, a, aOffset, b, bOffset, actual, yOffset);
        Samples.assertSameBits(expected, actual);
        Samples.assertUntouched(actual, yOffset, yOffset + n);
    }

    @Property(tries = 100)
    @Label("a gate of 0 gives +0, one of 1 the very bits, whatever it is a gate of")
    void gates(@ForAll @IntRange(max = 70) int n, @ForAll long seed) {
        Random random = new Random(seed);
        float[] x = Samples.wild(random, n);
        float[] gate = new float[n];
        float[] expected = new float[n];
        for (int i = 0; i < n; i++) {
            gate[i] = random.nextInt(3) - 1;
            gate[i] = gate[i] < 0 ? -0f : gate[i];
            expected[i] = gate[i] == 1 ? x[i] : 0f;
        }
        for (Elementwise kernels : List.of(SCALAR, SIMD)) {
            float[] y = new float[n];
            kernels.apply(Binary.GATE, n, gate, 0, x, 0, y, 0);
            Samples.assertSameBits(expected, y);
        }
    }

    @Property(tries = 300)
    @Label("a sum of two multiples is the bits of the products, their sum and its rounding, in SIMD and scalar")
    void sumOfMultiples(
            @ForAll float p,
            @ForAll float q,
            @ForAll @IntRange(max = 70) int n,
            @ForAll @IntRange(min = -3, max = 3) int steps,
            @ForAll boolean inPlace,
            @ForAll long seed) {
        Random random = new Random(seed);
        int offset = random.nextInt(20);
        float[] a = Samples.wild(random, offset + n);
        float[] b = Samples.wild(random, 3 + n);
        float[] products = new float[n];
        float[] others = new float[n];
        float[] expected = new float[n];
        SCALAR.apply(Unary.SCALE, p, 0, n, a, offset, products, 0);
        SCALAR.apply(Unary.SCALE, q, 0, n, b, 3, others, 0);
        SCALAR.apply(Binary.ADD, n, products, 0, others, 0, expected, 0);
        Unary rounding = steps > 0 ? Unary.ROUND_UP : Unary.ROUND_DOWN;
        SCALAR.apply(rounding, Math.abs(steps), 0, steps == 0 ? 0 : n, expected, 0, expected, 0);
        for (Elementwise kernels : List.of(SCALAR, SIMD)) {
            float[] y = inPlace ? b.clone() : Samples.untouched(3 + n + 20);
            kernels.sum(n, p, a, offset, q, inPlace ? y : b, 3, steps, y, 3);
            Samples.assertSameBits(expected, Arrays.copyOfRange(y, 3, 3 + n));
            if (!inPlace) {
                Samples.assertUntouched(y, 3, 3 + n);
            }
        }
    }

    @Property(tries = 2000)
    @Label("rounding by p steps is p times the neighbouring float, with −0 and +0 one point")
    void rounding(@ForAll float x, @ForAll @IntRange(max = 5) int steps) {
        float up = x;
        float down = x;
        for (int i = 0; i < steps; i++) {
            up = Math.nextUp(up);
            down = Math.nextDown(down);
        }
        assertEquals(up, value(Unary.ROUND_UP, steps, 0, x), 0f);
        assertEquals(down, value(Unary.ROUND_DOWN, steps, 0, x), 0f);
    }

    @Property(tries = 2000)
    @Label("the sign of a number is −1, +0 or 1, of NaN NaN; a step of NaN is 0")
    void signs(@ForAll float x) {
        for (float number : new float[] {x, 0f, -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY}) {
            float expected = Float.isNaN(number) ? Float.NaN : Math.signum(number) + 0f;
            float[] many = new float[67];
            java.util.Arrays.fill(many, number);
            float[] found = new float[67];
            for (Elementwise kernels : new Elementwise[] {SCALAR, SIMD}) {
                kernels.apply(Unary.SIGN, 0, 0, 67, many, 0, found, 0);
                for (float sign : found) {
                    assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(sign), () -> "sign of " + number);
                }
                kernels.apply(Unary.STEP, 0, 0, 67, many, 0, found, 0);
                for (float step : found) {
                    assertEquals(number > 0 ? 1f : 0f, step, () -> "step of " + number);
                }
            }
        }
    }

    private static final Set<Unary> APPROXIMATED = EnumSet.of(
            Unary.SIGMOID,
            Unary.TANH,
            Unary.EXPONENTIAL,
            Unary.EXPONENTIAL_MINUS_ONE,
            Unary.SOFTPLUS,
            Unary.ERROR_FUNCTION,
            Unary.ARC_TANGENT,
            Unary.ARC_SINE,
            Unary.ARC_COSINE,
            Unary.LOGARITHM);

    /** Those too that are a double's, rounded. */
    private static final Set<Unary> PROMISED = EnumSet.of(Unary.SINE, Unary.COSINE);

    static {
        PROMISED.addAll(APPROXIMATED);
    }

    /** The promise of {@link Unary}'s documentation, in units in the last place of the result. */
    private static double promised(Unary function) {
        return switch (function) {
            case SIGMOID, TANH, SOFTPLUS, ARC_TANGENT, ARC_SINE, ARC_COSINE -> 4;
            case EXPONENTIAL, EXPONENTIAL_MINUS_ONE, ERROR_FUNCTION, LOGARITHM -> 2;
            case SINE, COSINE -> 1;
            default -> throw new IllegalArgumentException();
        };
    }

    /** The series 2/√π · e^−x² · (x + 2x³/3 + 4x⁵/15 + …). */
    private static double errorFunction(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 3; Math.abs(term) > Math.abs(sum) * 0x1p-60; n += 2) {
            term = term * x * x * 2 / n;
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }

    private static double exact(Unary function, double x) {
        return switch (function) {
            case SIGMOID -> x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
            case TANH -> StrictMath.tanh(x);
            case ERROR_FUNCTION -> errorFunction(x);
            case ARC_TANGENT -> StrictMath.atan(x);
            case ARC_SINE -> StrictMath.asin(x);
            case ARC_COSINE -> StrictMath.acos(x);
            case EXPONENTIAL -> StrictMath.exp(x);
            case EXPONENTIAL_MINUS_ONE -> StrictMath.expm1(x);
            case SOFTPLUS -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
            case LOGARITHM -> StrictMath.log(x);
            case SINE -> StrictMath.sin(x);
            case COSINE -> StrictMath.cos(x);
            default -> throw new IllegalArgumentException();
        };
    }

    /**
     * The distance in units of the spacing of floats at the exact value; beyond the largest float as if they went on.
     */
    static double units(float found, double exact) {
        if (Double.isNaN(exact) || Double.isInfinite(exact)) {
            return Float.floatToIntBits(found) == Float.floatToIntBits((float) exact) ? 0 : Double.MAX_VALUE;
        }
        double value = Float.isInfinite(found) ? Math.copySign(0x1p128, found) : found;
        double least = Float.isInfinite(found) ? Math.min(Math.abs(exact), 0x1p128) : Math.abs(exact);
        double unit = Math.max(Math.scalb(1.0, Math.min(127, Math.getExponent(exact)) - 23), Float.MIN_VALUE);
        return Math.abs(value - Math.copySign(least, exact)) / unit;
    }

    @Property(tries = 3000)
    @Label("the error of each approximation stays within its promise")
    void accuracy(@ForAll float x) {
        for (Unary function : PROMISED) {
            float found = value(function, 0, 0, x);
            assertTrue(units(found, exact(function, x)) <= promised(function), () -> function + " of " + x);
        }
    }

    @Property(tries = 1)
    @Label("over every 1009th float the errors stay within half of the promise and a half")
    void sweep() {
        int stride = Integer.getInteger("jaspis.sweep", 1009);
        for (Unary function : APPROXIMATED) {
            double worst = 0;
            float where = 0;
            for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += stride) {
                float x = Float.intBitsToFloat((int) bits);
                double units = units(value(function, 0, 0, x), exact(function, x));
                if (units > worst) {
                    worst = units;
                    where = x;
                }
            }
            if (stride < 1009) {
                System.out.println(function + " worst " + worst + " ulp at " + where);
            }
            String found = function + " is off by " + worst + " units at " + where;
            assertTrue(worst <= promised(function) / 2 + 0.5, found);
        }
    }

    private static float value(Unary function, float p, float q, float x) {
        float[] y = new float[1];
        SCALAR.apply(function, p, q, 1, new float[] {x}, 0, y, 0);
        return y[0];
    }
}
