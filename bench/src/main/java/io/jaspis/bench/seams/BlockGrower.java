package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Grows layers that are small networks by themselves: normalisations, recurrent layers, sums of products, tables. */
final class BlockGrower {
    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;

    BlockGrower(Draft draft, ConstantGrower constants) {
        this.draft = draft;
        this.constants = constants;
        this.forms = constants.forms();
    }

    /** By the operator that each is for. */
    Map<String, UnaryOperator<String>> layers() {
        Map<String, UnaryOperator<String>> layers = new TreeMap<>();
        layers.put("InstanceNormalization", given -> {
            String x = atLeast(given, 3);
            return perChannel("InstanceNormalization", x, draft.shape(x)[1]);
        });
        layers.put("GroupNormalization", this::groups);
        layers.put("RMSNormalization", x -> since(23).node("RMSNormalization", List.of(x, constants.weights(last(x)))));
        layers.put(
                "LRN",
                x -> draft.node(
                        "LRN",
                        List.of(atLeast(x, 3)),
                        Attributes.whole("size", draft.random.nextInt(1, 4)),
                        Attributes.real("alpha", draft.any(1e-4f, 0.5f)),
                        Attributes.real("beta", draft.any(0.75f, 0.5f, 1f)),
                        Attributes.real("bias", draft.any(1f, 2f))));
        layers.put(
                "LpNormalization",
                x -> draft.node(
                        "LpNormalization",
                        List.of(draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(0.5)))),
                        Attributes.whole("p", draft.any(1, 2)),
                        Attributes.whole("axis", draft.random.nextInt(1, Math.max(2, draft.shape(x).length)))));
        layers.put(
                "MeanVarianceNormalization",
                x -> since(9).node(
                                "MeanVarianceNormalization", List.of(atLeast(x, 4)), Attributes.wholes("axes", 2, 3)));
        layers.put(
                "ReduceLogSum",
                x -> reduced(
                        "ReduceLogSum", draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(0.5)))));
        layers.put("ReduceLogSumExp", x -> reduced("ReduceLogSumExp", x));
        layers.put(
                "GlobalLpPool",
                x -> draft.node("GlobalLpPool", List.of(atLeast(x, 3)), Attributes.whole("p", draft.any(1, 2, 3))));
        layers.put("LpPool", this::normPool);
        layers.put("RNN", x -> recurrent("RNN", x, 1));
        layers.put("GRU", x -> recurrent("GRU", x, 3));
        layers.put("LSTM", x -> recurrent("LSTM", x, 4));
        layers.put("Attention", this::attention);
        layers.put("RotaryEmbedding", this::turned);
        layers.put(
                "SwiGLU",
                x -> since(28)
                        .node(
                                "SwiGLU",
                                List.of(x, draft.any(x, draft.node("Tanh", List.of(x)))),
                                Attributes.real("alpha", draft.any(1f, 0.5f))));
        layers.put("Einsum", this::sums);
        layers.put("Det", this::determinant);
        for (String operator :
                List.of("Erf", "Gelu", "Mish", "Celu", "Swish", "Tan", "Atan", "Sinh", "Cosh", "Asinh")) {
            layers.put(operator, x -> function(operator, x));
        }
        for (String operator : List.of("Asin", "Acos")) {
            layers.put(operator, x -> function(operator, draft.node("Sin", List.of(x))));
        }
        layers.put(
                "Acosh",
                x -> function("Acosh", draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(1.25)))));
        layers.put(
                "Atanh",
                x -> function(
                        "Atanh",
                        draft.node(
                                "Mul", List.of(draft.node("Tanh", List.of(x)), draft.filled(draft.any(0.5, 0.25))))));
        for (String operator : List.of(
                "Scaler",
                "Binarizer",
                "FeatureVectorizer",
                "ArrayFeatureExtractor",
                "Normalizer",
                "LinearRegressor",
                "LinearClassifier")) {
            layers.put(operator, x -> table(operator, x));
        }
        return layers;
    }

    private Draft since(int opset) {
        if (draft.opset < opset) {
            throw Draft.unavailable();
        }
        return draft;
    }

    private String atLeast(String x, int rank) {
        return draft.shape(x).length < rank ? forms.image(x) : x;
    }

    private int last(String x) {
        return draft.shape(x)[draft.shape(x).length - 1];
    }

    private String perChannel(String operator, String x, int count, AttributeProto... more) {
        List<AttributeProto> attributes = new ArrayList<>(Arrays.asList(more));
        attributes.add(Attributes.real("epsilon", draft.any(1e-5f, 1e-2f)));
        return draft.node(
                operator,
                List.of(x, constants.weights(count), constants.weights(count)),
                attributes.toArray(AttributeProto[]::new));
    }

    private String groups(String given) {
        String x = atLeast(given, 3);
        int channels = draft.shape(x)[1];
        int groups = channels % 2 == 0 && draft.is(0.5) ? 2 : draft.any(1, channels);
        since(18);
        return perChannel(
                "GroupNormalization", x, draft.opset < 21 ? groups : channels, Attributes.whole("num_groups", groups));
    }

    private String reduced(String operator, String x) {
        int rank = draft.shape(x).length;
        boolean keep = rank < 3 || draft.is(0.5);
        return forms.reduce(operator, x, keep, draft.random.nextInt(1, Math.max(2, rank)));
    }

    private String normPool(String given) {
        String x = forms.image(given);
        if (draft.shape(x)[2] < 2) {
            x = draft.node("Concat", List.of(x, x), Attributes.whole("axis", 2));
        }
        List<AttributeProto> attributes = new ArrayList<>(
                List.of(Attributes.wholes("kernel_shape", 2, 1), Attributes.whole("p", draft.any(1, 2, 3))));
        if (draft.is(0.4)) {
            attributes.add(Attributes.wholes("strides", 2, 1));
        }
        return draft.node("LpPool", List.of(x), attributes.toArray(AttributeProto[]::new));
    }

    /** Each example's rows as a sequence, [batch, length, size]. */
    private String recurrent(String operator, String given, int gates) {
        String x = draft.shape(given).length == 2 ? forms.withAxes("Unsqueeze", given, 1) : given;
        int[] shape = draft.shape(x);
        if (shape.length != 3 || shape[1] > 3) {
            throw Draft.unavailable();
        }
        boolean both = draft.is(0.3);
        int directions = both ? 2 : 1;
        int hidden = draft.random.nextInt(1, 4);
        boolean batchFirst = draft.opset >= 14 && draft.is(0.4);
        String sequence = batchFirst ? x : draft.node("Transpose", List.of(x), Attributes.wholes("perm", 1, 0, 2));
        List<String> inputs = new ArrayList<>(List.of(
                sequence,
                constants.weights(directions, gates * hidden, shape[2]),
                constants.weights(directions, gates * hidden, hidden)));
        if (draft.is(0.6)) {
            inputs.add(constants.weights(directions, 2 * gates * hidden));
            if (gates == 4 && draft.is(0.3)) {
                inputs.addAll(List.of("", "", "", constants.weights(directions, 3 * hidden)));
            }
        }
        List<AttributeProto> attributes = new ArrayList<>(List.of(
                Attributes.whole("hidden_size", hidden),
                Attributes.text("direction", both ? "bidirectional" : draft.any("forward", "reverse"))));
        if (gates == 3) {
            attributes.add(Attributes.whole("linear_before_reset", draft.random.nextInt(2)));
        }
        if (gates == 4 && draft.is(0.3)) {
            attributes.add(Attributes.whole("input_forget", 1));
        }
        if (draft.is(0.2)) {
            // An LSTM's cell may be cut off, too, or not; in three places it doesn't get beyond 3.
            attributes.add(Attributes.real("clip", gates == 4 ? 3 : draft.any(0.25f, 1f)));
        }
        if (batchFirst) {
            attributes.add(Attributes.whole("layout", 1));
        }
        String all = draft.node(operator, inputs, attributes.toArray(AttributeProto[]::new));
        return batchFirst ? all : draft.node("Transpose", List.of(all), Attributes.wholes("perm", 2, 0, 1, 3));
    }

    /** [batch, places, size]. */
    private String sequence(String x) {
        return switch (draft.shape(x).length) {
            case 2 -> forms.withAxes("Unsqueeze", x, draft.any(1, 2));
            case 3 -> x;
            default -> throw Draft.unavailable();
        };
    }

    private String attention(String given) {
        since(23);
        String x = sequence(given);
        int places = draft.shape(x)[1];
        if (places > 4) {
            throw Draft.unavailable();
        }
        int keyHeads = draft.any(1, 1, 2);
        int heads = keyHeads * draft.any(1, 2);
        int size = draft.any(1, 2);
        String queries = projected(x, heads * size);
        String keys = projected(x, keyHeads * size);
        String values = projected(x, keyHeads * draft.any(1, 2));
        boolean joined = draft.is(0.6);
        List<AttributeProto> attributes = new ArrayList<>();
        if (joined) {
            attributes.add(Attributes.whole("q_num_heads", heads));
            attributes.add(Attributes.whole("kv_num_heads", keyHeads));
        } else {
            queries = apart(queries, heads);
            keys = apart(keys, keyHeads);
            values = apart(values, keyHeads);
        }
        boolean wide = draft.element == Element.FLOAT || draft.element == Element.DOUBLE;
        if (!wide || draft.is(0.5)) {
            // Roots that types of 16 bits hold, as ONNX rounds them.
            attributes.add(Attributes.real("scale", draft.any(0.25f, 1f)));
        }
        if (draft.is(0.3)) {
            attributes.add(Attributes.whole("is_causal", 1));
        }
        if (draft.is(0.2)) {
            attributes.add(Attributes.real("softcap", draft.any(0.5f, 2f)));
        }
        if (draft.opset >= 25 && draft.is(0.3)) {
            attributes.add(Attributes.whole("left_window_size", draft.random.nextInt(-1, 3)));
            attributes.add(Attributes.whole("right_window_size", draft.random.nextInt(-1, 2)));
        }
        List<String> inputs = new ArrayList<>(List.of(queries, keys, values));
        if (draft.is(0.6)) {
            int told = places > 2 && draft.opset >= 24 && draft.is(0.3) ? places - 1 : places;
            inputs.add(
                    draft.is(0.3)
                            ? flowingMask(x, told)
                            : mask(draft.is(0.5) ? new int[] {places, told} : new int[] {heads, places, told}));
        }
        String y = draft.node("Attention", inputs, attributes.toArray(AttributeProto[]::new));
        return joined ? y : draft.node("Flatten", List.of(y));
    }

    private String projected(String x, int size) {
        return draft.node("MatMul", List.of(x, constants.weights(last(x), size)));
    }

    private String apart(String x, int heads) {
        String split = draft.node("Reshape", List.of(x, draft.list(0, 0, heads, last(x) / heads)));
        return draft.node("Transpose", List.of(split), Attributes.wholes("perm", 0, 2, 1, 3));
    }

    /** Truth values, or what is added: of some minus infinity. */
    private String mask(int[] shape) {
        boolean flags = draft.is(0.5);
        long[] bits = new long[FileTensor.size(shape)];
        Arrays.setAll(bits, _ -> {
            boolean seen = draft.is(0.7);
            double added = seen ? draft.random.nextInt(-4, 5) / 4.0 : Double.NEGATIVE_INFINITY;
            return flags ? seen ? 1 : 0 : Numbers.bits(draft.element, added);
        });
        return draft.constant(flags ? Element.BOOL : draft.element, shape, bits);
    }

    /** [batch, 1, places, told]: what is added depends on the input, or what is seen, which is mostly refused. */
    private String flowingMask(String x, int told) {
        String numbers = projected(x, told);
        if (draft.is(0.3)) {
            String seen = draft.node("Greater", List.of(numbers, draft.filled(0)));
            numbers = draft.is(0.5)
                    ? seen
                    : draft.node("Where", List.of(seen, draft.filled(0), draft.filled(Double.NEGATIVE_INFINITY)));
        }
        return forms.withAxes("Unsqueeze", numbers, 1);
    }

    private String turned(String given) {
        since(23);
        if (draft.element == Element.DOUBLE) {
            throw Draft.unavailable();
        }
        String x = sequence(given);
        int places = draft.shape(x)[1];
        int heads = draft.any(1, 2);
        int size = draft.any(2, 4);
        int turned = size == 4 && draft.is(0.5) ? 2 : 0;
        int pairs = (turned == 0 ? size : turned) / 2;
        boolean chosen = draft.is(0.5);
        boolean joined = draft.is(0.5);
        String split = projected(x, heads * size);
        int[] angles = chosen ? new int[] {places + 1, pairs} : new int[] {1, places, pairs};
        List<String> inputs = new ArrayList<>(
                List.of(joined ? split : apart(split, heads), constants.weights(angles), constants.weights(angles)));
        if (chosen) {
            long[] ids = new long[places];
            Arrays.setAll(ids, _ -> draft.random.nextInt(places + 1));
            inputs.add(draft.constant(Element.INT64, new int[] {1, places}, ids));
        }
        String y = draft.node(
                "RotaryEmbedding",
                inputs,
                Attributes.whole("num_heads", joined ? heads : 0),
                Attributes.whole("interleaved", draft.random.nextInt(2)),
                Attributes.whole("rotary_embedding_dim", turned));
        return joined ? y : draft.node("Flatten", List.of(y));
    }

    private String sums(String x) {
        since(12);
        int[] shape = draft.shape(x);
        return switch (shape.length) {
            case 2 ->
                draft.is(0.5) ? equation("ni,ij->nj", x, constants.weights(shape[1], 2)) : equation("ni,ni->n i", x, x);
            case 3 ->
                switch (draft.random.nextInt(3)) {
                    case 0 -> equation("nij,jk->nik", x, constants.weights(shape[2], 2));
                    case 1 -> equation("nij,nkj->nik", x, x);
                    default -> equation("nij->nj", x);
                };
            case 4 -> equation("nchw,cd->ndhw", x, constants.weights(shape[1], 2));
            default -> throw Draft.unavailable();
        };
    }

    private String equation(String equation, String... operands) {
        return draft.node("Einsum", List.of(operands), Attributes.text("equation", equation));
    }

    /** Of squares of the rows with themselves. */
    private String determinant(String given) {
        String x = forms.image(given);
        if (draft.opset < 11 || draft.shape(x)[2] > 3) {
            throw Draft.unavailable();
        }
        String turned = draft.node("Transpose", List.of(x), Attributes.wholes("perm", 0, 1, 3, 2));
        return draft.node("Det", List.of(draft.node("MatMul", List.of(x, turned))));
    }

    private String function(String operator, String x) {
        if (!draft.has(operator, draft.element)) {
            throw Draft.unavailable();
        }
        return switch (operator) {
            case "Gelu" -> draft.node(operator, List.of(x), Attributes.text("approximate", draft.any("none", "tanh")));
            case "Celu", "Swish" -> draft.node(operator, List.of(x), Attributes.real("alpha", draft.any(1f, 0.5f, 2f)));
            case "Tan" -> draft.node(operator, List.of(draft.node("Tanh", List.of(x))));
            default -> draft.node(operator, List.of(x));
        };
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = draft.any(0.5f, -1f, 0.1f, 2f, 1f / 3, -0.25f);
        }
        return numbers;
    }

    private String table(String operator, String given) {
        if (draft.element != Element.FLOAT) {
            throw Draft.unavailable();
        }
        String x = draft.shape(given).length == 2 ? given : draft.node("Flatten", List.of(given));
        int features = last(x);
        return switch (operator) {
            case "Scaler" ->
                ml(
                        operator,
                        1,
                        List.of(x),
                        Attributes.reals("offset", numbers(features)),
                        Attributes.reals("scale", numbers(draft.is(0.3) ? 1 : features)));
            case "Binarizer" -> ml(operator, 1, List.of(x), Attributes.real("threshold", draft.any(0f, 0.5f)));
            case "FeatureVectorizer" -> {
                String other = draft.node("Floor", List.of(x));
                yield ml(operator, 1, List.of(x, other), Attributes.wholes("inputdimensions", features, features));
            }
            case "ArrayFeatureExtractor" -> ml(operator, 1, List.of(x, draft.list(draft.random.nextInt(features), 0L)));
            case "Normalizer" ->
                ml(
                        operator,
                        1,
                        List.of(draft.node("Add", List.of(draft.node("Abs", List.of(x)), draft.filled(0.5)))),
                        Attributes.text("norm", draft.any("MAX", "L1", "L2")));
            case "LinearRegressor" ->
                ml(
                        operator,
                        1,
                        List.of(x),
                        Attributes.reals("coefficients", numbers(2 * features)),
                        Attributes.reals("intercepts", numbers(2)),
                        Attributes.whole("targets", 2));
            default ->
                ml(
                        operator,
                        2,
                        List.of(x),
                        Attributes.reals("coefficients", numbers(3 * features)),
                        Attributes.reals("intercepts", numbers(3)),
                        Attributes.wholes("classlabels_ints", 4, 0, 7),
                        Attributes.text("post_transform", draft.any("NONE", "LOGISTIC", "SOFTMAX")));
        };
    }

    private String ml(String operator, int outputs, List<String> inputs, AttributeProto... attributes) {
        return draft.nodes(TableMeaning.DOMAIN, operator, outputs, inputs, attributes)
                .getLast();
    }
}
