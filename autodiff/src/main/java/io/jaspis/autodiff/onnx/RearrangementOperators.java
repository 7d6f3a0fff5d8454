package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Operators that put the elements of an axis elsewhere, keep some of a matrix, or add them up along an axis. */
final class RearrangementOperators {
    /** The most elements of an axis that are counted by a matrix, which is the fewest operations. */
    private static final int LARGEST_TRIANGLE = 1 << 10;

    private RearrangementOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("DepthToSpace", RearrangementOperators::depthToSpace);
        operators.put("SpaceToDepth", RearrangementOperators::spaceToDepth);
        operators.put("Trilu", RearrangementOperators::triangle);
        operators.put("EyeLike", RearrangementOperators::identity);
        operators.put("CumSum", RearrangementOperators::cumulative);
        operators.put("ReverseSequence", RearrangementOperators::reverse);
    }

    private static Term.Flowing image(Node node) {
        Term.Flowing x = node.flowing(0);
        require(
                x.rank() == 4 && x.batch() <= 0,
                "its input must be [batch, channels, height, width], but is %s",
                x.value().type());
        return x;
    }

    private static List<Term> depthToSpace(Node node) {
        Term.Flowing x = image(node);
        int[] extents = x.extents();
        int block = Node.small(node.integer("blocksize", 1), "blocksize");
        require(
                block > 0 && extents[1] % (block * block) == 0,
                "%d channels aren't blocks of %d × %d",
                extents[1],
                block,
                block);
        int channels = extents[1] / block / block;
        boolean blocksFirst = blocksFirst(node);
        Value split = x.view()
                .reshape(
                        blocksFirst
                                ? Shape.of(extents[0], block, block, channels, extents[2], extents[3])
                                : Shape.of(extents[0], channels, block, block, extents[2], extents[3]));
        Value turned = blocksFirst ? split.transpose(0, 3, 4, 1, 5, 2) : split.transpose(0, 1, 4, 2, 5, 3);
        return Node.result(Term.Flowing.of(
                x.type(),
                turned.reshape(Shape.of(extents[0], channels, extents[2] * block, extents[3] * block)),
                x.batch()));
    }

    /** Whether the channels of one place of all blocks stand together, in place of those of all places of a channel. */
    private static boolean blocksFirst(Node node) {
        String mode = node.text("mode", "DCR");
        require(mode.equals("DCR") || mode.equals("CRD"), "mode '%s' is not supported; supported: DCR, CRD", mode);
        return mode.equals("DCR");
    }

    private static List<Term> spaceToDepth(Node node) {
        Term.Flowing x = image(node);
        int[] extents = x.extents();
        int block = Node.small(node.integer("blocksize", 1), "blocksize");
        require(
                block > 0 && extents[2] % block == 0 && extents[3] % block == 0,
                "an image of %d × %d isn't made of blocks of %d",
                extents[2],
                extents[3],
                block);
        Value split = x.view()
                .reshape(Shape.of(extents[0], extents[1], extents[2] / block, block, extents[3] / block, block));
        Value turned = blocksFirst(node) ? split.transpose(0, 3, 5, 1, 2, 4) : split.transpose(0, 1, 3, 5, 2, 4);
        return Node.result(Term.Flowing.of(
                x.type(),
                turned.reshape(
                        Shape.of(extents[0], extents[1] * block * block, extents[2] / block, extents[3] / block)),
                x.batch()));
    }

    private static List<Term> triangle(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int rank = extents.length;
        require(rank >= 2, "its input must be matrices");
        require(Places.batch(x) < rank - 2, "it would take a triangle of the batch");
        long diagonal = node.has(1) ? node.fixedIntegers(1, "k")[0] : 0;
        boolean upper = node.integer("upper", 1) != 0;
        int rows = extents[rank - 2];
        int columns = extents[rank - 1];
        boolean[] stays = new boolean[rows * columns];
        for (int i = 0; i < stays.length; i++) {
            long above = i % columns - i / columns;
            stays[i] = upper ? above >= diagonal : above <= diagonal;
        }
        return switch (x) {
            case Term.Integers whole ->
                Node.result(Term.Integers.of(
                        whole.type(), extents, i -> stays[i % stays.length] ? whole.at(i) : Folding.Count.of(0)));
            case Term.Reals reals ->
                Node.result(Term.Reals.of(reals.type(), extents, i -> stays[i % stays.length] ? reals.at(i) : 0));
            case Term.Flowing flowing -> {
                float[] mask = new float[stays.length];
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = stays[i] ? 1 : 0;
                }
                yield node.result(flowing.value()
                        .times(node.trace().constant(Tensor.of(Shape.of(rows, columns), mask))));
            }
        };
    }

    private static List<Term> identity(Node node) {
        int[] extents = ShapeOperators.extents(node.term(0));
        require(extents.length == 2 && Places.batch(node.term(0)) < 0, "its input must be a matrix, without the batch");
        long diagonal = node.integer("k", 0);
        ElementType type = node.hasAttribute("dtype")
                ? ElementType.of(node.integer("dtype", 1), "it")
                : node.term(0).type();
        return Node.result(
                type.isReal()
                        ? Term.Reals.of(type, extents, i -> isOn(i, extents[1], diagonal) ? 1 : 0)
                        : Term.Integers.of(
                                type, extents, i -> Folding.Count.of(isOn(i, extents[1], diagonal) ? 1 : 0)));
    }

    private static boolean isOn(int element, int columns, long diagonal) {
        return element % columns - element / columns == diagonal;
    }

    private static List<Term> cumulative(Node node) {
        long[] given = node.fixedIntegers(1, "the axis");
        require(given.length == 1, "the axis must be one number");
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        int axis = Node.axis(x, given[0]);
        Value sum = cumulative(x.value(), axis, node.flag("exclusive"), node.flag("reverse"));
        return Node.result(x.with(sum).with(node.term(0).type()));
    }

    /**
     * Sums of all elements before each along one axis, by a triangle of ones: so bounds for float32 hold in whatever order a
     * runtime adds.
     */
    private static Value cumulative(Value x, int axis, boolean exclusive, boolean reverse) {
        int extent = x.shape().extent(axis);
        float[] ones = new float[Layout.grown(new int[] {extent, extent})];
        for (int to = 0; to < extent; to++) {
            for (int from = 0; from < extent; from++) {
                int before = reverse ? from - to : to - from;
                ones[to * extent + from] = before > 0 || before == 0 && !exclusive ? 1 : 0;
            }
        }
        return WeightedSums.of(x, axis, Tensor.of(Shape.of(extent, extent), ones));
    }

    /**
     * How many ones stand before each of the zeros and ones along one axis, or behind it. Float32 adds them exactly in any
     * order, so a long axis needs no triangle: sums over 1, 2, 4 … places are added to those that lie so many places on.
     */
    static Value counted(Value x, int axis, boolean reverse) {
        int extent = x.shape().extent(axis);
        if (extent <= LARGEST_TRIANGLE) {
            return cumulative(x, axis, true, reverse);
        }
        Value sums = moved(x, axis, 1, reverse);
        for (int places = 1; places < extent; places *= 2) {
            sums = sums.plus(moved(sums, axis, places, reverse));
        }
        return sums;
    }

    /** Moved on along an axis, or back, with zeros where nothing comes from. */
    private static Value moved(Value x, int axis, int places, boolean back) {
        int left = x.shape().extent(axis) - places;
        return back
                ? x.slice(axis, places, left).pad(axis, 0, places)
                : x.slice(axis, 0, left).pad(axis, places, 0);
    }

    private static List<Term> reverse(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int along = Node.positive(node.integer("time_axis", 0), extents.length);
        int examples = Node.positive(node.integer("batch_axis", 1), extents.length);
        require(Places.batch(x) < 0, "each example would be turned by a length of its own");
        long[] lengths = node.fixedIntegers(1, "the lengths");
        require(along != examples, "time_axis and batch_axis are both %d", along);
        require(
                lengths.length == extents[examples],
                "it needs %d lengths, one for each place of axis %d, but has %d",
                extents[examples],
                examples,
                lengths.length);
        for (long length : lengths) {
            require(length >= 0 && length <= extents[along], "a length is %d, of %d places", length, extents[along]);
        }
        int[] strides = Places.strides(extents);
        int[] places = new int[Layout.size(extents)];
        for (int i = 0; i < places.length; i++) {
            int[] place = Places.coordinates(i, extents);
            int length = (int) lengths[place[examples]];
            if (place[along] < length) {
                place[along] = length - 1 - place[along];
            }
            places[i] = Places.element(place, strides);
        }
        return Node.result(Places.taken(x, extents, places, Term.Flowing.NONE));
    }
}
