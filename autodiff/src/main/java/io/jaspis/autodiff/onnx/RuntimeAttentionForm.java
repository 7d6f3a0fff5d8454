package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;
import java.util.List;

/**
 * Attention and MultiHeadAttention of ONNX Runtime's own domain, {@code com.microsoft}, as its tools write them for transformers:
 * scaled dot-product attention (Vaswani et al. 2017, section 3.2). Nodes are those that all opsets have.
 */
final class RuntimeAttentionForm {
    private static final float HIDDEN = -10000;

    private final Node node;
    private final Draft draft;
    private final int heads;

    private RuntimeAttentionForm(Node node, Draft draft) {
        this.node = node;
        this.draft = draft;
        this.heads = Node.small(node.integer("num_heads", 0), "num_heads");
        require(heads > 0, "num_heads is %d", heads);
        require(
                node.term(0).type() == ElementType.FLOAT,
                "of %s it is not supported, only of float32",
                node.term(0).type().word());
    }

    /** What flows into the softmax, each [batch, heads, places, size]. */
    private record Parts(String query, String key, String value, int queries, int keys, int size, int valueSize) {}

    /** Attention, which makes queries, keys and values of its input: inputs x, weights, bias, mask, past, bias of products, length. */
    static void projected(Node node, Draft draft) {
        RuntimeAttentionForm form = new RuntimeAttentionForm(node, draft);
        form.requireNone(4, "a past of keys and values");
        form.requireNone(6, "a past of keys and values");
        require(!node.flag("do_rotary"), "do_rotary is not supported");
        form.write(form.project(), 3, 5);
    }

    /** MultiHeadAttention: inputs query, key, value, bias, mask, bias of products, past key, past value, length, indirection. */
    static void given(Node node, Draft draft) {
        RuntimeAttentionForm form = new RuntimeAttentionForm(node, draft);
        for (int input = 6; input < 10; input++) {
            form.requireNone(input, "a past of keys and values");
        }
        Parts parts = form.take();
        form.write(parts, 4, 5);
        if (node.outputCount() > 1) {
            draft.output(parts.key);
            draft.output(parts.value);
        }
    }

    private void requireNone(int input, String what) {
        require(!node.has(input), "its input %d, %s, is not supported", input, what);
    }

    private int[] extents(int input) {
        return ShapeOperators.extents(node.term(input));
    }

    private Parts project() {
        int[] x = extents(0);
        int[] weights = extents(1);
        require(
                x.length == 3 && weights.length == 2 && weights[0] == x[2],
                "its input must be [batch, places, size] and its weights [size, columns], but they are %s and %s",
                Arrays.toString(x),
                Arrays.toString(weights));
        int[] sizes = new int[3];
        Arrays.fill(sizes, weights[1] / 3);
        if (node.hasAttribute("qkv_hidden_sizes")) {
            sizes = node.sizes("qkv_hidden_sizes", 3, 0);
        }
        requireSizes(sizes);
        require(
                (long) sizes[0] + sizes[1] + sizes[2] == weights[1],
                "its weights have %d columns, where queries, keys and values have %s",
                weights[1],
                Arrays.toString(sizes));
        requireBias(2, weights[1]);
        String[] parts = new String[3];
        for (int i = 0, from = 0; i < 3; from += sizes[i++]) {
            String rows = draft.node("MatMul", List.of(draft.input(0), columns(draft.input(1), 1, from, sizes[i])));
            parts[i] = perHead(biased(rows, 2, from, sizes[i]), sizes[i]);
        }
        return new Parts(parts[0], parts[1], parts[2], x[1], x[1], sizes[0] / heads, sizes[2] / heads);
    }

    private void requireSizes(int... sizes) {
        require(
                sizes[0] == sizes[1] && sizes[0] > 0 && sizes[2] > 0 && sizes[0] % heads == 0 && sizes[2] % heads == 0,
                "queries, keys and values have %s elements, which must be multiples of its %d heads, those of queries and keys"
                        + " as many",
                Arrays.toString(sizes),
                heads);
    }

    private void requireBias(int input, int size) {
        if (node.has(input)) {
            int[] bias = extents(input);
            require(
                    bias.length == 1 && bias[0] == size,
                    "its bias, input %d, must be [%d], but is %s",
                    input,
                    size,
                    Arrays.toString(bias));
        }
    }

    private String columns(String x, long axis, int from, int size) {
        long[] places = new long[size];
        Arrays.setAll(places, i -> (long) from + i);
        return draft.node("Gather", List.of(x, draft.list(places)), ModelBuilder.attribute("axis", axis));
    }

    private String biased(String rows, int input, int from, int size) {
        return node.has(input) ? draft.node("Add", List.of(rows, columns(draft.input(input), 0, from, size))) : rows;
    }

    /** [batch, places, size] as [batch, heads, places, size of a head]. */
    private String perHead(String rows, int size) {
        String parts = draft.node("Reshape", List.of(rows, draft.list(0, 0, heads, size / heads)));
        return draft.node("Transpose", List.of(parts), ModelBuilder.attribute("perm", 0, 2, 1, 3));
    }

