package io.jaspis.bench.seams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Attention, as ONNX's text has it: each query by itself, over the keys that it sees. */
final class AttentionMeaning {
    private final Call call;
    private final FileTensor q;
    private final FileTensor k;
    private final FileTensor v;
    private final boolean joined;
    private final int batch;
    private final int heads;
    private final int sharedHeads;
    private final int queries;
    private final int keys;
    private final int size;
    private final int valueSize;
    private final Real scale;

    private AttentionMeaning(Call call) {
        this.call = call;
        this.q = call.x();
        this.k = call.input(1);
        this.v = call.input(2);
        this.joined = q.rank() == 3;
        this.batch = q.shape()[0];
        this.heads = joined ? (int) call.integer("q_num_heads", 0) : q.shape()[1];
        this.sharedHeads = joined ? (int) call.integer("kv_num_heads", 0) : k.shape()[1];
        this.queries = q.shape()[q.rank() - 2];
        this.keys = k.shape()[k.rank() - 2];
        this.size = q.shape()[q.rank() - 1] / (joined ? heads : 1);
        this.valueSize = v.shape()[v.rank() - 1] / (joined ? sharedHeads : 1);
        this.scale = call.gives("scale")
                ? Real.of(call.real("scale", 1))
                : Real.of((long) size).squareRoot().reciprocal();
    }

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Attention", call -> List.of(new AttentionMeaning(call).result()));
        operators.put("RotaryEmbedding", call -> List.of(turned(call)));
        operators.put("SwiGLU", call -> {
            Real alpha = Real.of(call.real("alpha", 1));
            FileTensor a = call.x();
            return List.of(FileTensor.of(
                    a.element(),
                    a.shape(),
                    i -> a.real(i)
                            .times(Functions.sigmoid(alpha.times(a.real(i))))
                            .times(call.input(1).real(i))));
        });
    }

    /** An element of queries, keys or values. */
    private Real at(FileTensor x, int example, int head, int of, int place, int places, int element, int width) {
        return x.real(
                joined
                        ? ((example * places + place) * of + head) * width + element
                        : ((example * of + head) * places + place) * width + element);
    }

    private FileTensor result() {
        int[] shape =
                joined ? new int[] {batch, queries, heads * valueSize} : new int[] {batch, heads, queries, valueSize};
        Real[] y = new Real[FileTensor.size(shape)];
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < queries; i++) {
                    Real[] row = row(b, h, i);
                    for (int d = 0; d < valueSize; d++) {
                        y[
                                        joined
                                                ? ((b * queries + i) * heads + h) * valueSize + d
                                                : ((b * heads + h) * queries + i) * valueSize + d] =
                                row[d];
                    }
                }
            }
        }
        return new FileTensor(q.element(), shape, y, null);
    }

    /** What one query makes; zeros where it sees no key. */
    private Real[] row(int b, int h, int i) {
        int shared = h / (heads / sharedHeads);
        Real[] logits = new Real[keys];
        Real largest = null;
        for (int j = 0; j < keys; j++) {
            Real product = Real.ZERO;
            for (int d = 0; d < size; d++) {
                product = product.plus(
                        at(q, b, h, heads, i, queries, d, size).times(at(k, b, shared, sharedHeads, j, keys, d, size)));
            }
            logits[j] = seen(b, h, i, j, product.times(scale));
            if (logits[j] != null) {
                largest = largest == null ? logits[j] : largest.max(logits[j]);
            }
        }
        Real[] row = new Real[valueSize];
        Arrays.fill(row, Real.ZERO);
        Real total = Real.ZERO;
        for (int j = 0; j < keys; j++) {
            if (logits[j] != null) {
                Real weight = Functions.exponential(logits[j].minus(largest));
                total = total.plus(weight);
                for (int d = 0; d < valueSize; d++) {
                    row[d] = row[d].plus(weight.times(at(v, b, shared, sharedHeads, j, keys, d, valueSize)));
                }
            }
        }
        for (int d = 0; largest != null && d < valueSize; d++) {
            row[d] = row[d].over(total);
        }
        return row;
    }

    /** The product with cap and mask; null where the query doesn't see the key. */
    private Real seen(int b, int h, int i, int j, Real product) {
        long left = call.integer("left_window_size", -1);
        long right = call.integer("right_window_size", -1);
        if (call.integer("is_causal", 0) != 0 && j > i || left >= 0 && i - j > left || right >= 0 && j - i > right) {
            return null;
        }
        float cap = call.real("softcap", 0);
        Real capped = cap > 0 ? Functions.tanh(product.over(Real.of(cap))).times(Real.of(cap)) : product;
        if (!call.has(3)) {
            return capped;
        }
        // Keys behind a mask that is shorter aren't seen.
        int width = call.input(3).shape()[call.input(3).rank() - 1];
        if (j >= width) {
            return null;
        }
        FileTensor mask = call.input(3).broadcast(batch, heads, queries, width);
        int at = ((b * heads + h) * queries + i) * width + j;
        if (!mask.isFloat()) {
            return mask.integers()[at] == 0 ? null : capped;
        }
        return mask.real(at).equals(Real.MINUS_INFINITY) ? null : capped.plus(mask.real(at));
    }

    private static FileTensor turned(Call call) {
        FileTensor x = call.x();
        boolean joined = x.rank() == 3;
        int heads = joined ? (int) call.integer("num_heads", 0) : x.shape()[1];
        int places = joined ? x.shape()[1] : x.shape()[2];
        int size = joined ? x.shape()[2] / heads : x.shape()[3];
        int turned = (int) call.integer("rotary_embedding_dim", 0);
        int pairs = (turned == 0 ? size : turned) / 2;
        boolean woven = call.integer("interleaved", 0) != 0;
        Real[] y = x.floats().clone();
        for (int row = 0; row < y.length / size; row++) {
            int place = joined ? row / heads % places : row % places;
            int example = row / (heads * places);
            long angle = call.has(3)
                    ? call.input(3).broadcast(x.shape()[0], places).integers()[example * places + place]
                    : place;
            for (int pair = 0; pair < pairs; pair++) {
                Real cosine = call.input(1).real((int) angle * pairs + pair);
                Real sine = call.input(2).real((int) angle * pairs + pair);
                int first = row * size + (woven ? 2 * pair : pair);
                int second = row * size + (woven ? 2 * pair + 1 : pairs + pair);
                y[first] = cosine.times(x.real(first)).minus(sine.times(x.real(second)));
                y[second] = sine.times(x.real(first)).plus(cosine.times(x.real(second)));
            }
        }
        return new FileTensor(x.element(), x.shape(), y, null);
    }
}
