package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;
import java.util.function.UnaryOperator;

/** What an inner maximisation makes large. */
@FunctionalInterface
public interface InnerLoss {
    /** The cross-entropy of the label. */
    InnerLoss CROSS_ENTROPY = (network, _, label, point) -> Losses.crossEntropy(network.apply(point), label);

    /** How far the prediction at the point is from that at the example: KL(f(x) ‖ f(point)). */
    InnerLoss DIVERGENCE = (network, x, _, point) -> Losses.divergence(network.apply(x), network.apply(point));

    /** Records the loss {@code [batch]} at a point, under a network from points to logits. */
    Value at(UnaryOperator<Value> network, Value x, Value label, Value point);
}
