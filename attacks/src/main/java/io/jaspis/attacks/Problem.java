package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import java.util.Objects;

/**
 * What is attacked: a classifier on examples, under a threat.
 *
 * @param network from one input, shaped as an example, to one output of logits
 * @param batch how many examples a run of the network takes at most, at least 1
 */
public record Problem(Graph network, Examples examples, Threat threat, Device device, int batch) {
    public Problem {
        Objects.requireNonNull(threat);
        Objects.requireNonNull(device);
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, but is " + batch);
        }
        Shape input = network.input(network.onlyInput()).shape();
        if (input.size() != examples.shape().size()) {
            throw new IllegalArgumentException(
                    "the network takes inputs of shape " + input + ", but the examples are " + examples.shape());
        }
        int outputs = network.output(network.onlyOutput()).shape().size();
        if (outputs < 2) {
            throw new IllegalArgumentException(
                    "a classifier needs at least two outputs, but the network has " + outputs);
        }
        if (examples.classes() > outputs) {
            throw new IllegalArgumentException("the examples have " + examples.classes()
                    + " classes, but the network tells only " + outputs + " apart");
        }
        double across = threat.norm().diameter((double) threat.upper() - threat.lower(), input.size());
        if (threat.epsilon() > across) {
            throw new IllegalArgumentException("epsilon " + threat.epsilon() + " is larger than the " + across
                    + " that cross the whole range of inputs: every input is in such a ball");
        }
    }

    public Problem withThreat(Threat other) {
        return new Problem(network, examples, other, device, batch);
    }

    /** The number of elements of an example. */
    public int size() {
        return examples.shape().size();
    }

    public int classes() {
        return network.output(network.onlyOutput()).shape().size();
    }
}
