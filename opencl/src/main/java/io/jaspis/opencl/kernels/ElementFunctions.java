package io.jaspis.opencl.kernels;

/**
 * The functions of one and two numbers, as {@link io.jaspis.tensor.kernels.Unary} and {@link
 * io.jaspis.tensor.kernels.Binary} define them. What the processor approximates by polynomials is approximated by the
 * same ones here, of the same fused multiply-adds, so that a device which rounds as IEEE says gives the same bits, and
 * no promise rests on what a driver's library is like. Sine, cosine and power are a double's, rounded; {@code …Single} is
 * for devices without doubles, within the 4, 4 and 16 ulp of the OpenCL specification (section 7.4).
 *
 * <p>{@link #run} is there so that each is translated; chains are composed of the functions.
 */
public final class ElementFunctions extends DeviceKernel {
    private static final int SIGN = 0x80000000;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;
    private static final int NAN = 0x7fc00000;
    private static final float ROUNDER = 0x1.8p23f;
    private static final int ROUNDER_BITS = 0x4b400000;
    private static final int MANTISSA = 0x007fffff;
    private static final int SQRT_HALF_BITS = 0x3f3504f3;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private float[] x;
    private float[] y;

    @Override
    public Extent extent() {
        return row(1);
    }

    float absolute(float a) {
        return number(bits(a) & MAGNITUDE);
    }

    float step(float a) {
        return a > 0f ? 1f : 0f;
    }

    float sign(float a) {
        return a > 0f ? 1f : (a < 0f ? -1f : (a == 0f ? 0f : a));
    }

    float relu(float a) {
        return a <= 0f ? 0f : a;
    }

    float leakyRelu(float a, float slope) {
        return a > 0f ? a : slope * a;
    }

    float clip(float a, float lower, float upper) {
        return minimum(maximum(a, lower), upper);
    }

    float scale(float a, float factor) {
        return factor * a;
    }

    float shift(float a, float amount) {
        return a + amount;
    }

    float sigmoid(float a) {
        float decay = exponential(-absolute(a));
        return (a < 0f ? decay : 1f) / (1f + decay);
    }

    float hyperbolicTangent(float a) {
        float size = absolute(a);
        float limited = size > 10f ? 10f : size;
        float doubled = limited + limited;
        float shifted = fused(doubled, 1.442695041f, ROUNDER);
        float power = powerOfTwo(bits(shifted) - ROUNDER_BITS);
        float minusOne = fused(power, fractionMinusOne(doubled, shifted - ROUNDER), power - 1f);
        float quotient = minusOne / (minusOne + 2f);
        // For devices whose quotients aren't rounded correctly.
        float result = quotient > 1f ? 1f : quotient;
        return number((bits(result) & MAGNITUDE) | (bits(a) & SIGN));
    }

    float errorFunction(float a) {
        float size = absolute(a);
        float limited = size > 4f ? 4f : size;
        float result = size < 0.9277344f ? errorNearZero(size) : 1f - exponential(errorExponent(limited));
        return number((bits(result) & MAGNITUDE) | (bits(a) & SIGN));
    }

    private float errorNearZero(float size) {
        float square = size * size;
        float q = fused(-5.96761703e-4f, square, 4.99119423e-3f);
        q = fused(q, square, -2.67681349e-2f);
        q = fused(q, square, 1.12819925e-1f);
        q = fused(q, square, -3.76125336e-1f);
        q = fused(q, square, 1.28379166e-1f);
        return fused(q, size, size);
    }

    private float errorExponent(float size) {
        float square = size * size;
        float high = fused(-1.72853470e-5f, size, 3.83197126e-4f);
        float low = fused(-3.88396438e-3f, size, 2.42546219e-2f);
        float q = fused(high, square, low);
        q = fused(q, size, -1.06777877e-1f);
        q = fused(q, size, -6.34846687e-1f);
        q = fused(q, size, -1.28717512e-1f);
        return fused(q, size, -size);
    }

    float arcTangent(float a) {
        float size = absolute(a);
        float numerator = size > 2.4142137f ? -1f : (size > 0.41421357f ? size - 1f : size);
        float denominator = size > 2.4142137f ? size : (size > 0.41421357f ? size + 1f : 1f);
        float base = size > 2.4142137f ? 1.5707964f : (size > 0.41421357f ? 0.7853982f : 0f);
        float t = numerator / denominator;
        float z = t * t;
        float q = fused(8.05374449538e-2f, z, -1.38776856032e-1f);
        q = fused(q, z, 1.99777106478e-1f);
        q = fused(q, z, -3.33329491539e-1f);
        float rest = size > 2.4142137f ? -4.371139e-08f : (size > 0.41421357f ? -2.1855694e-08f : 0f);
        float result = base + (fused(q * z, t, t) + rest);
        return number((bits(result) & MAGNITUDE) | (bits(a) & SIGN));
    }

