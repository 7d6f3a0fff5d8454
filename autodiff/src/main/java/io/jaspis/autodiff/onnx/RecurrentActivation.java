package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The activations that a recurrent layer may have, by ONNX's names. Some have numbers of their own: alpha, or alpha and beta. */
enum RecurrentActivation {
    RELU("Relu", (x, _, _) -> x.relu()),
    SIGMOID("Sigmoid", (x, _, _) -> x.sigmoid()),
    TANH("Tanh", (x, _, _) -> x.tanh()),
    SOFTSIGN("Softsign", (x, _, _) -> x.over(x.absolute().plus(1))),
    SOFTPLUS("Softplus", (x, _, _) -> x.softplus()),
    HARD_SIGMOID("HardSigmoid", (x, alpha, beta) -> x.scale(alpha).plus(beta).clip(0, 1), 0.2f, 0.5f),
    LEAKY_RELU("LeakyRelu", (x, alpha, _) -> x.leakyRelu(alpha), 0.01f),
    THRESHOLDED_RELU("ThresholdedRelu", (x, alpha, _) -> x.times(x.plus(-alpha).step()), Float.NaN),
    ELU(
            "Elu",
            (x, alpha, _) -> x.relu()
                    .plus(x.negate().relu().negate().exponentialMinusOne().scale(alpha)),
            1),
    SCALED_TANH("ScaledTanh", (x, alpha, beta) -> x.scale(beta).tanh().scale(alpha), Float.NaN, Float.NaN),
    AFFINE("Affine", (x, alpha, beta) -> x.scale(alpha).plus(beta), Float.NaN, Float.NaN);

    private static final String ALPHA = "activation_alpha";

    private static final String BETA = "activation_beta";

    private final String word;
    private final Function function;

    /** What its numbers are where they are left out, NaN where they may not be. */
    private final float[] defaults;

    /** What an activation is, given its numbers. */
    @FunctionalInterface
    private interface Function {
        Value apply(Value x, float alpha, float beta);
    }

    RecurrentActivation(String word, Function function, float... defaults) {
        this.word = word;
        this.function = function;
        this.defaults = defaults;
    }

    /** The activations of these names with the numbers of a node's attributes, which go in turn to those that have some. */
    static List<UnaryOperator<Value>> of(List<String> names, Node node) {
        Deque<Float> alphas = numbers(node, ALPHA);
        Deque<Float> betas = numbers(node, BETA);
        List<UnaryOperator<Value>> activations = new ArrayList<>();
        int most = 0;
        for (String name : names) {
            RecurrentActivation each = named(name);
            float alpha = each.number(0, alphas, ALPHA);
            float beta = each.number(1, betas, BETA);
            most = Math.max(most, each.defaults.length);
            activations.add(x -> each.function.apply(x, alpha, beta));
        }
        // Where no activation has such numbers, any that are there mean nothing.
        requireNone(most > 0, alphas, ALPHA);
        requireNone(most > 1, betas, BETA);
        return activations;
    }

    private static RecurrentActivation named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.word.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the activation '" + name
                        + "' is not supported; supported: "
                        + Arrays.stream(values()).map(each -> each.word).collect(Collectors.joining(", "))));
    }

    private static Deque<Float> numbers(Node node, String attribute) {
        Deque<Float> numbers = new ArrayDeque<>();
        for (float number : node.hasAttribute(attribute) ? node.reals(attribute) : new float[0]) {
            require(Float.isFinite(number), "attribute %s has %s", attribute, number);
            numbers.add(number);
        }
        return numbers;
    }

    /** The next one that is given, else the default; 0 where the activation has no such number. */
    private float number(int index, Deque<Float> given, String attribute) {
        if (index >= defaults.length) {
            return 0;
        }
        if (!given.isEmpty()) {
            return given.remove();
        }
        require(
                this != THRESHOLDED_RELU,
                "the activation %s has no number of the attribute %s, which is 1 by ONNX's text and 0 in ONNX Runtime where it"
                        + " is left out; give %s",
                word,
                attribute,
                attribute);
        require(
                !Float.isNaN(defaults[index]),
                "the activation %s needs a number of the attribute %s, which has none for it",
                word,
                attribute);
        return defaults[index];
    }

    private static void requireNone(boolean matters, Deque<Float> left, String attribute) {
        require(
                !matters || left.isEmpty(),
                "attribute %s has %d more numbers than its activations take, so that it is open which of them are meant; give one"
                        + " for each activation that has such a number",
                attribute,
                left.size());
    }
}
