package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Pointwise;
import java.util.List;

/** Arithmetic in float64, the same bits on every machine. */
public enum DoubleArithmetic implements Arithmetic<Double> {
    DOUBLE;

    @Override
    public Double of(float number) {
        return (double) number;
    }

    @Override
    public Double add(Double a, Double b) {
        return a + b;
    }

    @Override
    public Double subtract(Double a, Double b) {
        return a - b;
    }

    @Override
    public Double multiply(Double a, Double b) {
        return a * b;
    }

    @Override
    public Double gate(Double a, Double b) {
        return a == 0 ? 0 : a * b;
    }

    @Override
    public Double divide(Double a, Double b) {
        return a / b;
    }

    /** As of numbers, so −0 equals 0; NaN equals everything. */
    @Override
    public int compare(Double a, Double b) {
        double first = a;
        double second = b;
        return first < second ? -1 : first > second ? 1 : 0;
    }

    /** NaN if either is. */
    @Override
    public Double max(Double a, Double b) {
        return Double.isNaN(b) ? b : Arithmetic.super.max(a, b);
    }

    /** NaN if either is. */
    @Override
    public Double min(Double a, Double b) {
        return Double.isNaN(b) ? b : Arithmetic.super.min(a, b);
    }

    @Override
    public Double floor(Double x) {
        return Math.floor(x);
    }

    @Override
    public Double squareRoot(Double x) {
        return Math.sqrt(x);
    }

    @Override
    public Double exponential(Double x) {
        return StrictMath.exp(x);
    }

    @Override
    public Double exponentialMinusOne(Double x) {
        return StrictMath.expm1(x);
    }

    @Override
    public Double softplus(Double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    @Override
    public Double logarithm(Double x) {
        return StrictMath.log(x);
    }

    @Override
    public Double sine(Double x) {
        return StrictMath.sin(x);
    }

    @Override
    public Double cosine(Double x) {
        return StrictMath.cos(x);
    }

    @Override
    public Double arcTangent(Double x) {
        return StrictMath.atan(x);
    }

    @Override
    public Double arcSine(Double x) {
        return StrictMath.asin(x);
    }

    @Override
    public Double arcCosine(Double x) {
        return StrictMath.acos(x);
    }

    @Override
    public Double narrow(Double x, Pointwise.Format format) {
        if (!Double.isFinite(x) || x == 0) {
            return x;
        }
        int grid = format.grid(Math.getExponent(x));
        double nearest = Math.scalb(Math.rint(Math.scalb(x, -grid)), grid);
        return Math.abs(nearest) >= Math.scalb(1.0, format.beyond())
                ? Math.copySign(Double.POSITIVE_INFINITY, x)
                : nearest;
    }

    @Override
    public Double errorFunction(Double x) {
        return ErrorFunction.of((double) x);
    }

    @Override
    public Double round(Double x) {
        return Math.rint(x);
    }

    @Override
    public Double tanh(Double x) {
        return StrictMath.tanh(x);
    }

    @Override
    public Double sigmoid(Double x) {
        if (x < 0) {
            double power = StrictMath.exp(x);
            return power / (1 + power);
        }
        return 1 / (1 + StrictMath.exp(-x));
    }

    @Override
    public Double power(Double x, float exponent) {
        return StrictMath.pow(x, exponent);
    }

    @Override
    public List<Double> zeros(int count) {
        return new Doubles(new double[count]);
    }

    @Override
    public List<Double> laidOut(List<Double> numbers) {
        return Doubles.of(numbers);
    }

    @Override
    public void addProduct(List<Double> sums, int at, List<Double> a, int i, List<Double> b, int j) {
        ((Doubles) sums).values[at] += ((Doubles) a).values[i] * ((Doubles) b).values[j];
    }

    @Override
    public List<Double> of(float[] numbers) {
        double[] exact = new double[numbers.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = numbers[i];
        }
        return new Doubles(exact);
    }

    @Override
    public double toDouble(Double x) {
        return x;
    }
}