    private float arcSineOf(float t, float z) {
        float q = fused(4.2163199048e-2f, z, 2.4181311049e-2f);
        q = fused(q, z, 4.5470025998e-2f);
        q = fused(q, z, 7.4953002686e-2f);
        q = fused(q, z, 1.6666752422e-1f);
        return fused(q * z, t, t);
    }

    private float arcSineNear(float size) {
        float halved = fused(-0.5f, size, 0.5f);
        float z = size > 0.5f ? halved : size * size;
        return arcSineOf(size > 0.5f ? squareRoot(z) : size, z);
    }

    float arcSine(float a) {
        float size = absolute(a);
        float near = arcSineNear(size);
        float result = size > 0.5f ? 1.5707964f - (near + near) : near;
        return number((bits(result) & MAGNITUDE) | (bits(a) & SIGN));
    }

    float arcCosine(float a) {
        float size = absolute(a);
        float near = arcSineNear(size);
        float withSign = number((bits(near) & MAGNITUDE) | (bits(a) & SIGN));
        float far = a < 0f ? 3.1415927f - (near + near) : near + near;
        return size > 0.5f ? far : 1.5707964f - withSign;
    }

    float halfPrecision(float a) {
        float size = absolute(a);
        int whole = bits(size);
        int rounded = (whole + 4095 + ((whole >> 13) & 1)) & 0x7fffe000;
        float small = (size + 0.5f) - 0.5f;
        float result = size < 6.1035156e-5f ? small : (rounded >= 0x47800000 ? number(INFINITY) : number(rounded));
        return a != a ? a : number(bits(result) | (bits(a) & SIGN));
    }

    float brainPrecision(float a) {
        int whole = bits(a);
        int rounded = (whole + 32767 + ((whole >> 16) & 1)) & 0xffff0000;
        return a != a ? a : number(rounded);
    }

    float nearestWhole(float a) {
        float size = absolute(a);
        float whole = (size + 8388608f) - 8388608f;
        return size < 8388608f ? number(bits(whole) | (bits(a) & SIGN)) : a;
    }

    float exponential(float a) {
        float limited = a > 105f ? 105f : (a < -105f ? -105f : a);
        float shifted = fused(limited, 1.442695041f, ROUNDER);
        int exponent = bits(shifted) - ROUNDER_BITS;
        int part = exponent >> 1;
        return fraction(limited, shifted - ROUNDER) * powerOfTwo(part) * powerOfTwo(exponent - part);
    }

    private float fraction(float a, float whole) {
        return fractionMinusOne(a, whole) + 1f;
    }

    private float fractionMinusOne(float a, float whole) {
        float r = fused(whole, -LN2_LOW, fused(whole, -LN2_HIGH, a));
        float q = fused(0.00139506033f, r, 0.00836895313f);
        q = fused(q, r, 0.041666206f);
        q = fused(q, r, 0.166665182f);
        q = fused(q, r, 0.5f);
        return fused(q, r * r, r);
    }

    private float powerOfTwo(int exponent) {
        return number((exponent + 127) << 23);
    }

    float exponentialMinusOne(float a) {
        float limited = a > 89f ? 89f : (a < -20f ? -20f : a);
        float shifted = fused(limited, 1.442695041f, ROUNDER);
        float whole = shifted - ROUNDER;
        float high = fused(whole, -LN2_HIGH, limited);
        float r = fused(whole, -LN2_LOW, high);
        float lost = fused(whole, -LN2_LOW, high - r);
        float q = fused(0.00139506033f, r, 0.00836895313f);
        q = fused(q, r, 0.041666206f);
        q = fused(q, r, 0.166665182f);
        q = fused(q, r, 0.5f);
        float rest = fused(q, r * r, lost);
        float part = powerOfTwo(bits(shifted) - ROUNDER_BITS - 1);
        float result = 2f * fused(part, rest, fused(part, r, part - 0.5f));
        return absolute(a) < 0x1p-25f ? a : result;
    }

    float softplus(float a) {
        float u = exponential(-absolute(a));
        float q = fused(0.0022748269f, u, -0.014675634f);
        q = fused(q, u, 0.04428696f);
        q = fused(q, u, -0.08590817f);
        q = fused(q, u, 0.12679075f);
        q = fused(q, u, -0.16228262f);
        q = fused(q, u, 0.19926326f);
        q = fused(q, u, -0.24993312f);
        q = fused(q, u, 0.33333093f);
        q = fused(q, u, -0.5f);
        return relu(a) + fused(q * u, u, u);
    }

    float logarithm(float a) {
        float result = number(NAN);
        if (a == 0f) {
            result = number(SIGN | INFINITY);
        } else if (a > 0f) {
            if (bits(a) >= INFINITY) {
                result = a;
            } else if (bits(a) <= MANTISSA) {
                result = logarithmOfNormal(a * 33554432f, -25);
            } else {
                result = logarithmOfNormal(a, 0);
            }
        }
        return result;
    }

