package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The image of a ball in the L1 or L2 norm under maps of single elements: {@code centre + spread ∘ δ} for all δ of a norm
 * of at most the radius. On it a linear form w·x is within radius · ‖w ∘ spread‖ of its value at the centre, in the dual
 * norm: far closer than on the box around the ball.
 *
 * @param centre between bounds, since arithmetic on it rounds
 * @param spread at least the magnitude of each element's factor, of the centre's shape, shared or each example's own; null
 *     where all are 1
 * @param radius a shared scalar
 */
public record NormBall(Enclosure centre, Value spread, Value radius, Norm norm) {
    private NormBall with(Enclosure moved, Value factors) {
        return new NormBall(moved, factors, radius, norm);
    }

    /** The ball after an operation that maps each element by itself, or moves elements; nothing after any other. */
    Optional<NormBall> after(Value value, int place, List<Enclosure> operands) {
        return switch (value.op()) {
            case Movement.Reshape _, Movement.Transpose _, Movement.Slice _, Movement.Pad _ -> moved(value);
            case Movement.Gather(int _, List<Integer> indices) ->
                // An element that is taken twice counts twice in a linear form, but once in the ball.
                new HashSet<>(indices).size() == indices.size() ? moved(value) : Optional.empty();
            case Movement.Broadcast _, Movement.RepeatBatch _, Movement.Concatenate _, Movement.ScatterAdd _ ->
                Optional.empty();
            case Linear.Add add -> shifted(add, place, operands);
            case Linear.Subtract subtract -> shifted(subtract, place, operands);
            case Linear.Scale(float factor) ->
                Optional.of(new NormBall(
                        LinearEnclosures.bounds(new Linear.Scale(factor), List.of(centre)),
                        spread,
                        radius.scale(Math.abs(factor)).roundUp(1),
                        norm));
            case Linear.Dense _, Linear.Convolve _, Linear.Sum _, Linear.BatchSum _, Linear.Select _ ->
                Optional.empty();
            case Product.Multiply _, Product.Gate _ -> scaled(operands.get(1 - place));
            case Product.MatMul _, Product.DenseWeight _, Product.ConvolveWeight _ -> Optional.empty();
            case Source _, Random _, Pointwise _, Quotient _, Maximum _ -> Optional.empty();
        };
    }

    private Optional<NormBall> moved(Value value) {
        UnaryOperator<Value> movement = x -> x.trace().record(value.op(), List.of(x));
        return Optional.of(with(centre.map(movement), spread == null ? null : movement.apply(spread)));
    }

    /** Plus or minus what doesn't depend on the input: what does is batched. */
    private Optional<NormBall> shifted(Linear op, int place, List<Enclosure> operands) {
        Enclosure other = operands.get(1 - place);
        return other.lower().batched()
                ? Optional.empty()
                : Optional.of(with(
                        LinearEnclosures.bounds(op, place == 0 ? List.of(centre, other) : List.of(other, centre)),
                        spread));
    }

    /** Times what doesn't depend on the input. */
    private Optional<NormBall> scaled(Enclosure factor) {
        if (factor.lower().batched()) {
            return Optional.empty();
        }
        Value size = magnitude(factor);
        Value factors = spread == null ? size : spread.times(size).roundUp(1);
        return Optional.of(with(ProductEnclosures.enclose(new Product.Multiply(), centre, factor), factors));
    }

    private static Value magnitude(Enclosure x) {
        return x.exact() ? x.lower().absolute() : x.lower().negate().max(x.upper());
    }

    /** Bounds of a product of the ball with what stands in the other operand's place; nothing for any other operation. */
    Optional<Enclosure> through(Value value, int place, List<Enclosure> operands) {
        return switch (value.op()) {
            case Linear.Dense dense ->
                !dense.transposed() && place == 0 ? dense(value, operands.get(1)) : Optional.empty();
            case Linear.Convolve _ -> place == 0 ? convolution(value, operands.get(1)) : Optional.empty();
            case Product.MatMul _ -> place == 1 ? product(value, operands.get(0)) : Optional.empty();
            case Linear.Sum _, Linear.BatchSum _, Linear.Select _ -> Optional.empty();
            case Product.DenseWeight _, Product.ConvolveWeight _, Maximum.Pool _ -> Optional.empty();
            case Source _, Random _, Movement _, Elementwise _ -> Optional.empty();
        };
    }

