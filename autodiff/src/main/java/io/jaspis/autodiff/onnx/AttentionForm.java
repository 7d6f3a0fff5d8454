package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Arrays;
import java.util.List;

/** Scaled dot-product attention of several heads (Vaswani et al. 2017, section 3.2), as ONNX has it. */
final class AttentionForm {
    static final int MASK = 3;
    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;
    static final int LENGTHS = 6;

    /** Which of the products the last output has: with the mask, or what the softmax makes of them. */
    private static final int MASKED = 2;

    private static final int WEIGHTS = 3;

    private final Node node;
    private final Draft draft;
    private final int queryHeads;
    private final int keyHeads;
    private final int queries;
    private final int past;
    private final int keys;
    private final Visibility visibility;

    private AttentionForm(Node node, Draft draft) {
        this.node = node;
        this.draft = draft;
        int[] q = extents(0);
        int[] k = extents(1);
        int[] v = extents(2);
        require(
                (q.length == 3 || q.length == 4) && k.length == q.length && v.length == q.length,
                "Q, K and V must all have 3 axes or all 4, but have %d, %d and %d",
                q.length,
                k.length,
                v.length);
        this.queryHeads = q.length == 4 ? q[1] : heads("q_num_heads", q[2]);
        this.keyHeads = q.length == 4 ? k[1] : heads("kv_num_heads", k[2]);
        require(
                q.length == 4 ? v[1] == keyHeads : v[2] % keyHeads == 0,
                "the values don't have the %d heads of the keys",
                keyHeads);
        require(queryHeads % keyHeads == 0, "%d heads of queries can't share %d of keys", queryHeads, keyHeads);
        require(
                node.has(PAST_KEY) == node.has(PAST_VALUE) && !(node.has(PAST_KEY) && node.has(LENGTHS)),
                "past_key and past_value belong together, and not to nonpad_kv_seqlen");
        this.queries = q[q.length - 2];
        this.past = node.has(PAST_KEY) ? past(q[0]) : 0;
        this.keys = past + k[q.length - 2];
        require(
                k[0] == q[0] && v[0] == q[0] && v[q.length - 2] == k[q.length - 2],
                "Q, K and V must have one batch, and K and V as many places, but they are %s, %s and %s",
                Arrays.toString(q),
                Arrays.toString(k),
                Arrays.toString(v));
        requireMask(q[0]);
        this.visibility = new Visibility(node, queries, past, keys);
    }