    private float logarithmOfNormal(float a, int lift) {
        int lifted = bits(a) - SQRT_HALF_BITS;
        float exponent = (float) ((lifted >> 23) + lift);
        float f = number((lifted & MANTISSA) + SQRT_HALF_BITS) - 1f;
        float q = fused(0.0691558048f, f, -0.117898792f);
        q = fused(q, f, 0.118729159f);
        q = fused(q, f, -0.12384332f);
        q = fused(q, f, 0.142186642f);
        q = fused(q, f, -0.166692525f);
        q = fused(q, f, 0.200022265f);
        q = fused(q, f, -0.249999866f);
        q = fused(q, f, 0.333333105f);
        float square = f * f;
        float rest = fused(q * f, square, exponent * LN2_LOW);
        rest = fused(-0.5f, square, rest);
        return fused(exponent, LN2_HIGH, f + rest);
    }

    float squareRoot(float a) {
        return sqrt(a);
    }

    float reciprocal(float a) {
        return 1f / a;
    }

    float sine(float a) {
        return (float) sin((double) a);
    }

    float cosine(float a) {
        return (float) cos((double) a);
    }

    float power(float a, float exponent) {
        return undefinedPower(a, exponent) != 0 ? number(NAN) : (float) pow((double) a, (double) exponent);
    }

    float sineSingle(float a) {
        return sin(a);
    }

    float cosineSingle(float a) {
        return cos(a);
    }

    float powerSingle(float a, float exponent) {
        return undefinedPower(a, exponent) != 0 ? number(NAN) : pow(a, exponent);
    }

    /** Where C says 1 and Java NaN: one to the NaN, and ±1 to an infinite power. */
    private int undefinedPower(float a, float exponent) {
        int endless = (bits(exponent) & MAGNITUDE) >= INFINITY ? 1 : 0;
        return endless != 0 && absolute(a) == 1f ? 1 : 0;
    }

    float wholeBelow(float a) {
        return floor(a);
    }

    float roundUp(float a, float steps) {
        return a != a ? number(INFINITY) : moved(a, (int) steps);
    }

    float roundDown(float a, float steps) {
        return a != a ? number(SIGN | INFINITY) : moved(a, -(int) steps);
    }

    /** The float so many steps further on the ordered line of floats, on which −0 and +0 are one point. */
    private float moved(float a, int steps) {
        int own = bits(a);
        int position = (own < 0 ? -(own & MAGNITUDE) : own) + steps;
        int clamped = position > INFINITY ? INFINITY : (position < -INFINITY ? -INFINITY : position);
        int moved = clamped < 0 ? (-clamped) | SIGN : clamped;
        return number(steps == 0 ? own : moved);
    }

    float add(float a, float b) {
        return a + b;
    }

    float subtract(float a, float b) {
        return a - b;
    }

    float multiply(float a, float b) {
        return a * b;
    }

    /** +0 where a is 0, whatever b is. */
    float gate(float a, float b) {
        float product = a * b;
        return a == 0f ? 0f : product;
    }

    /** Correctly rounded where the device's division is, as {@code Soundness} finds out; else within 2.5 ulp. */
    float divide(float a, float b) {
        return a / b;
    }

    /** NaN if either is; of zeros +0 unless both are −0. */
    float maximum(float a, float b) {
        float larger = a > b ? a : b;
        float either = a == b ? number(bits(a) & bits(b)) : larger;
        return a != a ? a : either;
    }

    float minimum(float a, float b) {
        float smaller = a < b ? a : b;
        float either = a == b ? number(bits(a) | bits(b)) : smaller;
        return a != a ? a : either;
    }

    @Override
    public void run() {
        float a = x[0];
        float b = x[1];
        float sum = absolute(a) + step(a) + sign(a) + relu(a) + leakyRelu(a, b) + clip(a, b, b) + scale(a, b);
        sum = sum + shift(a, b) + sigmoid(a) + hyperbolicTangent(a) + exponential(a) + logarithm(a) + squareRoot(a);
        sum = sum + reciprocal(a) + sine(a) + cosine(a) + power(a, b) + sineSingle(a) + cosineSingle(a);
        sum = sum
                + powerSingle(a, b)
                + wholeBelow(a)
                + nearestWhole(a)
                + errorFunction(a)
                + arcTangent(a)
                + arcSine(a)
                + arcCosine(a)
                + halfPrecision(a)
                + brainPrecision(a)
                + roundUp(a, b)
                + roundDown(a, b)
                + add(a, b)
                + subtract(a, b);
        sum = sum + exponentialMinusOne(a) + softplus(a);
        y[0] = sum + multiply(a, b) + gate(a, b) + divide(a, b) + maximum(a, b) + minimum(a, b);
    }
}