    /** Rows of weights {@code [out, in]} over the last axis. */
    private Optional<Enclosure> dense(Value value, Enclosure weights) {
        Value rows = magnitude(weights);
        Value norms;
        if (spread == null) {
            norms = dual(rows).broadcastTo(value.shape());
        } else if (norm == Norm.L2) {
            norms = root(squares(spread).dense(squares(rows)), rows.shape().extent(1));
        } else {
            norms = dual(rows.times(most(spread, spread.shape().rank() - 1)).roundUp(1))
                    .broadcastTo(value.shape());
        }
        return Optional.of(reaching(LinearEnclosures.bounds((Linear) value.op(), List.of(centre, weights)), norms));
    }

    private Optional<Enclosure> convolution(Value value, Enclosure weights) {
        if (!(value.op() instanceof Linear.Convolve(var geometry, boolean transposed))
                || transposed
                || centre.lower().shape().rank() != 3) {
            return Optional.empty();
        }
        Value kernels = magnitude(weights);
        int channels = geometry.outputChannels();
        Value norms;
        if (spread != null && norm == Norm.L2) {
            norms = root(squares(spread).convolve(squares(kernels), geometry), geometry.depth());
        } else {
            Value rows = kernels.reshape(Shape.of(channels, geometry.depth()));
            // The largest factor of all; of each channel only where no group has channels of its own.
            if (spread != null && geometry.groups() == 1) {
                Value each = most(
                                spread.reshape(Shape.of(geometry.inputChannels(), geometry.height() * geometry.width()))
                                        .transpose(1, 0),
                                1)
                        .reshape(Shape.of(geometry.inputChannels(), 1, 1));
                rows = kernels.times(each).roundUp(1).reshape(Shape.of(channels, geometry.depth()));
            } else if (spread != null) {
                rows = rows.times(spread.flatten().maximum(0)).roundUp(1);
            }
            norms = dual(rows).reshape(Shape.of(channels, 1, 1)).broadcastTo(value.shape());
        }
        return Optional.of(reaching(LinearEnclosures.bounds((Linear) value.op(), List.of(centre, weights)), norms));
    }

    /** Rows of each example's own {@code [rows, in]} times the ball as one column {@code [in, 1]}. */
    private Optional<Enclosure> product(Value value, Enclosure left) {
        Shape shape = centre.lower().shape();
        if (shape.rank() != 2 || shape.extent(1) != 1) {
            return Optional.empty();
        }
        Value rows = magnitude(left);
        if (spread != null) {
            rows = rows.times(spread.flatten()).roundUp(1);
        }
        Value norms = dual(rows).reshape(value.shape());
        return Optional.of(reaching(ProductEnclosures.enclose(new Product.MatMul(), left, centre), norms));
    }

    private Enclosure reaching(Enclosure middle, Value norms) {
        Value reach = norms.times(radius).roundUp(1);
        return Enclosure.rounded(middle.lower().minus(reach), middle.upper().plus(reach), 1);
    }

    /** The largest of all but so many of the last axes. */
    private static Value most(Value value, int leading) {
        Value result = value;
        for (int axis = 0; axis < leading; axis++) {
            result = result.maximum(0);
        }
        return result;
    }

    /** The dual norm along the last axis of what isn't negative, or a little more: that of L1 is the largest. */
    private Value dual(Value rows) {
        return switch (norm) {
            case L2 -> root(squares(rows).sum(-1), rows.shape().extent(-1));
            case L1 -> rows.maximum(-1);
            case LINF -> throw new IllegalArgumentException("an L∞ ball is a box");
        };
    }

    private static Value squares(Value x) {
        return x.times(x).roundUp(1);
    }

    /** At least the root of a sum of so many terms that aren't negative. */
    private static Value root(Value sum, int terms) {
        double gamma = Gamma.of(terms + 1);
        return sum.scale((float) ((1 + 2 * gamma) * (1 + 0x1p-20)))
                .plus(CentreRadius.TINY)
                .squareRoot()
                .roundUp(2);
    }
}
