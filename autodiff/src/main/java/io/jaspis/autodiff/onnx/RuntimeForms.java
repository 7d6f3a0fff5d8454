package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.List;
import java.util.Map;

/**
 * Operators of ONNX Runtime's own domain, {@code com.microsoft}, into which its optimiser fuses several nodes: those again, as all
 * opsets from 11 on have them.
 */
final class RuntimeForms {
    /** What a fused node does last, and the names of that operator's numbers in the order of {@code activation_params}. */
    private static final Map<String, List<String>> ACTIVATIONS = Map.of(
            "Relu", List.of(),
            "Tanh", List.of(),
            "Sigmoid", List.of(),
            "LeakyRelu", List.of("alpha"),
            "HardSigmoid", List.of("alpha", "beta"));

    static final Map<String, Composites.Form> ALL = Map.ofEntries(
            Map.entry("com.microsoft.Attention", RuntimeAttentionForm::projected),
            Map.entry("com.microsoft.MultiHeadAttention", RuntimeAttentionForm::given),
            Map.entry(
                    "com.microsoft.Gelu",
                    (node, draft) -> draft.output(new RuntimeForms(node, draft).gelu(draft.input(0)))),
            Map.entry("com.microsoft.BiasGelu", RuntimeForms::biasGelu),
            Map.entry("com.microsoft.FastGelu", RuntimeForms::fastGelu),
            Map.entry("com.microsoft.QuickGelu", RuntimeForms::quickGelu),
            Map.entry("com.microsoft.FusedConv", RuntimeForms::convolution),
            Map.entry("com.microsoft.FusedGemm", RuntimeForms::product),
            Map.entry("com.microsoft.FusedMatMul", RuntimeForms::matMul),
            Map.entry(
                    "com.microsoft.SkipLayerNormalization", (node, draft) -> new RuntimeForms(node, draft).skip(true)),
            Map.entry(
                    "com.microsoft.SkipSimplifiedLayerNormalization",
                    (node, draft) -> new RuntimeForms(node, draft).skip(false)));

    private final Node node;
    private final Draft draft;

    private RuntimeForms(Node node, Draft draft) {
        this.node = node;
        this.draft = draft;
        ElementType type = node.term(0).type();
        require(type == ElementType.FLOAT, "of %s it is not supported, only of float32", type.word());
    }

    private String number(float number) {
        return draft.floats(new int[0], number);
    }

    private String of(String operator, String first, String second) {
        return draft.node(operator, List.of(first, second));
    }

    private String of(String operator, String only, AttributeProto... attributes) {
        return draft.node(operator, List.of(only), attributes);
    }

    /** x/2 · (1 + erf(x·√½)), the root in the graph, where bounds see its rounding. */
    private String gelu(String x) {
        String scaled = of("Mul", x, of("Sqrt", number(0.5f)));
        return of("Mul", of("Mul", x, number(0.5f)), of("Add", of("Erf", scaled), number(1)));
    }

    private static void biasGelu(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        draft.output(form.gelu(form.of("Add", draft.input(0), draft.input(1))));
    }

    /** x · (½ + ½ · tanh(x · (b + c·x²))), with the runtime's floats for √(2/π) and 0.044715 of it. */
    private static void fastGelu(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        String x = node.has(1) ? form.of("Add", draft.input(0), draft.input(1)) : draft.input(0);
        String square = form.of("Mul", form.of("Mul", x, x), form.number(0.035677408136300125f));
        String inner = form.of("Mul", x, form.of("Add", square, form.number(0.7978845608028654f)));
        String share = form.of("Add", form.of("Mul", form.of("Tanh", inner), form.number(0.5f)), form.number(0.5f));
        draft.output(form.of("Mul", x, share));
    }

    private static void quickGelu(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        String scaled = form.of("Mul", draft.input(0), form.number(node.real("alpha", 1.702f)));
        draft.output(form.of("Mul", draft.input(0), form.of("Sigmoid", scaled)));
    }

