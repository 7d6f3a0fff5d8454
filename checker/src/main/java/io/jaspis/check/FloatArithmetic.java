package io.jaspis.check;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.reference.Arithmetic;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;

/**
 * Arithmetic in float32, the same bits on every machine: each product, each sum and each function is rounded to the nearest
 * float, and sums go from the first number to the last. What overflows or is swallowed in float32 is so here.
 */
enum FloatArithmetic implements Arithmetic<Float> {
    FLOAT;

    private static final DoubleArithmetic WIDE = DoubleArithmetic.DOUBLE;

    private static Float rounded(UnaryOperator<Double> function, Float x) {
        return function.apply(x.doubleValue()).floatValue();
    }

    @Override
    public Float of(float number) {
        return number;
    }

    @Override
    public Float add(Float a, Float b) {
        return a + b;
    }

    @Override
    public Float subtract(Float a, Float b) {
        return a - b;
    }

    @Override
    public Float multiply(Float a, Float b) {
        return a * b;
    }

    @Override
    public Float gate(Float a, Float b) {
        return a == 0 ? 0f : a * b;
    }

    @Override
    public Float divide(Float a, Float b) {
        return a / b;
    }

    /** As of numbers, so −0 equals 0; NaN equals everything. */
    @Override
    public int compare(Float a, Float b) {
        float first = a;
        float second = b;
        return first < second ? -1 : first > second ? 1 : 0;
    }

    /** NaN if either is. */
    @Override
    public Float max(Float a, Float b) {
        return Float.isNaN(b) ? b : Arithmetic.super.max(a, b);
    }

    /** NaN if either is. */
    @Override
    public Float min(Float a, Float b) {
        return Float.isNaN(b) ? b : Arithmetic.super.min(a, b);
    }

    @Override
    public Float floor(Float x) {
        return rounded(WIDE::floor, x);
    }

    @Override
    public Float round(Float x) {
        return rounded(WIDE::round, x);
    }

    @Override
    public Float squareRoot(Float x) {
        return rounded(WIDE::squareRoot, x);
    }

    @Override
    public Float exponential(Float x) {
        return rounded(WIDE::exponential, x);
    }

    @Override
    public Float exponentialMinusOne(Float x) {
        return rounded(WIDE::exponentialMinusOne, x);
    }

    @Override
    public Float softplus(Float x) {
        return rounded(WIDE::softplus, x);
    }

    @Override
    public Float errorFunction(Float x) {
        return rounded(WIDE::errorFunction, x);
    }

    @Override
    public Float arcTangent(Float x) {
        return rounded(WIDE::arcTangent, x);
    }

    @Override
    public Float arcSine(Float x) {
        return rounded(WIDE::arcSine, x);
    }

    @Override
    public Float arcCosine(Float x) {
        return rounded(WIDE::arcCosine, x);
    }

    @Override
    public Float narrow(Float x, Pointwise.Format format) {
        return rounded(wide -> WIDE.narrow(wide, format), x);
    }

    @Override
    public Float logarithm(Float x) {
        return rounded(WIDE::logarithm, x);
    }

    @Override
    public Float sine(Float x) {
        return rounded(WIDE::sine, x);
    }

    @Override
    public Float cosine(Float x) {
        return rounded(WIDE::cosine, x);
    }

    @Override
    public Float tanh(Float x) {
        return rounded(WIDE::tanh, x);
    }

    @Override
    public Float sigmoid(Float x) {
        return rounded(WIDE::sigmoid, x);
    }

    @Override
    public Float power(Float x, float exponent) {
        return rounded(wide -> WIDE.power(wide, exponent), x);
    }

    @Override
    public double toDouble(Float x) {
        return x;
    }

    @Override
    public List<Float> zeros(int count) {
        return new Floats(new float[count]);
    }

    @Override
    public List<Float> laidOut(List<Float> numbers) {
        return Floats.of(numbers);
    }

    @Override
    public void addProduct(List<Float> sums, int at, List<Float> a, int i, List<Float> b, int j) {
        ((Floats) sums).values[at] += ((Floats) a).values[i] * ((Floats) b).values[j];
    }

    @Override
    public List<Float> of(float[] numbers) {
        return new Floats(numbers.clone());
    }

    /** Numbers without an object for each. */
    private static final class Floats extends AbstractList<Float> implements RandomAccess {
        private final float[] values;

        Floats(float[] values) {
            this.values = values;
        }

        static Floats of(List<Float> numbers) {
            if (numbers instanceof Floats floats) {
                return floats;
            }
            float[] values = new float[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = numbers.get(i);
            }
            return new Floats(values);
        }

        @Override
        public Float get(int index) {
            return values[index];
        }

        @Override
        public Float set(int index, Float number) {
            float before = values[index];
            values[index] = number;
            return before;
        }

        @Override
        public int size() {
            return values.length;
        }
    }
}
