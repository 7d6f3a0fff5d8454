package io.jaspis.defend.training;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Ascent;
import io.jaspis.autodiff.training.Objective;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWP, adversarial weight perturbation (Wu, Xia &amp; Wang 2020, eqs. 7 to 10 and algorithm 1): each step goes along the
 * gradient not at the weights but where, within γ·‖w‖ in each layer, one step up the loss of the adversarial points leads. It
 * flattens the loss around the weights, and with it the gap between robust accuracy on training and on other examples. Biases
 * and scales, which are vectors, stay, as in the paper's code. A step costs twice the work, its attack aside. The accuracy that a step
 * tells is that of the perturbed weights, a little less than that of the weights themselves.
 *
 * @param goal {@link AdversarialTraining} or {@link Trades}
 * @param gamma γ over training, at least 0; the paper has 0.01, and 0.005 with TRADES, after a warm-up without
 */
public record Awp(Goal goal, Schedule gamma) implements Goal {
    private static final String GAMMA = "weight-perturbation";
    /** Keeps quotients finite where a gradient is zero, and the perturbation then too. */
    private static final float TINY = 1e-30f;

    public Awp {
        if (!(goal instanceof AdversarialTraining || goal instanceof Trades)) {
            throw new IllegalArgumentException("weights are perturbed in adversarial training and TRADES alone");
        }
        gamma.requireWithin(0, Double.MAX_VALUE, "the γ of AWP");
    }

    @Override
    public void requireMatch(Examples examples) {
        goal.requireMatch(examples);
    }

    @Override
    public Terms terms(Layer network, Scope scope, Value x, Value label) {
        Value loss = goal.terms(network, scope, x, label).loss();
        Value mean = loss.batchSum().times(x.trace().batchSize().reciprocal());
        Map<String, Value> perturbed = perturbed(mean, scope.trained(x.trace()));
        Terms there = goal.terms(network, scope.at(perturbed), x, label);
        return new Terms(there.loss(), there.logits(), perturbed);
    }

    /** The matrices and kernels, each moved by γ·‖w‖ along its gradient, and the others as they are. */
    private static Map<String, Value> perturbed(Value mean, Map<String, Value> weights) {
        List<String> names = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        weights.forEach((name, weight) -> {
            if (weight.shape().rank() > 1) {
                names.add(name);
                values.add(weight);
            }
        });
        List<Value> gradients = Gradient.of(mean, values);
        Value gamma = Objective.control(mean.trace(), GAMMA);
        Map<String, Value> perturbed = new LinkedHashMap<>();
        // Copies, so that the gradient at them doesn't follow how the others were moved.
        weights.forEach((name, weight) -> perturbed.put(name, weight.copied()));
        for (int i = 0; i < names.size(); i++) {
            Value weight = values.get(i);
            perturbed.put(
                    names.get(i),
                    weight.plus(along(gradients.get(i), length(weight).times(gamma))));
        }
        return perturbed;
    }

    /** A tensor of this length in the direction of another; scaled by the largest first, so that squares don't underflow. */
    private static Value along(Value way, Value length) {
        Value largest =
                way.absolute().flatten().maximum(-1).reshape(Shape.scalar()).plus(TINY);
        Value scaled = way.times(largest.reciprocal().broadcastTo(way.shape()));
        return scaled.times(length.over(length(scaled)).broadcastTo(way.shape()));
    }

    private static Value length(Value tensor) {
        return tensor.times(tensor).sum().plus(TINY).squareRoot();
    }

    @Override
    public Map<String, Schedule> controls() {
        Map<String, Schedule> controls = new LinkedHashMap<>(goal.controls());
        controls.put(GAMMA, gamma);
        return controls;
    }

    @Override
    public Optional<Ascent> ascent() {
        return goal.ascent();
    }

    @Override
    public String accuracy() {
        return goal.accuracy() + ", with weights perturbed";
    }

    @Override
    public Measure measure() {
        return goal.measure();
    }
}
