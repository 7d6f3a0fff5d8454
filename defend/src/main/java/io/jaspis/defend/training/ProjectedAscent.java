package io.jaspis.defend.training;

import io.jaspis.attacks.SignMove;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Projected gradient ascent in a ball and the range of inputs, as a graph (Madry, Makelov, Schmidt, Tsipras &amp; Vladu
 * 2018, section 2.1): in L∞ along the sign of the gradient, in L2 along the gradient itself. The radius is the control
 * {@link #EPSILON} times {@code share}.
 *
 * <p>Unlike {@link io.jaspis.attacks.GradientDescent} it checks nothing and reports nothing. In L2 the point is projected
 * onto the ball and then clipped to the range, which stays in the ball.
 *
 * @param norm L∞ or L2
 * @param steps moves, at least 0
 * @param stepSize the length of a move as a fraction of the radius, above 0
 * @param share the part of ε that the ball has as its radius, from 0 to 1
 * @param around which inputs there are around an example; in L2 all must be alike
 */
public record ProjectedAscent(
        Norm norm, int steps, double stepSize, Start start, InnerLoss loss, double share, Surroundings around)
        implements Ascent {
    /** The control that objectives with a radius have. */
    public static final String EPSILON = "epsilon";

    private static final int UNIFORM_STREAM = 1;
    private static final int NORMAL_STREAM = 2;
    /** Keeps a quotient finite where all of a gradient is zero, and then zero. */
    private static final float TINY = 1e-30f;

    public ProjectedAscent {
        Objects.requireNonNull(norm);
        Objects.requireNonNull(start);
        Objects.requireNonNull(loss);
        Objects.requireNonNull(around);
        if (norm == Norm.L1) {
            throw new IllegalArgumentException("training knows inner attacks in L∞ and L2, not in L1");
        }
        if (steps < 0 || !(stepSize > 0) || Double.isInfinite(stepSize) || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("an inner attack needs at least 0 steps, a positive step size and a"
                    + " share of the radius from 0 to 1, but got " + steps + ", " + stepSize + ", " + share);
        }
        if (norm == Norm.L2 && around.features() != null) {
            throw new IllegalArgumentException("training knows features with radii of their own in L∞ alone");
        }
    }

    /** In L∞ from anywhere in the ball on the cross-entropy, as in the paper. */
    public static ProjectedAscent madry(int steps, double stepSize, float lower, float upper) {
        return madry(steps, stepSize, Surroundings.alike(lower, upper));
    }

    /** The same among these inputs. */
    public static ProjectedAscent madry(int steps, double stepSize, Surroundings around) {
        return new ProjectedAscent(Norm.LINF, steps, stepSize, Start.BALL, InnerLoss.CROSS_ENTROPY, 1, around);
    }

    /** The same in a ball of a part of the radius. */
    public ProjectedAscent within(double part) {
        return new ProjectedAscent(norm, steps, stepSize, start, loss, part, around);
    }

    /** The same up another loss. */
    public ProjectedAscent on(InnerLoss other) {
        return new ProjectedAscent(norm, steps, stepSize, start, other, share, around);
    }

    /** Refuses another norm where interval bounds stand beside the attack: they are of the L∞ ball. */
    void requireBox(String goal) {
        if (norm != Norm.LINF) {
            throw new IllegalArgumentException(
                    goal + " has bounds of the L∞ ball, so its attack must be in L∞, but it is in " + norm.symbol());
        }
    }

    private Value radius(Value x) {
        return Objective.control(x.trace(), EPSILON).scale((float) share);
    }

    @Override
    public Value start(UnaryOperator<Value> network, Value x, Value label) {
        return switch (start) {
            case EXAMPLE -> x;
            case BESIDE -> projected(x, x.plus(around.beside(x.trace().normal(x.shape(), NORMAL_STREAM), radius(x))));
            case BALL -> projected(x, norm == Norm.LINF ? inBox(x) : inBall(x));
        };
    }

    private Value inBox(Value x) {
        Value draw = x.trace().uniform(x.shape(), UNIFORM_STREAM);
        return x.plus(draw.scale(2).plus(-1).times(around.radius(x, radius(x))));
    }

    /** A normal vector has a uniform direction; the radius goes as the n-th root of a uniform number. */
    private Value inBall(Value x) {
        Value way = x.trace().normal(x.shape(), NORMAL_STREAM);
        Value root = x.trace()
                .uniform(Shape.scalar(), UNIFORM_STREAM)
                .power(1f / x.shape().size());
        Value length = way.times(way).sum().plus(TINY).squareRoot();
        return x.plus(way.times(perExample(root.times(radius(x)).over(length), x)));
    }

    @Override
    public Value fixed(UnaryOperator<Value> network, Value x, Value label) {
        return loss.fixed(network, x, label);
    }

    @Override
    public Value move(UnaryOperator<Value> network, Value x, Value fixed, Value point) {
        Value gradient =
                Gradient.of(loss.at(network, fixed, point), List.of(point)).getFirst();
        Value length = radius(x).scale((float) stepSize);
        if (norm == Norm.LINF) {
            return projected(x, SignMove.along(gradient, point, around.radius(x, length)));
        }
        // Scaled by the largest first, so that tiny gradients don't underflow when squared.
        Value largest = gradient.absolute().flatten().maximum(-1).plus(TINY);
        Value scaled = gradient.times(perExample(largest.reciprocal(), x));
        Value size = scaled.times(scaled).sum().plus(TINY).squareRoot();
        return projected(
                x, point.plus(scaled.times(perExample(size.reciprocal(), x)).times(length)));
    }

    private Value projected(Value x, Value point) {
        if (norm == Norm.LINF) {
            return SignMove.into(around.least(x, radius(x)), around.most(x, radius(x)), point);
        }
        Value way = point.minus(x);
        Value length = way.times(way).sum().plus(TINY).squareRoot();
        Value factor = length.reciprocal().times(radius(x)).min(length.filled(1).repeatBatch());
        return x.plus(way.times(perExample(factor, x))).clip(around.lower(), around.upper());
    }

    /** A number for each example over all of its elements. */
    private static Value perExample(Value number, Value x) {
        int[] ones = new int[x.shape().rank()];
        Arrays.fill(ones, 1);
        return number.reshape(Shape.of(ones)).broadcastTo(x.shape());
    }
}
