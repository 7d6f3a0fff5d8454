package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.floats;
import static io.jaspis.autodiff.onnx.Models.numbers;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.reals;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.texts;
import static io.jaspis.autodiff.onnx.Models.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The activations of recurrent layers and what they are cut off at, against ONNX Runtime 1.30. */
class RecurrentFormsTest {
    /** A layer of one unit over two places with one number each. */
    private static Models layer(
            String operator, float[] weights, float[] recurrent, float[] bias, AttributeProto... more) {
        AttributeProto[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = whole("hidden_size", 1);
        all[more.length + 1] = whole("layout", 1);
        return Models.of(14, -1, 2, 1)
                .constant(floats("w", new int[] {1, weights.length, 1}, weights))
                .constant(floats("r", new int[] {1, recurrent.length, 1}, recurrent))
                .constant(floats("b", new int[] {1, bias.length}, bias))
                .node(operator, "x w r b", "y", all);
    }

    private static Models simple(AttributeProto... more) {
        return layer("RNN", numbers(1.5f), numbers(0.5f), numbers(0.25f, 0), more);
    }

    private static Models gated(AttributeProto... more) {
        return layer("GRU", numbers(1, -0.5f, 2), numbers(0.5f, 1, -1), numbers(0.1f, 0.2f, 0.3f, 0, 0, 0.5f), more);
    }

    private static Models longShort(AttributeProto... more) {
        return layer(
                "LSTM",
                numbers(1, -0.5f, 2, 3),
                numbers(0.5f, 1, -1, 2),
                numbers(0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 0, 0),
                more);
    }

    private static void check(Models model, float... expected) throws OnnxException {
        assertArrayEquals(expected, model.run(1, 1, -2), 2e-6f);
    }

    private static AttributeProto activations(String... names) {
        return texts("activations", names);
    }

    private static AttributeProto alpha(float... numbers) {
        return reals("activation_alpha", numbers);
    }

    private static AttributeProto beta(float... numbers) {
        return reals("activation_beta", numbers);
    }

    @Test
    void activationsHaveTheirNumbers() throws OnnxException {
        check(simple(activations("Affine"), alpha(0.5f), beta(0.25f)), 1.125f, -0.84375f);
        check(simple(activations("LeakyRelu"), alpha(0.25f)), 1.75f, -0.46875f);
        check(simple(activations("LeakyRelu")), 1.75f, -0.01875f);
        check(simple(activations("ThresholdedRelu"), alpha(1.25f)), 1.75f, 0);
        check(simple(activations("ScaledTanh"), alpha(0.5f), beta(0.25f)), 0.20578504f, -0.28977236f);
        check(simple(activations("HardSigmoid")), 0.85f, 0.035f);
        check(simple(activations("Elu"), alpha(0.5f)), 1.75f, -0.4233225f);
        check(simple(activations("Elu")), 1.75f, -0.846645f);
        check(simple(activations("Softsign")), 0.63636363f, -0.70860928f);
        check(simple(activations("Softplus")), 1.9102242f, 0.15370433f);
        check(longShort(activations("HardSigmoid", "Tanh", "Tanh")), 0.27100301f, -0.11598249f);
    }

    /** As Keras' layers are exported. */
    @Test
    void numbersGoInTurnToTheActivationsThatHaveSome() throws OnnxException {
        check(
                longShort(activations("HardSigmoid", "Tanh", "Tanh"), alpha(0.25f), beta(0.5f)),
                0.27575281f,
                -0.0516099f);
        for (AttributeProto[] numbers : new AttributeProto[][] {{}, {alpha(0.2f), beta(0.5f)}}) {
            AttributeProto[] first = Arrays.copyOf(numbers, numbers.length + 1);
            first[numbers.length] = activations("HardSigmoid", "Softsign");
            check(gated(first), 0.20631577f, -0.63330466f);
            AttributeProto[] after = Arrays.copyOf(first, first.length + 1);
            after[first.length] = whole("linear_before_reset", 1);
            check(gated(after), 0.20045452f, -0.6393401f);
        }
    }

    @Test
    void operandsOfActivationsAreCutOff() throws OnnxException {
        check(simple(real("clip", 0.5f)), 0.4621172f, -0.46211714f);
        check(gated(real("clip", 0.5f)), 0.17446804f, -0.22178033f);
        check(gated(real("clip", 0.5f), whole("linear_before_reset", 1)), 0.17446804f, -0.22178033f);
    }

    /** A layer that begins with a cell of 1.5. */
    private static Models withCell(String peepholes, AttributeProto... more) {
        AttributeProto[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = whole("hidden_size", 1);
        all[more.length + 1] = whole("layout", 1);
        return Models.of(14, -1, 2, 1)
                .constant(floats("w", new int[] {1, 4, 1}, 1, -0.5f, 2, 3))
                .constant(floats("r", new int[] {1, 4, 1}, 0.5f, 1, -1, 2))
                .constant(floats("b", new int[] {1, 8}, 0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 0, 0))
                .constant(floats("c", new int[] {1, 1, 1}, 1.5f))
                .constant(floats("p", new int[] {1, 3}, 0.5f, -1, 2))
                .node("LSTM", "x w r b   c" + peepholes, "y", all);
    }

    @Test
    void aCellMayForgetAsMuchAsItTakesIn() throws OnnxException {
        AttributeProto coupled = whole("input_forget", 1);
        check(longShort(coupled), 0.26993433f, 0.37124974f);
        check(withCell(" p", coupled), 0.16016333f, 0.37277588f);
    }

    /** What ONNX and ONNX Runtime agree on. */
    @Test
    void operandsOfGatesAreCutOffWhereTheCellIsWithinTheLimit() throws OnnxException {
        check(longShort(real("clip", 2)), 0.26339099f, -0.04404635f);
        check(longShort(real("clip", 2), whole("input_forget", 1)), 0.26339099f, 0.36064178f);
        check(withCell("", real("clip", 3.5f)), 0.4132747f, -0.07744777f);
        check(withCell("", real("clip", 1.5f), whole("input_forget", 1)), 0.33331504f, 0.49222323f);
    }

    @Test
    void whatReadersTakeDifferentlyOrCannotKnowIsRefused() {
        refused(
                longShort(real("clip", 1.5f)),
                "(LSTM)",
                "clip of an LSTM is read in several ways",
                "in 2 places it may reach 2.0, and clip is 1.5");
        refused(withCell("", real("clip", 3.25f)), "(LSTM)", "in 2 places it may reach 3.5, and clip is 3.25");
        refused(
                longShort(real("clip", 2), activations("Sigmoid", "Relu", "Tanh")),
                "(LSTM)",
                "can't get beyond it, which isn't known with the activation 'Relu'");
        refused(
                Models.of(14, -1, 2, 1)
                        .input("c", -1, 1, 1)
                        .constant(floats("w", new int[] {1, 4, 1}, 1, 1, 1, 1))
                        .constant(floats("r", new int[] {1, 4, 1}, 1, 1, 1, 1))
                        .node("LSTM", "x w r    c", "y", real("clip", 9), whole("hidden_size", 1), whole("layout", 1)),
                "(LSTM)",
                "can't get beyond it, which isn't known where its first state depends on the model's input");
        refused(simple(real("clip", 0)), "(RNN)", "clip is 0.0, but must be above 0");
        refused(
                longShort(activations("HardSigmoid", "Tanh", "Tanh"), alpha(0.2f, 0, 0), beta(0.5f)),
                "(LSTM)",
                "activation_alpha has 2 more numbers");
        refused(simple(activations("Affine"), alpha(0.5f)), "(RNN)", "Affine needs a number", "activation_beta");
        refused(
                simple(activations("ThresholdedRelu")),
                "(RNN)",
                "ThresholdedRelu has no number of the attribute activation_alpha, which is 1 by ONNX's text and 0 in ONNX Runtime");
        refused(simple(activations("Foo")), "(RNN)", "the activation 'Foo' is not supported", "HardSigmoid");
        refused(longShort(activations("Sigmoid", "Tanh")), "(LSTM)", "it has 2 activations, but needs 3");
    }

    /** A layer of two units over two places with three numbers each, whose operands have these shapes. */
    private static Models shaped(int hidden, int[] w, int[] r, int[] b, int[] h, int[] c, int[] p) {
        return Models.of(14, -1, 2, 3)
                .constant(zeros("w", w))
                .constant(zeros("r", r))
                .constant(zeros("b", b))
                .constant(zeros("h", h))
                .constant(zeros("c", c))
                .constant(zeros("p", p))
                .node("LSTM", "x w r b  h c p", "y", whole("hidden_size", hidden), whole("layout", 1));
    }

    private static TensorProto zeros(String name, int... extents) {
        return floats(name, extents, new float[Layout.size(extents)]);
    }

    private static int[] of(int... extents) {
        return extents;
    }

    @Test
    void operandsHaveTheShapesThatTheUnitsMake() throws OnnxException {
        int[] w = {1, 8, 3};
        int[] r = {1, 8, 2};
        int[] b = {1, 16};
        int[] h = {1, 1, 2};
        int[] p = {1, 6};
        assertArrayEquals(new float[4], shaped(2, w, r, b, h, h, p).run(1, 1, 2, 3, 4, 5, 6), 1e-6f);
        refused(shaped(3, w, r, b, h, h, p), "(LSTM)", "hidden_size is 3", "[1, 8, 2], of 2 hidden units");
        refused(shaped(2, of(1, 7, 3), r, b, h, h, p), "its weights, input 1", "[1, 8, 3], but are [1, 7, 3]");
        refused(shaped(2, of(1, 8, 4), r, b, h, h, p), "its weights, input 1", "[1, 8, 3], but are [1, 8, 4]");
        refused(shaped(2, of(2, 8, 3), r, b, h, h, p), "its weights, input 1", "[1, 8, 3], but are [2, 8, 3]");
        refused(shaped(2, w, of(1, 1, 2), b, h, h, p), "recurrent weights, input 2", "but are [1, 1, 2]");
        refused(shaped(2, w, of(8, 2), b, h, h, p), "recurrent weights, input 2", "but are [8, 2]");
        refused(shaped(2, w, r, of(1, 17), h, h, p), "its biases, input 3", "[1, 16], but are [1, 17]");
        refused(shaped(2, w, r, b, of(1, 1, 3), h, p), "its first state, input 5", "[1, 1, 2], but is [1, 1, 3]");
        refused(shaped(2, w, r, b, h, of(1, 2, 2), p), "its first state, input 6", "[1, 1, 2], but is [1, 2, 2]");
        refused(shaped(2, w, r, b, h, h, of(1, 7)), "its peepholes, input 7", "[1, 6], but are [1, 7]");
    }

    @Test
    void numbersThatNoActivationHasMeanNothing() throws OnnxException {
        check(simple(activations("Relu"), alpha(0.5f), beta(0.5f)), 1.75f, 0);
    }
}
