package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import java.util.List;

/**
 * What decides the class: the scores of a classifier that are left once a tail that keeps their order is cut off. In real
 * arithmetic a softmax, a logarithm of one, a sigmoid, a temperature or another positive factor that is the same for all
 * classes changes which class is largest nowhere; in floats it flattens gradients and makes different scores the same.
 * Attacks and proofs therefore work on the scores, and what they find holds of the whole network.
 *
 * @param scores from the network's input to one output of as many scores as there are classes, in the same order: the
 *     largest is the network's class. The very network where nothing is cut off
 * @param cut what is cut off, in words, in the order of computation; empty where nothing is
 * @param probability where the network's own probabilities stand
 */
public record Decision(Graph scores, List<String> cut, Probability probability) {

    /** Where the probability of a class is read off. */
    public enum Probability {
        /** The network's outputs are probabilities: it ends in a softmax. */
        OUTPUTS,
        /** The softmax of the network's outputs: they are logits, or differ from them by one number for all. */
        SOFTMAX_OF_OUTPUTS,
        /** The softmax of the scores, where the outputs are neither. */
        SOFTMAX_OF_SCORES,
        /** The sigmoid of the second of two scores: the first is the logit of a threshold ({@link BinaryClassifier}). */
        SIGMOID_OF_SCORE,
        /** The second of two outputs: the first is what it is compared with ({@link BinaryClassifier}). */
        SECOND_OUTPUT
    }

    public Decision {
        cut = List.copyOf(cut);
    }

    /**
     * The decision of a network of one input and one output.
     *
     * @throws IllegalArgumentException where the output is one for all inputs, so that there is nothing to decide
     */
    public static Decision of(Graph network) {
        Value output = network.output(network.onlyOutput());
        if (!output.batched()) {
            throw new IllegalArgumentException("the network's output '" + network.onlyOutput()
                    + "' is the same for every input, and so is the class that it tells");
        }
        return new OrderedTail(network).decision();
    }

    /** Whether what is cut off is a softmax over all scores, and nothing else. */
    public boolean isSoftmax() {
        return cut.equals(List.of(OrderedTail.SOFTMAX));
    }

    /** Whether what is cut off is the sigmoid of each score, and nothing else. */
    public boolean isSigmoid() {
        return cut.equals(List.of(OrderedTail.SIGMOID));
    }

    /** The probability that the network gives a class, by its own outputs and its scores; NaN of {@link Logits#NONE}. */
    public double confidence(float[] outputs, float[] scores, int offset, int classes, int of) {
        if (of == Logits.NONE) {
            return Double.NaN;
        }
        Logits.requireClass(of, classes);
        return switch (probability) {
            case OUTPUTS -> outputs[offset + of];
            case SOFTMAX_OF_OUTPUTS -> Logits.confidence(outputs, offset, classes, of);
            case SOFTMAX_OF_SCORES -> Logits.confidence(scores, offset, classes, of);
            case SIGMOID_OF_SCORE -> 1 / (1 + Math.exp(of == 1 ? -scores[offset + 1] : scores[offset + 1]));
            case SECOND_OUTPUT -> of == 1 ? outputs[offset + 1] : 1 - outputs[offset + 1];
        };
    }
}
