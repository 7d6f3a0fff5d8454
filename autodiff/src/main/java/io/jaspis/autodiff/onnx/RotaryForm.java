package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Places told by turning pairs of elements (Su et al. 2021, section 3.2.2). */
final class RotaryForm {
    private final Node node;
    private final Draft draft;

    private RotaryForm(Node node, Draft draft) {
        this.node = node;
        this.draft = draft;
    }

    static void write(Node node, Draft draft) {
        new RotaryForm(node, draft).write();
    }

    private void write() {
        int[] extents = ShapeOperators.extents(node.term(0));
        require(
                extents.length == 3 || extents.length == 4,
                "its input must have 3 or 4 axes, but has %d",
                extents.length);
        boolean wide = extents.length == 3;
        int heads = Node.small(node.integer("num_heads", 0), "num_heads");
        require(
                !wide || heads > 0 && extents[2] % heads == 0,
                "an input of 3 axes needs the attribute num_heads, which divides %d, but it is %d",
                extents[2],
                heads);
        int size = wide ? extents[2] / heads : extents[3];
        int turned = Node.small(node.integer("rotary_embedding_dim", 0), "rotary_embedding_dim");
        turned = turned == 0 ? size : turned;
        require(
                turned > 0 && turned <= size && turned % 2 == 0,
                "it can't turn %d of %d elements in pairs",
                turned,
                size);
        // [batch, places, heads, size] or, with 4 axes, [batch, heads, places, size].
        String x =
                wide ? draft.node("Reshape", List.of(draft.input(0), draft.list(0, 0, heads, size))) : draft.input(0);
        boolean pairs = node.flag("interleaved");
        String first = pairs ? every(x, 0, turned) : part(x, 0, turned / 2);
        String second = pairs ? every(x, 1, turned) : part(x, turned / 2, turned);
        String cosine = angles(1, turned / 2, wide ? 2 : 1);
        String sine = angles(2, turned / 2, wide ? 2 : 1);
        String real = draft.node("Sub", List.of(times(cosine, first), times(sine, second)));
        String imaginary = draft.node("Add", List.of(times(sine, first), times(cosine, second)));
        List<String> parts =
                new ArrayList<>(List.of(pairs ? woven(real, imaginary, turned) : joined(-1, real, imaginary)));
        if (turned < size) {
            parts.add(part(x, turned, size));
        }
        String y = parts.size() == 1 ? parts.getFirst() : joined(-1, parts.toArray(String[]::new));
        draft.output(wide ? draft.node("Reshape", List.of(y, draft.list(0, 0, extents[2]))) : y);
    }

    private String part(String x, long from, long to) {
        return draft.node("Slice", List.of(x, draft.list(from), draft.list(to), draft.list(3)));
    }

    private String every(String x, long from, long to) {
        return draft.node("Slice", List.of(x, draft.list(from), draft.list(to), draft.list(3), draft.list(2)));
    }

    private String times(String factor, String x) {
        return draft.node("Mul", List.of(factor, x));
    }

    private String joined(long axis, String... parts) {
        return draft.node("Concat", List.of(parts), ModelBuilder.attribute("axis", axis));
    }

    /** One of each in turns. */
    private String woven(String real, String imaginary, int turned) {
        String last = draft.list(4);
        String both = joined(
                4, draft.node("Unsqueeze", List.of(real, last)), draft.node("Unsqueeze", List.of(imaginary, last)));
        return draft.node("Reshape", List.of(both, draft.list(0, 0, 0, turned)));
    }

    /** The cosine or sine for each place and pair, which all heads share. */
    private String angles(int input, int pairs, long headsAxis) {
        int[] extents = ShapeOperators.extents(node.term(input));
        boolean chosen = node.has(3);
        int[] x = ShapeOperators.extents(node.term(0));
        int places = x.length == 3 ? x[1] : x[2];
        int[] told = chosen ? ShapeOperators.extents(node.term(3)) : extents;
        require(
                told.length == (chosen ? 2 : 3) && told[1] == places && (told[0] == 1 || told[0] == x[0]),
                "input %d must tell of each of %d places, [batch, places%s, but is %s",
                chosen ? 3 : input,
                places,
                chosen ? "]" : ", …]",
                Arrays.toString(told));
        require(
                extents.length == (chosen ? 2 : 3) && extents[extents.length - 1] == pairs,
                "input %d must have %d axes, the last of %d elements",
                input,
                chosen ? 2 : 3,
                pairs);
        String each = chosen
                ? draft.node("Gather", List.of(draft.input(input), draft.input(3)), ModelBuilder.attribute("axis", 0))
                : draft.input(input);
        return draft.node("Unsqueeze", List.of(each, draft.list(headsAxis)));
    }
}
