package io.jaspis.check.proof;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.reference.Arithmetic;

/** Arithmetic of numbers that depend on an input in a way for which there are but sums, products and comparisons. */
public abstract class PlainArithmetic<N> implements Arithmetic<N> {

    /** An operation that such numbers don't have. */
    public static final class NotPlain extends RuntimeException {
        private static final long serialVersionUID = 1;

        public NotPlain(String what) {
            super(what, null, false, false);
        }
    }

    protected static NotPlain none(String what) {
        return new NotPlain("it has " + what);
    }

    @Override
    public N floor(N x) {
        throw none("numbers that are rounded");
    }

    @Override
    public N round(N x) {
        throw none("numbers that are rounded");
    }

    @Override
    public N squareRoot(N x) {
        throw none("a root");
    }

    @Override
    public N exponential(N x) {
        throw none("an exponential");
    }

    @Override
    public N exponentialMinusOne(N x) {
        throw none("an exponential");
    }

    @Override
    public N softplus(N x) {
        throw none("a softplus");
    }

    @Override
    public N errorFunction(N x) {
        throw none("an error function");
    }

    @Override
    public N arcTangent(N x) {
        throw none("an arc tangent");
    }

    @Override
    public N arcSine(N x) {
        throw none("an arc sine");
    }

    @Override
    public N arcCosine(N x) {
        throw none("an arc cosine");
    }

    @Override
    public N logarithm(N x) {
        throw none("a logarithm");
    }

    @Override
    public N sine(N x) {
        throw none("a sine");
    }

    @Override
    public N cosine(N x) {
        throw none("a cosine");
    }

    @Override
    public N tanh(N x) {
        throw none("a hyperbolic tangent");
    }

    @Override
    public N sigmoid(N x) {
        throw none("a sigmoid");
    }

    @Override
    public N narrow(N x, Pointwise.Format format) {
        throw none("numbers that are rounded");
    }

    @Override
    public N power(N x, float exponent) {
        throw none("a power");
    }

    @Override
    public double toDouble(N x) {
        throw new UnsupportedOperationException("what depends on an input has no one value");
    }
}
