package io.jaspis.certify.intervals;

import io.jaspis.attacks.Norm;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * A ball in the L1 or L2 norm around a centre, followed through the first operations of a network. On it a linear form
 * w·x is within ε·‖w‖ of its value at the centre, in the dual norm: far closer than on the box around the ball.
 *
 * @param centre between bounds, since arithmetic on it rounds
 * @param radius a shared scalar
 */
public record NormBall(Enclosure centre, Value radius, Norm norm) {

    /** The ball after an operation that moves, shifts or scales it as a whole; nothing after any other. */
    Optional<NormBall> after(Value value, List<Enclosure> operands) {
        return switch (value.op()) {
            case Movement.Reshape(Shape shape) ->
                Optional.of(new NormBall(centre.map(x -> x.reshape(shape)), radius, norm));
            case Linear.Add _, Linear.Subtract _ -> shifted((Linear) value.op(), operands);
            case Linear.Scale(float factor) ->
                Optional.of(new NormBall(
                        LinearBounds.enclose(new Linear.Scale(factor), List.of(centre)),
                        radius.scale(Math.abs(factor)).roundUp(1),
                        norm));
            default -> Optional.empty();
        };
    }

    /** Plus or minus a constant, which stands second. */
    private Optional<NormBall> shifted(Linear op, List<Enclosure> operands) {
        Enclosure other = operands.get(1);
        if (other.lower().batched() || !other.exact()) {
            return Optional.empty();
        }
        return Optional.of(new NormBall(LinearBounds.enclose(op, List.of(centre, other)), radius, norm));
    }

    /** Bounds of a first linear layer on the ball, where it is one with exact weights; nothing elsewhere. */
    Optional<Enclosure> through(Linear op, Enclosure weights) {
        if (!weights.exact()) {
            return Optional.empty();
        }
        Value w = weights.lower();
        Shape shape = centre.lower().shape();
        return switch (op) {
            case Linear.Dense(boolean transposed)
            when !transposed && shape.rank() == 1 ->
                Optional.of(bounds(w, w.shape().extent(1), dualNorms(w), Value::dense));
            case Linear.Convolve(var geometry, boolean transposed)
            when !transposed && shape.rank() == 3 -> {
                int channels = geometry.outputChannels();
                Value rows = w.reshape(Shape.of(channels, geometry.depth()));
                Value norms = dualNorms(rows)
                        .reshape(Shape.of(channels, 1, 1))
                        .broadcastTo(Shape.of(channels, geometry.outputHeight(), geometry.outputWidth()));
                yield Optional.of(bounds(w, geometry.depth(), norms, (x, y) -> x.convolve(y, geometry)));
            }
            default -> Optional.empty();
        };
    }

    private Enclosure bounds(Value w, int terms, Value norms, BinaryOperator<Value> product) {
        Ball ball = Ball.of(centre);
        Value reach = norms.times(radius).roundUp(1);
        Value rounding = product.apply(ball.radiusWithRounding(terms), w.absolute());
        return Ball.bounds(product.apply(ball.centre(), w), rounding.plus(reach).scale(Ball.INFLATION), terms);
    }

    /** The dual norm of each row, or a little more: L2 is its own dual, and that of L1 is the largest magnitude. */
    private Value dualNorms(Value rows) {
        return switch (norm) {
            case L2 -> {
                double gamma = Ball.gamma(rows.shape().extent(1) + 1);
                Value squares = rows.times(rows).sum(1).scale((float) ((1 + 2 * gamma) * (1 + 0x1p-20)));
                yield squares.plus(Ball.TINY).squareRoot().roundUp(2);
            }
            case L1 -> rows.absolute().maximum(1);
            case LINF -> throw new IllegalArgumentException("an L∞ ball is a box");
        };
    }
}
