package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Pointwise;
import io.jaspis.tensor.kernels.Unary;

/** The kernel's function, with its parameters, for each function of one number. */
record Function(Unary unary, float p, float q) {
    static Function of(Pointwise op) {
        return switch (op) {
            case Pointwise.Absolute() -> of(Unary.ABSOLUTE);
            case Pointwise.Step() -> of(Unary.STEP);
            case Pointwise.Sign() -> of(Unary.SIGN);
            case Pointwise.Relu() -> of(Unary.RELU);
            case Pointwise.LeakyRelu(float slope) -> new Function(Unary.LEAKY_RELU, slope, 0);
            case Pointwise.Clip(float lower, float upper) -> new Function(Unary.CLIP, lower, upper);
            case Pointwise.Shift(float amount) -> new Function(Unary.SHIFT, amount, 0);
            case Pointwise.Sigmoid() -> of(Unary.SIGMOID);
            case Pointwise.Tanh() -> of(Unary.TANH);
            case Pointwise.Exponential() -> of(Unary.EXPONENTIAL);
            case Pointwise.ExponentialMinusOne() -> of(Unary.EXPONENTIAL_MINUS_ONE);
            case Pointwise.Softplus() -> of(Unary.SOFTPLUS);
            case Pointwise.ErrorFunction() -> of(Unary.ERROR_FUNCTION);
            case Pointwise.ArcTangent() -> of(Unary.ARC_TANGENT);
            case Pointwise.ArcSine() -> of(Unary.ARC_SINE);
            case Pointwise.ArcCosine() -> of(Unary.ARC_COSINE);
            case Pointwise.Narrow(Pointwise.Format format) ->
                switch (format) {
                    case FLOAT16 -> of(Unary.FLOAT16);
                    case BFLOAT16 -> of(Unary.BFLOAT16);
                };
            case Pointwise.Logarithm() -> of(Unary.LOGARITHM);
            case Pointwise.SquareRoot() -> of(Unary.SQUARE_ROOT);
            case Pointwise.Reciprocal() -> of(Unary.RECIPROCAL);
            case Pointwise.Sine() -> of(Unary.SINE);
            case Pointwise.Cosine() -> of(Unary.COSINE);
            case Pointwise.Power(float exponent) -> new Function(Unary.POWER, exponent, 0);
            case Pointwise.Floor() -> of(Unary.FLOOR);
            case Pointwise.Round() -> of(Unary.ROUND);
            case Pointwise.RoundUp(int steps) -> new Function(Unary.ROUND_UP, steps, 0);
            case Pointwise.RoundDown(int steps) -> new Function(Unary.ROUND_DOWN, steps, 0);
        };
    }

    private static Function of(Unary unary) {
        return new Function(unary, 0, 0);
    }
}
