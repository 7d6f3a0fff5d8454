package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Pointwise;

/** What each function of one number is. */
record Pointwises<N>(Arithmetic<N> in) {

    N apply(Pointwise op, N x) {
        return switch (op) {
            case Pointwise.Absolute() -> in.absolute(x);
            case Pointwise.Step() -> in.step(x);
            // What is neither above nor below 0 is 0 or NaN, and stays so; of zeros it is +0.
            case Pointwise.Sign() -> in.sign(x) == 0 ? in.add(x, in.zero()) : in.of(Integer.signum(in.sign(x)));
            case Pointwise.Relu() -> in.max(x, in.zero());
            case Pointwise.LeakyRelu(float slope) -> in.leakyRelu(x, slope);
            case Pointwise.Clip(float lower, float upper) -> clip(x, lower, upper);
            case Pointwise.Shift(float amount) -> in.add(x, in.of(amount));
            case Pointwise.Sigmoid() -> in.sigmoid(x);
            case Pointwise.Tanh() -> in.tanh(x);
            case Pointwise.Exponential() -> in.exponential(x);
            case Pointwise.ExponentialMinusOne() -> in.exponentialMinusOne(x);
            case Pointwise.Softplus() -> in.softplus(x);
            case Pointwise.ErrorFunction() -> in.errorFunction(x);
            case Pointwise.ArcTangent() -> in.arcTangent(x);
            case Pointwise.ArcSine() -> in.arcSine(x);
            case Pointwise.ArcCosine() -> in.arcCosine(x);
            case Pointwise.Narrow(Pointwise.Format format) -> in.narrow(x, format);
            case Pointwise.Logarithm() -> in.logarithm(x);
            case Pointwise.SquareRoot() -> in.squareRoot(x);
            case Pointwise.Reciprocal() -> in.divide(in.one(), x);
            case Pointwise.Sine() -> in.sine(x);
            case Pointwise.Cosine() -> in.cosine(x);
            case Pointwise.Power(float exponent) -> in.power(x, exponent);
            case Pointwise.Floor() -> in.floor(x);
            case Pointwise.Round() -> in.round(x);
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> x;
        };
    }

    /** An infinite limit is none, so that real numbers need not have one. */
    private N clip(N x, float lower, float upper) {
        N raised = lower == Float.NEGATIVE_INFINITY ? x : in.max(x, in.of(lower));
        return upper == Float.POSITIVE_INFINITY ? raised : in.min(raised, in.of(upper));
    }
}