    /** Conv; then what input 3 adds, and an activation. */
    private static void convolution(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        List<String> inputs = node.has(2)
                ? List.of(draft.input(0), draft.input(1), draft.input(2))
                : List.of(draft.input(0), draft.input(1));
        String y = draft.node("Conv", inputs, node.attributes("activation", "activation_params"));
        y = node.has(3) ? form.of("Add", y, draft.input(3)) : y;
        float[] numbers = node.hasAttribute("activation_params") ? node.reals("activation_params") : new float[0];
        draft.output(form.activated(y, numbers));
    }

    private String activated(String x, float... numbers) {
        String name = node.text("activation", "");
        if (name.isEmpty()) {
            return x;
        }
        if (name.equals("Clip") && numbers.length == 2) {
            return draft.node("Clip", List.of(x, number(numbers[0]), number(numbers[1])));
        }
        List<String> named = ACTIVATIONS.get(name);
        require(
                named != null && (numbers.length == named.size() || numbers.length == 0),
                "its activation '%s' with %d numbers is not supported; supported: Clip and %s",
                name,
                numbers.length,
                ACTIVATIONS.keySet().stream().sorted().toList());
        AttributeProto[] attributes = new AttributeProto[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            attributes[i] = ModelBuilder.attribute(named.get(i), numbers[i]);
        }
        return of(name, x, attributes);
    }

    private static void product(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        List<String> inputs = node.has(2)
                ? List.of(draft.input(0), draft.input(1), draft.input(2))
                : List.of(draft.input(0), draft.input(1));
        String[] own = {"activation", "activation_alpha", "activation_beta", "activation_gamma"};
        String y = draft.node("Gemm", inputs, node.attributes(own));
        require(!node.hasAttribute("activation_gamma"), "activation_gamma is not supported");
        float[] numbers = node.hasAttribute("activation_beta")
                ? new float[] {node.real("activation_alpha", 0), node.real("activation_beta", 0)}
                : node.hasAttribute("activation_alpha") ? new float[] {node.real("activation_alpha", 0)} : new float[0];
        draft.output(form.activated(y, numbers));
    }

    /** The product of matrices, turned or not, scaled. */
    private static void matMul(Node node, Draft draft) {
        RuntimeForms form = new RuntimeForms(node, draft);
        require(
                !node.flag("transBatchA") && !node.flag("transBatchB"),
                "transBatchA and transBatchB are not supported");
        String y = form.of("MatMul", form.turned(0, "transA"), form.turned(1, "transB"));
        float alpha = node.real("alpha", 1);
        draft.output(alpha == 1 ? y : form.of("Mul", y, form.number(alpha)));
    }

    private String turned(int input, String attribute) {
        int rank = ShapeOperators.extents(node.term(input)).length;
        // A vector has nothing to turn.
        if (!node.flag(attribute) || rank < 2) {
            return draft.input(input);
        }
        long[] axes = new long[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = i < rank - 2 ? i : 2L * rank - 3 - i;
        }
        return of("Transpose", draft.input(input), ModelBuilder.attribute("perm", axes));
    }

    /**
     * The normalisation of a sum: inputs x, what it is added to, the factors and then, with a mean, shifts and at last a bias of the sum.
     *
     * @param centred whether the mean is taken away
     */
    private void skip(boolean centred) {
        int bias = centred ? 4 : 3;
        String sum = of("Add", draft.input(0), draft.input(1));
        sum = node.has(bias) ? of("Add", sum, draft.input(bias)) : sum;
        String off = centred ? of("Sub", sum, mean(sum)) : sum;
        String spread = of("Add", mean(of("Mul", off, off)), number(node.real("epsilon", 1e-12f)));
        String y = of("Mul", of("Div", off, of("Sqrt", spread)), draft.input(2));
        draft.output(centred && node.has(3) ? of("Add", y, draft.input(3)) : y);
        if (node.outputCount() > 3) {
            // The mean and the deviation are of training; their names stand for nothing here.
            draft.output(mean(sum));
            draft.output(of("Reciprocal", of("Sqrt", spread)));
            draft.output(sum);
        }
    }

    /** Over the last axis, which stays. */
    private String mean(String x) {
        int last = ShapeOperators.extents(node.term(0)).length - 1;
        return node.opset() < 18
                ? of("ReduceMean", x, ModelBuilder.attribute("axes", new long[] {last}))
                : of("ReduceMean", x, draft.list(last));
    }
}
