package io.jaspis.tensor.kernels.simd;

import static io.jaspis.tensor.kernels.simd.VectorApproximations.BLOCK;

import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Unary;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Element-wise work in vectors; what is left at the end, and what has no vector form, is done by another. */
public final class VectorElementwise implements Elementwise {
    private static final Scratch<float[]> MIDDLE = Scratch.floats();

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();

    private final Elementwise scalar;

    /** Leaves the ends to these kernels. */
    public VectorElementwise(Elementwise scalar) {
        this.scalar = scalar;
    }

    @Override
    public void apply(Unary function, float p, float q, int n, float[] x, int xOffset, float[] y, int yOffset) {
        int whole = SPECIES.loopBound(n);
        int done = whole;
        switch (function) {
            case ABSOLUTE -> absolute(whole, x, xOffset, y, yOffset);
            case STEP -> step(whole, x, xOffset, y, yOffset);
            case SIGN -> sign(whole, x, xOffset, y, yOffset);
            case RELU -> relu(whole, x, xOffset, y, yOffset);
            case LEAKY_RELU -> leakyRelu(p, whole, x, xOffset, y, yOffset);
            case CLIP -> clip(p, q, whole, x, xOffset, y, yOffset);
            case SCALE -> scale(p, whole, x, xOffset, y, yOffset);
            case SHIFT -> shift(p, whole, x, xOffset, y, yOffset);
            case SIGMOID -> sigmoid(whole, x, xOffset, y, yOffset);
            case TANH -> VectorApproximations.tanh(whole, x, xOffset, y, yOffset);
            case EXPONENTIAL -> VectorApproximations.exponential(whole, x, xOffset, y, yOffset);
            case EXPONENTIAL_MINUS_ONE -> VectorApproximations.exponentialMinusOne(whole, x, xOffset, y, yOffset);
            case SOFTPLUS -> softplus(whole, x, xOffset, y, yOffset);
            case LOGARITHM -> VectorApproximations.logarithm(whole, x, xOffset, y, yOffset);
            case SQUARE_ROOT -> squareRoot(whole, x, xOffset, y, yOffset);
            case RECIPROCAL -> reciprocal(whole, x, xOffset, y, yOffset);
            case ROUND -> VectorApproximations.round(whole, x, xOffset, y, yOffset);
            case ERROR_FUNCTION -> errorFunction(whole, x, xOffset, y, yOffset);
            case ARC_TANGENT -> VectorAngles.arcTangent(whole, x, xOffset, y, yOffset);
            case ARC_SINE -> VectorAngles.arcSine(whole, x, xOffset, y, yOffset);
            case ARC_COSINE -> VectorAngles.arcCosine(whole, x, xOffset, y, yOffset);
            case FLOAT16 -> VectorFormats.float16(whole, x, xOffset, y, yOffset);
            case BFLOAT16 -> VectorFormats.bfloat16(whole, x, xOffset, y, yOffset);
            case FLOOR -> VectorApproximations.floor(whole, x, xOffset, y, yOffset);
            case ROUND_UP -> done = moved(Unary.steps(p), Float.POSITIVE_INFINITY, whole, x, xOffset, y, yOffset);
            case ROUND_DOWN -> done = moved(-Unary.steps(p), Float.NEGATIVE_INFINITY, whole, x, xOffset, y, yOffset);
            case SINE, COSINE, POWER -> done = 0;
        }
        if (done < n) {
            scalar.apply(function, p, q, n - done, x, xOffset + done, y, yOffset + done);
        }
    }

