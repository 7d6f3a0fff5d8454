package io.jaspis.defend.training;

import io.jaspis.attacks.SignMove;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fast adversarial training (Wong, Rice &amp; Kolter 2020, algorithm 3): {@link AdversarialTraining} on one step of the sign
 * of the gradient, from anywhere in the L∞ ball. With long steps or a large radius it can collapse from one epoch to the
 * next: its own step then finds nothing any more, and longer attacks break every example (section 5.3).
 *
 * <p>GradAlign (Andriushchenko &amp; Flammarion 2020, eq. 5) keeps it from that: λ·(1 − cos(∇ₓℓ(x), ∇ₓℓ(x + η))) is added to
 * the loss, with η anywhere in the ball, so that a single step follows the loss as far as it goes. It costs a second
 * derivative, about twice a step's work. Both gradients are trained, as the equation has it; the authors' code holds the first
 * one fixed, so that a λ of theirs may be stronger here.
 *
 * @param epsilon the radius over training
 * @param stepSize the length of the step as a fraction of the radius, above 0; the paper has 1.25
 * @param alignment the weight λ of GradAlign, at least 0; 0 for none. The paper has 0.2 for CIFAR-10 at ε = 8/255
 * @param around which inputs there are around an example
 */
public record FastAdversarialTraining(Schedule epsilon, double stepSize, double alignment, Surroundings around)
        implements Goal {
    private static final int STREAM = 3;
    /** Gradients far below it count as none: the square of its reciprocal is still a float. */
    private static final float SMALLEST = 1e-15f;
    /** The product of two squared lengths, in units of their largest elements, below which one of them is none. */
    private static final float NONE = 1e-12f;

    public FastAdversarialTraining {
        ProjectedAscent.madry(1, stepSize, around);
        around.requireRadius(Norm.LINF, epsilon);
        if (!(alignment >= 0) || Double.isInfinite(alignment)) {
            throw new IllegalArgumentException("GradAlign needs λ of at least 0, but got " + alignment);
        }
    }

    /** With the paper's step, where all inputs are alike. */
    public static FastAdversarialTraining of(Schedule epsilon, float lower, float upper) {
        return new FastAdversarialTraining(epsilon, 1.25, 0, Surroundings.alike(lower, upper));
    }

    private AdversarialTraining steps() {
        return new AdversarialTraining(epsilon, ProjectedAscent.madry(1, stepSize, around));
    }

    @Override
    public void requireMatch(Examples examples) {
        around.requireMatch(Norm.LINF, epsilon, examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Terms terms = steps().terms(network, scope, x, label);
        if (alignment == 0) {
            return terms;
        }
        Value reach = Objective.control(x.trace(), ProjectedAscent.EPSILON);
        Value radius = around.radius(x, reach);
        Value eta = x.trace().uniform(x.shape(), STREAM).scale(2).plus(-1).times(radius.broadcastTo(x.shape()));
        Value here = slope(network, scope.again(), x, label);
        Value near = x.plus(eta);
        // The paper's ball has all sides; of features that go one way only the points inside tell something.
        Value point =
                around.features() == null ? near : SignMove.into(around.least(x, reach), around.most(x, reach), near);
        Value there = slope(network, scope.again(), point, label);
        return new Terms(terms.loss().plus(apart(here, there).scale((float) alignment)), terms.logits());
    }

    /** The gradient of the loss in the point, flat, in units of its largest element: of those whose loss is all but 0 too. */
    private static Value slope(Layer network, Scope scope, Value point, Value label) {
        Value loss = Losses.crossEntropy(network.apply(scope, point), label);
        Value gradient = Gradient.of(loss, List.of(point)).getFirst().flatten();
        Value largest = gradient.absolute().maximum(-1).plus(SMALLEST);
        return gradient.times(largest.reciprocal().reshape(Shape.of(1)).broadcastTo(gradient.shape()));
    }

    /**
     * 1 − cos of the angle between two gradients, {@code [batch]}; 0 where one of them is zero. It is larger by as much as the
     * others are fewer than the batch, so that its mean over the batch is the mean over these, as in the authors' code.
     */
    private static Value apart(Value here, Value there) {
        Value squares = here.times(here).sum().times(there.times(there).sum());
        Value cosine = here.times(there).sum().over(squares.plus(NONE).squareRoot());
        Value counts = squares.plus(-NONE).step();
        Value counted = counts.batchSum();
        Value share =
                counted.trace().batchSize().over(counted.max(counted.trace().constant(1)));
        return cosine.negate().plus(1).times(counts).times(share);
    }

    @Override
    public Map<String, Schedule> controls() {
        return steps().controls();
    }

    @Override
    public Optional<Ascent> ascent() {
        return steps().ascent();
    }

    @Override
    public String accuracy() {
        return ATTACKED;
    }

    @Override
    public Measure measure() {
        return new Measure.Attacked(around.threat(Norm.LINF, epsilon));
    }
}
