package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which keys a query sees whatever the mask says: [batch or 1, queries, keys]. */
final class Visibility {
    private final Node node;
    private final int queries;
    private final int keys;
    private final boolean[][][] seen;

    /** @param past keys before those of the node */
    Visibility(Node node, int queries, int past, int keys) {
        this.node = node;
        this.queries = queries;
        this.keys = keys;
        long[] lengths = node.has(AttentionForm.LENGTHS) ? lengths() : new long[] {keys};
        long left = node.integer("left_window_size", -1);
        long right = node.integer("right_window_size", -1);
        require(left >= -1 && right >= -1, "its windows are %d and %d", left, right);
        long limit = node.flag("is_causal") ? 0 : right < 0 ? Long.MAX_VALUE : right;
        long stored = node.has(AttentionForm.MASK) ? stored() : keys;
        seen = new boolean[lengths.length][queries][keys];
        for (int b = 0; b < lengths.length; b++) {
            long before = node.has(AttentionForm.LENGTHS) ? lengths[b] - queries : past;
            for (int i = 0; i < queries; i++) {
                for (int j = 0; j < keys; j++) {
                    long ahead = j - (i + before);
                    seen[b][i][j] = ahead <= limit && (left < 0 || -ahead <= left) && j < lengths[b] && j < stored;
                }
            }
        }
    }

    private int batch() {
        return ShapeOperators.extents(node.term(0))[0];
    }

    /** How many keys aren't padding, an example each, or one for all. */
    private long[] lengths() {
        long[] all = node.fixedIntegers(AttentionForm.LENGTHS, "nonpad_kv_seqlen");
        require(
                all.length == batch() || all.length == node.batch(),
                "nonpad_kv_seqlen has %d numbers, where each of %d examples needs one",
                all.length,
                batch());
        return Arrays.stream(all).distinct().count() == 1 ? new long[] {all[0]} : all;
    }

    /** The keys that the mask tells of; those behind them aren't seen. */
    private int stored() {
        int[] extents = ShapeOperators.extents(node.term(AttentionForm.MASK));
        int last = extents[extents.length - 1];
        require(last <= keys, "its mask is for %d keys, but there are %d", last, keys);
        require(
                last == keys || last > 1 && node.opset() >= 24,
                "its mask is for %d keys, but there are %d%s",
                last,
                keys,
                last == 1 ? "; whether it is for all of them or for the first isn't clear, so give it for all" : "");
        return last;
    }

    boolean hides() {
        return Arrays.stream(seen).flatMap(Arrays::stream).anyMatch(row -> {
            for (boolean key : row) {
                if (!key) {
                    return true;
                }
            }
            return false;
        });
    }

    /** 0 where a key is seen, else minus infinity. */
    String bias(Draft draft) {
        float[] bias = new float[seen.length * queries * keys];
        int at = 0;
        for (boolean[][] example : seen) {
            for (boolean[] row : example) {
                for (boolean key : row) {
                    bias[at++] = key ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
        }
        int[] extents = seen.length == 1 ? new int[] {queries, keys} : new int[] {seen.length, 1, queries, keys};
        return draft.floats(extents, bias);
    }

    /** Whether there surely is a query that sees no key. */
    boolean blinds() {
        List<boolean[][]> masks = node.has(AttentionForm.MASK) ? masks() : List.<boolean[][]>of(all());
        for (boolean[][] example : seen) {
            for (boolean[][] mask : masks) {
                for (int i = 0; i < queries; i++) {
                    boolean any = false;
                    for (int j = 0; j < keys; j++) {
                        any |= example[i][j] && mask[i % mask.length][j];
                    }
                    if (!any) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean[][] all() {
        boolean[][] all = new boolean[1][keys];
        Arrays.fill(all[0], true);
        return all;
    }

    /** What a known mask lets through, [queries or 1, keys], of each example and head. */
    private List<boolean[][]> masks() {
        if (!(node.term(AttentionForm.MASK) instanceof Term.Known known)) {
            return List.<boolean[][]>of(all());
        }
        int[] extents = known.extents();
        int width = extents[extents.length - 1];
        int rows = extents.length < 2 ? 1 : extents[extents.length - 2];
        List<boolean[][]> masks = new ArrayList<>();
        for (int first = 0; first < known.size(); first += rows * width) {
            boolean[][] mask = new boolean[rows][keys];
            for (int at = 0; at < rows * width; at++) {
                mask[at / width][at % width] = shows(known, first + at);
            }
            masks.add(mask);
        }
        return masks;
    }

    private boolean shows(Term.Known mask, int at) {
        return switch (mask) {
            case Term.Integers flags -> !flags.at(at).equals(Folding.Count.of(0));
            case Term.Reals numbers -> numbers.at(at) != Double.NEGATIVE_INFINITY;
        };
    }
}
