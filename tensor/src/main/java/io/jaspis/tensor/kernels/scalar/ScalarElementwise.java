package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.kernels.Approximations;
import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Unary;

/** Element-wise work in plain loops: the definition of every function, bit for bit. */
final class ScalarElementwise implements Elementwise {
    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    @Override
    public void apply(Unary function, float p, float q, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = value(function, p, q, x[xOffset + i]);
        }
    }

    static float value(Unary function, float p, float q, float x) {
        return switch (function) {
            case ABSOLUTE -> Math.abs(x);
            case STEP -> x > 0f ? 1f : 0f;
            case SIGN -> x > 0f ? 1f : x < 0f ? -1f : x == 0f ? 0f : x;
            case RELU -> x <= 0f ? 0f : x;
            case LEAKY_RELU -> x > 0f ? x : p * x;
            case CLIP -> Math.min(Math.max(x, p), q);
            case SCALE -> p * x;
            case SHIFT -> x + p;
            case SIGMOID -> Approximations.sigmoid(x);
            case TANH -> Approximations.tanh(x);
            case EXPONENTIAL -> Approximations.exponential(x);
            case EXPONENTIAL_MINUS_ONE -> Approximations.exponentialMinusOne(x);
            case SOFTPLUS -> Approximations.softplus(x);
            case LOGARITHM -> Approximations.logarithm(x);
            case SQUARE_ROOT -> (float) Math.sqrt(x);
            case RECIPROCAL -> 1f / x;
            case SINE -> (float) StrictMath.sin(x);
            case COSINE -> (float) StrictMath.cos(x);
            case POWER -> (float) StrictMath.pow(x, p);
            case ROUND -> (float) Math.rint(x);
            case ERROR_FUNCTION -> Approximations.errorFunction(x);
            case ARC_TANGENT -> Approximations.arcTangent(x);
            case ARC_SINE -> Approximations.arcSine(x);
            case ARC_COSINE -> Approximations.arcCosine(x);
            case FLOAT16 -> Float.isNaN(x) ? x : Float.float16ToFloat(Float.floatToFloat16(x));
            case BFLOAT16 -> bfloat16(x);
            case FLOOR -> (float) Math.floor(x);
            case ROUND_UP -> Float.isNaN(x) ? Float.POSITIVE_INFINITY : moved(x, Unary.steps(p));
            case ROUND_DOWN -> Float.isNaN(x) ? Float.NEGATIVE_INFINITY : moved(x, -Unary.steps(p));
        };
    }

    /** The upper half of the bits; half of its lowest one goes to the even neighbour. */
    private static float bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.isNaN(x) ? x : Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
    }

    /** The float so many steps further on the ordered line of floats, on which −0 and +0 are one point. */
    private static float moved(float x, int steps) {
        if (steps == 0) {
            return x;
        }
        int bits = Float.floatToRawIntBits(x);
        int position = (bits < 0 ? Integer.MIN_VALUE - bits : bits) + steps;
        int clamped = Math.clamp(position, -INFINITY_BITS, INFINITY_BITS);
        return Float.intBitsToFloat(clamped < 0 ? Integer.MIN_VALUE - clamped : clamped);
    }

    @Override
    public void apply(Binary function, int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = value(function, a[aOffset + i], b[bOffset + i]);
        }
    }

    static float value(Binary function, float a, float b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case GATE -> a == 0f ? 0f : a * b;
            case DIVIDE -> a / b;
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
        };
    }

    @Override
    public void sum(
            int n,
            float p,
            float[] a,
            int aOffset,
            float q,
            float[] b,
            int bOffset,
            int steps,
            float[] y,
            int yOffset) {
        for (int i = 0; i < n; i++) {
            float sum = p * a[aOffset + i] + q * b[bOffset + i];
            y[yOffset + i] =
                    steps == 0 ? sum : value(steps > 0 ? Unary.ROUND_UP : Unary.ROUND_DOWN, Math.abs(steps), 0, sum);
        }
    }
}
