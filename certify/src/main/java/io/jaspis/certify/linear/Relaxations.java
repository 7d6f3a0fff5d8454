package io.jaspis.certify.linear;

import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.linear.Relaxation.Line;
import io.jaspis.tensor.Tensor;
import java.util.Map;

/**
 * The relaxation of each operation that isn't linear.
 *
 * @param known values that don't depend on the bounded inputs, in the trace of the bounds
 * @param enclosures bounds of the operands
 */
record Relaxations(Map<Value, Value> known, Map<Value, Enclosure> enclosures, Slopes slopes, Trace trace) {
    /** Bounds closer than this count as this far apart. */
    private static final float NARROW = 1e-9f;

    private static final Line IDENTITY = new Line(null, null);

    Relaxation of(Pointwise op, Value y) {
        return switch (op) {
            case Pointwise.Relu() -> relu(y);
            case Pointwise.Shift(float amount) ->
                new Relaxation.Exact(0, new Line(null, trace.constant(Tensor.filled(y.shape(), amount))));
            // The identity of real arithmetic.
            case Pointwise.RoundUp _, Pointwise.RoundDown _ -> new Relaxation.Exact(0, IDENTITY);
            case Pointwise.Absolute _,
                    Pointwise.Step _,
                    Pointwise.Sign _,
                    Pointwise.LeakyRelu _,
                    Pointwise.Clip _,
                    Pointwise.Sigmoid _,
                    Pointwise.Tanh _,
                    Pointwise.Exponential _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.Softplus _,
                    Pointwise.Logarithm _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _,
                    Pointwise.Sine _,
                    Pointwise.Cosine _,
                    Pointwise.Power _,
                    Pointwise.ErrorFunction _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _,
                    Pointwise.Narrow _,
                    Pointwise.Round _,
                    Pointwise.Floor _ -> new Relaxation.None("of functions of one number only a ReLU has a relaxation");
        };
    }

    Relaxation of(Product op, Value y) {
        return switch (op) {
            case Product.Multiply() -> {
                Value first = known.get(y.operand(0));
                Value second = known.get(y.operand(1));
                yield first != null
                        ? new Relaxation.Exact(1, new Line(first, null))
                        : second != null
                                ? new Relaxation.Exact(0, new Line(second, null))
                                : new Relaxation.None("both of its factors depend on the input");
            }
            case Product.MatMul _ -> new Relaxation.None("a product of matrices has no relaxation");
            case Product.DenseWeight _, Product.ConvolveWeight _ ->
                new Relaxation.None("a sum over the batch mixes examples");
        };
    }

    Relaxation ofQuotient(Value y) {
        Value divisor = known.get(y.operand(1));
        return divisor != null
                ? new Relaxation.Exact(0, new Line(divisor.reciprocal(), null))
                : new Relaxation.None("its divisor depends on the input");
    }

    Relaxation of(Maximum op) {
        return switch (op) {
            case Maximum.Max _, Maximum.Min _, Maximum.Pool _ -> new Relaxation.None("a maximum has no relaxation");
        };
    }

    /**
     * Over slope · x, and under a line of a slope from 0 to 1 that lies above the ReLU at both ends l and u: the chord,
     * but where u − l is tiny, and the chord's slope has a gradient that overflows.
     */
    private Relaxation relu(Value y) {
        Enclosure bounds = enclosures.get(y.operand(0));
        if (bounds == null) {
            throw new IllegalArgumentException("there are no bounds of the operand of " + y);
        }
        Value above = bounds.upper().relu();
        Value below = bounds.lower().negate().relu();
        Value width = above.plus(below);
        Value chord = above.over(width.max(width.filled(NARROW)));
        Value offset = chord.times(below).max(above.minus(chord.times(above)));
        return new Relaxation.Between(new Line(slopes.below(y, bounds), null), new Line(chord, offset));
    }
}
