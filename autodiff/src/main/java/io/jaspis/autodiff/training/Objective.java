package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Losses;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.tensor.Shape;
import java.util.Map;
import java.util.Optional;

/** What training makes small. */
public interface Objective {

    /**
     * What a step computes for each example.
     *
     * @param loss {@code [batch]}, whose mean over the batch goes down
     * @param logits {@code [batch, classes]}, from which the training accuracy is counted
     * @param weights where the loss isn't taken at the parameters themselves: by the names of such, at which values it is. A
     *     step then goes along the gradient there
     */
    record Terms(Value loss, Value logits, Map<String, Value> weights) {
        /** At the parameters. */
        public Terms(Value loss, Value logits) {
            this(loss, logits, Map.of());
        }
    }

    /**
     * Refuses examples that it isn't made for, before any work: by default none.
     *
     * @throws IllegalArgumentException saying which example, and what of it
     */
    default void requireMatch(Examples examples) {}

    /** Records the loss of a network on x with its one-hot label. */
    Terms terms(Layer network, Scope scope, Value x, Value label);

    /** Shared scalar inputs of the trace that follow a schedule, by name. */
    default Map<String, Schedule> controls() {
        return Map.of();
    }

    /**
     * The same from a moment of training on: of nothing that counts no more from there, a step need compute anything. It is asked
     * before each epoch; where what it gives isn't {@linkplain Object#equals equal} to that of the epoch before, steps are planned
     * anew. It has no controls that the whole hasn't, and searches for points as the whole does. By default the objective itself.
     *
     * @param progress the fraction of training before an epoch
     */
    default Objective from(double progress) {
        return this;
    }

    /** The search for the points that {@link Ascent#point} stands for in {@link #terms}; without one there are none. */
    default Optional<Ascent> ascent() {
        return Optional.empty();
    }

    /** The scalar that follows the schedule of this name. */
    static Value control(Trace trace, String name) {
        return trace.input(name, Type.shared(Shape.scalar()));
    }

    /** Cross-entropy on the examples as they are. */
    static Objective crossEntropy() {
        return (network, scope, x, label) -> {
            Value logits = network.apply(scope, x);
            return new Terms(Losses.crossEntropy(logits, label), logits);
        };
    }
}
