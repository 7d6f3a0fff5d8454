package io.jaspis.defend.training;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;
import java.util.function.UnaryOperator;

/** What an inner maximisation makes large. */
public interface InnerLoss {
    /** The cross-entropy of the label. */
    InnerLoss CROSS_ENTROPY = ofLabel((network, label, point) -> Losses.crossEntropy(network.apply(point), label));

    /** How far the prediction at the point is from that at the example: KL(f(x) ‖ f(point)). */
    InnerLoss DIVERGENCE = new InnerLoss() {
        @Override
        public Value fixed(UnaryOperator<Value> network, Value x, Value label) {
            return network.apply(x);
        }

        @Override
        public Value at(UnaryOperator<Value> network, Value fixed, Value point) {
            return Losses.divergence(fixed, network.apply(point));
        }
    };

    /** A loss of the label. */
    @FunctionalInterface
    interface OfLabel {
        /** Records the loss {@code [batch]} at a point, under a network from points to logits. */
        Value at(UnaryOperator<Value> network, Value label, Value point);
    }

    /** With the label as what stays. */
    static InnerLoss ofLabel(OfLabel loss) {
        return new InnerLoss() {
            @Override
            public Value fixed(UnaryOperator<Value> network, Value x, Value label) {
                return label;
            }

            @Override
            public Value at(UnaryOperator<Value> network, Value fixed, Value point) {
                return loss.at(network, fixed, point);
            }
        };
    }

    /** Records what the loss needs of the example, which stays the same wherever the point goes. */
    Value fixed(UnaryOperator<Value> network, Value x, Value label);

    /** Records the loss {@code [batch]} at a point, under a network from points to logits. */
    Value at(UnaryOperator<Value> network, Value fixed, Value point);
}