    private Parts take() {
        int[] q = extents(0);
        require(
                q.length == 3 && node.has(1) && node.has(2),
                "its queries must be [batch, places, size], and keys and values inputs of their own; packed ones are not supported");
        int[] k = extents(1);
        int[] v = extents(2);
        if (k.length == 4) {
            require(
                    v.length == 4
                            && Arrays.equals(Arrays.copyOf(v, 3), Arrays.copyOf(k, 3))
                            && k[0] == q[0]
                            && k[1] == heads
                            && (long) k[3] * heads == q[2],
                    "keys and values by head must be [batch, %d, places, size], but are %s and %s, and queries %s",
                    heads,
                    Arrays.toString(k),
                    Arrays.toString(v),
                    Arrays.toString(q));
            requireNone(3, "a bias beside keys by head");
            return new Parts(perHead(draft.input(0), q[2]), draft.input(1), draft.input(2), q[1], k[2], k[3], v[3]);
        }
        require(
                k.length == 3 && v.length == 3 && k[0] == q[0] && v[0] == q[0] && k[1] == v[1],
                "queries, keys and values must be [batch, places, size], keys and values of as many places, but are %s, %s, %s",
                Arrays.toString(q),
                Arrays.toString(k),
                Arrays.toString(v));
        requireSizes(q[2], k[2], v[2]);
        requireBias(3, Math.addExact(Math.addExact(q[2], k[2]), v[2]));
        return new Parts(
                perHead(biased(draft.input(0), 3, 0, q[2]), q[2]),
                perHead(biased(draft.input(1), 3, q[2], k[2]), k[2]),
                perHead(biased(draft.input(2), 3, q[2] + k[2], v[2]), v[2]),
                q[1],
                k[1],
                q[2] / heads,
                v[2] / heads);
    }

    private void write(Parts parts, int mask, int bias) {
        String turned = draft.node("Transpose", List.of(parts.key), ModelBuilder.attribute("perm", 0, 1, 3, 2));
        // A root that rounds stays in the graph, where bounds see it.
        float given = node.real("scale", 0);
        String scale = given != 0
                ? number(given)
                : draft.node("Reciprocal", List.of(draft.node("Sqrt", List.of(number(parts.size)))));
        String products = draft.node("MatMul", List.of(draft.node("Mul", List.of(parts.query, scale)), turned));
        products = hiding(causal(products, parts), mask, parts);
        if (node.has(bias)) {
            int[] extents = extents(bias);
            require(
                    extents.length == 4
                            && (extents[0] == 1 || extents[0] == extents(0)[0])
                            && (extents[1] == 1 || extents[1] == heads)
                            && extents[2] == parts.queries
                            && extents[3] == parts.keys,
                    "its input %d, a bias of the products, must be [batch or 1, %d or 1, %d, %d], but is %s",
                    bias,
                    heads,
                    parts.queries,
                    parts.keys,
                    Arrays.toString(extents));
            products = draft.node("Add", List.of(products, draft.input(bias)));
        }
        String weights = draft.node("Softmax", List.of(products), ModelBuilder.attribute("axis", 3));
        String y = draft.node("MatMul", List.of(weights, parts.value));
        String rows = draft.node("Transpose", List.of(y), ModelBuilder.attribute("perm", 0, 2, 1, 3));
        draft.output(draft.node("Reshape", List.of(rows, draft.list(0, 0, (long) heads * parts.valueSize))));
    }

    private String number(float number) {
        return draft.floats(new int[0], number);
    }

    /** With the keys behind a query's own place hidden, where the node says so. */
    private String causal(String products, Parts parts) {
        if (!node.flag("unidirectional")) {
            return products;
        }
        require(
                parts.queries == parts.keys,
                "unidirectional of %d queries and %d keys is not supported: it isn't clear which are behind which",
                parts.queries,
                parts.keys);
        float[] bias = new float[Math.multiplyExact(parts.queries, parts.keys)];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = i % parts.keys > i / parts.keys ? Float.NEGATIVE_INFINITY : 0;
        }
        return draft.node("Add", List.of(products, draft.floats(new int[] {parts.queries, parts.keys}, bias)));
    }

    /** With a large number taken from keys whose flags aren't above 0. */
    private String hiding(String products, int mask, Parts parts) {
        if (!node.has(mask)) {
            return products;
        }
        int[] extents = extents(mask);
        require(
                extents.length == 2 && extents[1] == parts.keys && (extents[0] == 1 || extents[0] == extents(0)[0]),
                "its mask, input %d, must be [batch, %d], a flag for each key, but is %s; other forms are not supported",
                mask,
                parts.keys,
                Arrays.toString(extents));
        String flags = draft.node("Cast", List.of(draft.input(mask)), ModelBuilder.attribute("to", 1));
        String seen = draft.node("Greater", List.of(flags, number(0)));
        String shown = draft.node("Cast", List.of(seen), ModelBuilder.attribute("to", 1));
        String hidden = draft.node("Sub", List.of(number(1), shown));
        String taken = draft.node("Mul", List.of(hidden, number(node.real("mask_filter_value", HIDDEN))));
        String spread = draft.node("Reshape", List.of(taken, draft.list(0, 1, 1, parts.keys)));
        return draft.node("Add", List.of(products, spread));
    }
}