    /** Whether a node does nothing to what has this name but to take it for its mask, and to hide by it. */
    static boolean onlyMasks(NodeProto node, String name) {
        if (!node.getOpType().equals("Attention") || !Outline.isStandard(node.getDomain())) {
            return false;
        }
        boolean shows = node.getOutputCount() > 3
                && !node.getOutput(3).isEmpty()
                && Node.integer(node, "qk_matmul_output_mode", 0) == MASKED;
        // Beyond a rounding to 16 bits nobody knows what was hidden.
        long precision = Node.integer(node, "softmax_precision", ElementType.FLOAT.code());
        boolean rounds = precision != ElementType.FLOAT.code() && precision != ElementType.DOUBLE.code();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (i != MASK && node.getInput(i).equals(name)) {
                return false;
            }
        }
        return !shows && !rounds;
    }

    /** Refuses a mask that isn't repeated over [batch, heads, queries, keys], or up to some of the keys. */
    private void requireMask(int batch) {
        if (!node.has(MASK)) {
            return;
        }
        int[] mask = extents(MASK);
        int[] met = {batch, queryHeads, queries};
        require(mask.length >= 1 && mask.length <= 4, "its mask has %d axes", mask.length);
        for (int i = 0; i < mask.length - 1; i++) {
            int extent = met[met.length - (mask.length - 1) + i];
            require(
                    mask[i] == 1 || mask[i] == extent,
                    "its mask is %s, where [%d, %d, %d, %d] is to be masked",
                    Arrays.toString(mask),
                    batch,
                    queryHeads,
                    queries,
                    keys);
        }
    }

    static void write(Node node, Draft draft) {
        new AttentionForm(node, draft).write();
    }

    private int[] extents(int input) {
        return ShapeOperators.extents(node.term(input));
    }

    /** The places of the keys and values that are given, [batch, heads, places, size]. */
    private int past(int batch) {
        int[] key = extents(PAST_KEY);
        int[] value = extents(PAST_VALUE);
        boolean fit = key.length == 4 && value.length == 4 && key[2] == value[2];
        for (int i = 0; i < 2 && fit; i++) {
            int extent = i == 0 ? batch : keyHeads;
            fit = key[i] == extent && value[i] == extent;
        }
        require(
                fit,
                "past_key and past_value must be [%d, %d, places, size], but are %s and %s",
                batch,
                keyHeads,
                Arrays.toString(key),
                Arrays.toString(value));
        return key[2];
    }

    private int heads(String name, int elements) {
        int heads = Node.small(node.integer(name, 0), name);
        require(heads > 0 && elements % heads == 0, "%s is %d, of %d elements", name, heads, elements);
        return heads;
    }

    private void write() {
        boolean wide = extents(0).length == 3;
        String query = perHead(0, queryHeads);
        String key = perHead(1, keyHeads);
        String value = perHead(2, keyHeads);
        if (node.has(PAST_KEY)) {
            key = behind(draft.input(PAST_KEY), key);
            value = behind(draft.input(PAST_VALUE), value);
        }
        String turned = draft.node("Transpose", List.of(repeated(key)), ModelBuilder.attribute("perm", 0, 1, 3, 2));
        String products = products(query, turned, extents(0)[extents(0).length - 1] / (wide ? queryHeads : 1));
        String capped = capped(products);
        String masked = masked(capped);
        String weights = weights(masked);
        String y = draft.node("MatMul", List.of(weights, repeated(value)));
        if (wide) {
            String rows = draft.node("Transpose", List.of(y), ModelBuilder.attribute("perm", 0, 2, 1, 3));
            y = draft.node("Reshape", List.of(rows, draft.list(0, 0, (long) queryHeads * (extents(2)[2] / keyHeads))));
        }
        draft.output(y);
        if (node.outputCount() > 1) {
            draft.output(key);
            draft.output(value);
            draft.output(List.of(products, capped, masked, weights).get(shown()));
        }
    }

    /** Scaled products of queries and of keys [batch, heads, size, keys]. */
    private String products(String query, String keys, int size) {
        ElementType type = node.term(0).type();
        if (type.precision() < Float.PRECISION) {
            // ONNX scales both by the root, which is rounded to their type.
            double scale = node.real("scale", (float) (1 / Math.sqrt(size)));
            String root = number((float) type.nearest(Math.sqrt(scale)));
            return draft.node("MatMul", List.of(times(query, root), times(keys, root)));
        }
        // A root that rounds stays in the graph, where bounds see it.
        String scale = node.hasAttribute("scale")
                ? number(node.real("scale", 1))
                : draft.node("Reciprocal", List.of(draft.node("Sqrt", List.of(number(size)))));
        return draft.node("MatMul", List.of(times(query, scale), keys));
    }

    private String times(String x, String factor) {
        return draft.node("Mul", List.of(x, factor));
    }

    private int shown() {
        int mode = Node.small(node.integer("qk_matmul_output_mode", 0), "qk_matmul_output_mode");
        require(mode >= 0 && mode <= WEIGHTS, "qk_matmul_output_mode is %d", mode);
        return mode;
    }

    /** An input as [batch, heads, places, size]. */
    private String perHead(int input, int heads) {
        int[] extents = extents(input);
        if (extents.length == 4) {
            return draft.input(input);
        }
        String rows = draft.node("Reshape", List.of(draft.input(input), draft.list(0, 0, heads, extents[2] / heads)));
        return draft.node("Transpose", List.of(rows), ModelBuilder.attribute("perm", 0, 2, 1, 3));
    }

    private String behind(String before, String x) {
        return draft.node("Concat", List.of(before, x), ModelBuilder.attribute("axis", 2));
    }

    /** Each head of the keys as often as queries share it. */
    private String repeated(String x) {
        if (queryHeads == keyHeads) {
            return x;
        }
        long[] heads = new long[queryHeads];
        Arrays.setAll(heads, head -> head / (queryHeads / keyHeads));
        return draft.node("Gather", List.of(x, draft.list(heads)), ModelBuilder.attribute("axis", 1));
    }

    /** A number of the queries' type. */
    private String number(float number) {
        return ofType(draft.floats(new int[0], number));
    }

    private String ofType(String constant) {
        return draft.node("CastLike", List.of(constant, draft.input(0)));
    }

    private String capped(String products) {
        float cap = node.real("softcap", 0);
        if (cap <= 0) {
            return products;
        }
        String share = draft.node("Tanh", List.of(draft.node("Div", List.of(products, number(cap)))));
        return draft.node("Mul", List.of(share, number(cap)));
    }

    private String weights(String masked) {
        int precision = Node.small(node.integer("softmax_precision", 0), "softmax_precision");
        String operand =
                precision == 0 ? masked : draft.node("Cast", List.of(masked), ModelBuilder.attribute("to", precision));
        String weights = draft.node("Softmax", List.of(operand), ModelBuilder.attribute("axis", -1));
        if (visibility.blinds()) {
            // ONNX makes zeros where nothing is seen.
            String none = draft.floats(new int[0], 0);
            none = precision == 0
                    ? ofType(none)
                    : draft.node("Cast", List.of(none), ModelBuilder.attribute("to", precision));
            weights = draft.node("Where", List.of(draft.node("IsNaN", List.of(weights)), none, weights));
        }
        return precision == 0 ? weights : ofType(weights);
    }

    // What is seen

    private String masked(String products) {
        String masked = products;
        if (visibility.hides()) {
            masked = draft.node("Add", List.of(masked, ofType(visibility.bias(draft))));
        }
        if (!node.has(MASK)) {
            return masked;
        }
        String mask = draft.input(MASK);
        int[] extents = extents(MASK);
        int missing = keys - extents[extents.length - 1];
        if (missing > 0) {
            long[] pads = new long[2 * extents.length];
            pads[pads.length - 1] = missing;
            mask = draft.node("Pad", List.of(mask, draft.list(pads)));
        }
        ElementType type = node.term(MASK).type();
        require(
                type == ElementType.BOOL || type == node.term(0).type(),
                "its mask must be of booleans or of %s, but is of %s",
                node.term(0).type().word(),
                type.word());
        if (type == ElementType.BOOL) {
            mask = draft.node("Where", List.of(mask, number(0), number(Float.NEGATIVE_INFINITY)));
        }
        return draft.node("Add", List.of(masked, mask));
    }
}
