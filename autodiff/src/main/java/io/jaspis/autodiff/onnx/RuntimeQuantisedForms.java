package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Operators between quantised numbers of ONNX Runtime's own domain, {@code com.microsoft}, as its quantiser writes them: what they
 * are of the numbers that their operands stand for, rounded to steps again.
 */
final class RuntimeQuantisedForms {
    static final Map<String, Composites.Form> ALL = Map.of(
            "com.microsoft.QGemm", (node, draft) -> new RuntimeQuantisedForms(node, draft).gemm(),
            "com.microsoft.QLinearAdd", (node, draft) -> new RuntimeQuantisedForms(node, draft).both("Add"),
            "com.microsoft.QLinearMul", (node, draft) -> new RuntimeQuantisedForms(node, draft).both("Mul"),
            "com.microsoft.QLinearConcat", (node, draft) -> new RuntimeQuantisedForms(node, draft).concatenation(),
            "com.microsoft.QLinearSigmoid", (node, draft) -> new RuntimeQuantisedForms(node, draft).only("Sigmoid"),
            "com.microsoft.QLinearLeakyRelu", (node, draft) -> new RuntimeQuantisedForms(node, draft).only("LeakyRelu"),
            "com.microsoft.QLinearAveragePool",
                    (node, draft) -> new RuntimeQuantisedForms(node, draft).only("AveragePool"),
            "com.microsoft.QLinearGlobalAveragePool",
                    (node, draft) -> new RuntimeQuantisedForms(node, draft).only("GlobalAveragePool"));

    private final Node node;
    private final Draft draft;

    private RuntimeQuantisedForms(Node node, Draft draft) {
        this.node = node;
        this.draft = draft;
        require(!node.flag("channels_last"), "channels_last is not supported");
    }

    private static AttributeProto[] none() {
        return new AttributeProto[0];
    }

    /** The numbers that an input stands for; its scale and zero are the next ones. */
    private String numbers(int input, AttributeProto... attributes) {
        List<String> inputs = new ArrayList<>(List.of(draft.input(input), draft.input(input + 1)));
        if (node.has(input + 2)) {
            inputs.add(draft.input(input + 2));
        }
        return draft.node("DequantizeLinear", inputs, attributes);
    }

    /** Makes these numbers the output, in steps whose zero is behind their scale. */
    private void steps(String numbers, int scale, ElementType type) {
        List<String> inputs = new ArrayList<>(List.of(numbers, draft.input(scale)));
        if (node.has(scale + 1)) {
            inputs.add(draft.input(scale + 1));
        } else {
            require(type == ElementType.UINT8, "of %s its output needs a zero point", type.word());
        }
        draft.output(draft.node("QuantizeLinear", inputs));
    }

    private void both(String operator) {
        String y = draft.node(operator, List.of(numbers(0), numbers(3)));
        steps(y, 6, node.term(0).type());
    }

    private void only(String operator) {
        AttributeProto[] attributes = node.attributes("channels_last");
        steps(
                draft.node(operator, List.of(numbers(0)), attributes),
                3,
                node.term(0).type());
    }

    private void concatenation() {
        require(
                node.inputCount() > 2 && node.inputCount() % 3 == 2,
                "it has %d inputs, where its scale and zero and three for each operand are due",
                node.inputCount());
        List<String> parts = new ArrayList<>();
        for (int i = 2; i < node.inputCount(); i += 3) {
            require(!node.term(i).type().isReal(), "its operand, input %d, isn't quantised, which is not supported", i);
            parts.add(numbers(i));
        }
        steps(draft.node("Concat", parts, node.attributes()), 0, node.term(2).type());
    }

    /** alpha · A · B + C, where C is in steps of the scales of A and B together, and is scaled by alpha as well. */
    private void gemm() {
        boolean perColumn =
                ShapeOperators.extents(node.term(4)).length == 1 && ShapeOperators.extents(node.term(4))[0] > 1;
        boolean turned = node.flag("transB");
        AttributeProto[] columns =
                perColumn ? new AttributeProto[] {ModelBuilder.attribute("axis", turned ? 0 : 1)} : none();
        require(!perColumn || node.opset() >= 13, "a scale for each column is not supported before opset 13");
        String y = draft.node("MatMul", List.of(turned(numbers(0), "transA"), turned(numbers(3, columns), "transB")));
        if (node.has(6)) {
            String whole = draft.node("Cast", List.of(draft.input(6)), ModelBuilder.attribute("to", 1));
            String scaled =
                    draft.node("Mul", List.of(draft.node("Mul", List.of(whole, draft.input(1))), draft.input(4)));
            y = draft.node("Add", List.of(y, scaled));
        }
        float alpha = node.real("alpha", 1);
        y = alpha == 1 ? y : draft.node("Mul", List.of(y, draft.floats(new int[0], alpha)));
        if (node.has(7)) {
            steps(y, 7, node.term(0).type());
        } else {
            draft.output(y);
        }
    }

    private String turned(String x, String attribute) {
        return node.flag(attribute) ? draft.node("Transpose", List.of(x), ModelBuilder.attribute("perm", 1, 0)) : x;
    }
}
