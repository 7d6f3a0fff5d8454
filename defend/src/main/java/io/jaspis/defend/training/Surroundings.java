package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.function.IntToDoubleFunction;

/**
 * Which inputs there are around an example, for training: the range of inputs, and where features differ, in which each its
 * own radius, range and direction. Of whole numbers and categories it is the box around them, as if they were real numbers:
 * it holds all that an attacker may do, and more.
 *
 * @param lower the smallest value an input can have; −∞ for any
 * @param upper the largest
 * @param features null where all inputs are alike; else the range is no more than what holds all of theirs
 */
public record Surroundings(float lower, float upper, Features features) {
    /** The deviation of the noise that TRADES starts from, in the range of inputs. */
    private static final float BESIDE = 0.001f;
    /** The same in the radius that the paper has on CIFAR-10. */
    private static final float SHARE = BESIDE / 0.031f;

    public Surroundings {
        if (!(lower < upper)) {
            throw new IllegalArgumentException(
                    "the range of inputs must have lower < upper, but is [" + lower + ", " + upper + "]");
        }
    }

    /** Those that a threat leaves. */
    public static Surroundings of(Threat threat) {
        return new Surroundings(threat.lower(), threat.upper(), threat.features());
    }

    /** Where all inputs are alike. */
    public static Surroundings alike(float lower, float upper) {
        return new Surroundings(lower, upper, null);
    }

    /**
     * The attacker that training ends against.
     *
     * @param epsilon the radius over training
     * @throws IllegalArgumentException where inputs have no range
     */
    Threat threat(Norm norm, Schedule epsilon) {
        double radius = epsilon.at(1);
        return features == null ? new Threat(norm, radius, lower, upper) : Threat.of(norm, radius, features);
    }

    /** Refuses a radius over training that no attacker has among these inputs. */
    void requireRadius(Norm norm, Schedule epsilon) {
        double across = norm == Norm.LINF && features == null ? (double) upper - lower : Double.MAX_VALUE;
        epsilon.requireWithin(
                0, Math.min(across, Double.MAX_VALUE), "epsilon among inputs from " + lower + " to " + upper);
    }

    /**
     * Refuses examples that aren't among these inputs, and a radius with which an attacker has all inputs of so many elements.
     *
     * @throws IllegalArgumentException saying which example, and what of it
     */
    void requireMatch(Norm norm, Schedule epsilon, Examples examples) {
        Surroundings finite =
                new Surroundings(Math.max(lower, -Float.MAX_VALUE), Math.min(upper, Float.MAX_VALUE), features);
        Problem.requireMatch(examples.shape(), examples.classes(), examples, finite.threat(norm, epsilon));
    }

    /**
     * Records how far each element may move, or the radius itself where all are alike.
     *
     * @param x the examples, {@code [batch, …]}
     * @param radius a shared scalar
     */
    public Value radius(Value x, Value radius) {
        return features == null ? radius : scaled(x, radius, features::radius);
    }

    /**
     * Records normal noise by which a point leaves an example only just (Zhang et al. 2019, algorithm 1): 0.001 of the range of
     * inputs, or where they have none or features differ, the share of each one's radius that it is in the paper.
     *
     * @param noise of deviation 1
     */
    Value beside(Value noise, Value radius) {
        float width = upper - lower;
        return features == null && Float.isFinite(width)
                ? noise.scale(BESIDE * width)
                : noise.times(radius(noise, radius)).scale(SHARE);
    }

    /** Records the least that each element around a point can be. */
    public Value least(Value points, Value radius) {
        if (features == null) {
            return points.minus(radius).clip(lower, upper);
        }
        Value down = scaled(points, radius, i -> goes(i, Feature.Way.ONLY_UP) ? 0 : features.radius(i));
        return points.minus(down).max(each(points, features::lower));
    }

    /** Records the most that each element around a point can be. */
    public Value most(Value points, Value radius) {
        if (features == null) {
            return points.plus(radius).clip(lower, upper);
        }
        Value up = scaled(points, radius, i -> goes(i, Feature.Way.ONLY_DOWN) ? 0 : features.radius(i));
        return points.plus(up).min(each(points, features::upper));
    }

    private boolean goes(int element, Feature.Way way) {
        return features.of(element).way() == way;
    }

    private static Value scaled(Value x, Value radius, IntToDoubleFunction factor) {
        return radius.broadcastTo(x.shape()).times(each(x, factor));
    }

    private static Value each(Value x, IntToDoubleFunction number) {
        Shape shape = x.shape();
        float[] numbers = new float[shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) number.applyAsDouble(i);
        }
        return x.trace().constant(Tensor.of(shape, numbers));
    }
}