    private static void absolute(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.abs().intoArray(y, yOffset + i);
        }
    }

    private static void step(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector.zero(SPECIES)
                    .blend(1f, v.compare(VectorOperators.GT, 0f))
                    .intoArray(y, yOffset + i);
        }
    }

    private static void sign(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector.zero(SPECIES)
                    .blend(1f, v.compare(VectorOperators.GT, 0f))
                    .blend(-1f, v.compare(VectorOperators.LT, 0f))
                    .blend(v, v.compare(VectorOperators.NE, v))
                    .intoArray(y, yOffset + i);
        }
    }

    private static void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoArray(y, yOffset + i);
        }
    }

    private static void leakyRelu(float p, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.mul(p).blend(v, v.compare(VectorOperators.GT, 0f)).intoArray(y, yOffset + i);
        }
    }

    private static void clip(float p, float q, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.max(p).min(q).intoArray(y, yOffset + i);
        }
    }

    private static void scale(float p, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.mul(p).intoArray(y, yOffset + i);
        }
    }

    private static void shift(float p, int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.add(p).intoArray(y, yOffset + i);
        }
    }

    private static void sigmoid(int n, float[] x, int xOffset, float[] y, int yOffset) {
        float[] powers = MIDDLE.atLeast(2 * BLOCK);
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            VectorApproximations.decay(count, x, xOffset + done, powers, BLOCK);
            VectorApproximations.exponential(count, powers, BLOCK, powers, 0);
            VectorApproximations.sigmoid(count, x, xOffset + done, powers, y, yOffset + done);
        }
    }

    private static void errorFunction(int n, float[] x, int xOffset, float[] y, int yOffset) {
        float[] powers = MIDDLE.atLeast(2 * BLOCK);
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            VectorApproximations.errorExponent(count, x, xOffset + done, powers, BLOCK);
            VectorApproximations.exponential(count, powers, BLOCK, powers, 0);
            VectorApproximations.errorFunction(count, x, xOffset + done, powers, y, yOffset + done);
        }
    }

    private static void softplus(int n, float[] x, int xOffset, float[] y, int yOffset) {
        float[] powers = MIDDLE.atLeast(2 * BLOCK);
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(BLOCK, n - done);
            VectorApproximations.decay(count, x, xOffset + done, powers, BLOCK);
            VectorApproximations.exponential(count, powers, BLOCK, powers, 0);
            VectorApproximations.softplus(count, x, xOffset + done, powers, y, yOffset + done);
        }
    }

    private static void squareRoot(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            v.sqrt().intoArray(y, yOffset + i);
        }
    }

    private static void reciprocal(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector.broadcast(SPECIES, 1f).div(v).intoArray(y, yOffset + i);
        }
    }

    private static int moved(int steps, float ofNaN, int n, float[] x, int xOffset, float[] y, int yOffset) {
        if (steps == 0) {
            return 0;
        }
        VectorApproximations.moved(steps, ofNaN, n, x, xOffset, y, yOffset);
        return n;
    }

    @Override
    public void apply(Binary function, int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        int whole = SPECIES.loopBound(n);
        switch (function) {
            case ADD -> add(whole, a, aOffset, b, bOffset, y, yOffset);
            case SUBTRACT -> subtract(whole, a, aOffset, b, bOffset, y, yOffset);
            case MULTIPLY -> multiply(whole, a, aOffset, b, bOffset, y, yOffset);
            case GATE -> gate(whole, a, aOffset, b, bOffset, y, yOffset);
            case DIVIDE -> divide(whole, a, aOffset, b, bOffset, y, yOffset);
            case MAXIMUM -> maximum(whole, a, aOffset, b, bOffset, y, yOffset);
            case MINIMUM -> minimum(whole, a, aOffset, b, bOffset, y, yOffset);
        }
        scalar.apply(function, n - whole, a, aOffset + whole, b, bOffset + whole, y, yOffset + whole);
    }

    private static void add(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.add(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
    }

    private static void subtract(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.sub(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
    }

    private static void multiply(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.mul(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
    }

    private static void gate(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.mul(FloatVector.fromArray(SPECIES, b, bOffset + i))
                    .blend(0f, v.compare(VectorOperators.EQ, 0f))
                    .intoArray(y, yOffset + i);
        }
    }

    private static void divide(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.div(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
    }

    private static void maximum(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.max(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
    }

    private static void minimum(int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            v.min(FloatVector.fromArray(SPECIES, b, bOffset + i)).intoArray(y, yOffset + i);
        }
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
        int whole = SPECIES.loopBound(n);
        if (steps == 0) {
            sum(whole, p, a, aOffset, q, b, bOffset, y, yOffset);
        } else {
            VectorApproximations.movedSum(whole, p, a, aOffset, q, b, bOffset, steps, y, yOffset);
        }
        scalar.sum(n - whole, p, a, aOffset + whole, q, b, bOffset + whole, steps, y, yOffset + whole);
    }

    private static void sum(
            int n, float p, float[] a, int aOffset, float q, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, a, aOffset + i);
            FloatVector w = FloatVector.fromArray(SPECIES, b, bOffset + i);
            v.mul(p).add(w.mul(q)).intoArray(y, yOffset + i);
        }
    }
}
