package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators that join, cut, pick, repeat or pad along an axis. */
final class SelectionOperators {
    private SelectionOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Concat", SelectionOperators::concatenate);
        operators.put("Slice", SelectionOperators::slice);
        operators.put("Gather", SelectionOperators::gather);
        operators.put("Split", SelectionOperators::split);
        operators.put("Pad", SelectionOperators::pad);
        operators.put("Tile", SelectionOperators::tile);
    }

    /** The elements at these places of one axis of ours: a slice where they follow each other. */
    private static Value pick(Value x, int axis, int[] places) {
        for (int i = 1; i < places.length; i++) {
            if (places[i] != places[i - 1] + 1) {
                return x.gather(axis, Arrays.stream(places).boxed().toList());
            }
        }
        return x.slice(axis, places[0], places.length);
    }

    /** The elements at these places of one ONNX axis of a term; all of the batch, if that is the axis. */
    static Term pick(Term term, int axis, int[] places) {
        return switch (term) {
            case Term.Known known -> {
                int[][] all = new int[known.rank()][];
                for (int other = 0; other < all.length; other++) {
                    all[other] = other == axis ? places : Layout.range(known.extents()[other]);
                }
                yield Layout.select(known, all);
            }
            case Term.Flowing flowing -> {
                requireSome(places.length, axis);
                yield flowing.with(pick(flowing.value(), Node.axis(flowing, axis), places));
            }
        };
    }

    /** Refuses a result of no elements, which no value of the graph can be, by the ONNX axis. */
    private static void requireSome(long count, int axis) {
        require(count > 0, "nothing would be left of axis %d", axis);
    }

    private static int rank(Term term) {
        return switch (term) {
            case Term.Known known -> known.rank();
            case Term.Flowing flowing -> flowing.rank();
        };
    }

    private static boolean isBatch(Term term, int axis) {
        return term instanceof Term.Flowing flowing && flowing.hasBatch() && flowing.batch() == axis;
    }

    private static int extent(Term term, int axis) {
        return switch (term) {
            case Term.Known known -> known.extents()[axis];
            case Term.Flowing flowing -> flowing.value().shape().extent(Node.axis(flowing, axis));
        };
    }

    private static List<Term> concatenate(Node node) {
        List<Term> terms = node.terms();
        require(!terms.isEmpty(), "there is nothing to join");
        node.commonType();
        long axis = node.integer("axis", node.opset() < 4 ? 1 : 0);
        if (node.allKnown()) {
            List<Term.Known> parts =
                    terms.stream().map(term -> (Term.Known) term).toList();
            return Node.result(
                    Layout.concatenate(Node.positive(axis, parts.getFirst().rank()), parts));
        }
        // A part of no elements, as there may be among constants, adds nothing.
        List<Term> some = terms.stream()
                .filter(term -> !(term instanceof Term.Known known && known.size() == 0))
                .toList();
        for (Term term : some) {
            require(rank(term) == rank(some.getFirst()), "the parts must have one rank");
        }
        Aligned parts = Aligned.of(node, some);
        Term.Flowing shape = parts.flow(node.type(0), parts.first());
        int along = Node.axis(shape, axis);
        return Node.result(shape.with(node.trace().concatenate(along, parts.values())));
    }

    private static List<Term> slice(Node node) {
        boolean attributes = node.hasAttribute("starts");
        long[] starts = attributes ? node.integers("starts") : node.fixedIntegers(1, "starts");
        Term.Integers ends = attributes ? Term.Integers.list(node.integers("ends")) : node.integers(2, "ends");
        long[] axes = node.attributeOrInput("axes", 3);
        long[] steps = node.has(4) ? node.fixedIntegers(4, "steps") : null;
        int count = starts.length;
        require(
                ends.size() == count
                        && (axes == null || axes.length == count)
                        && (steps == null || steps.length == count),
                "starts, ends, axes and steps must have as many numbers");
        Term x = node.term(0);
        Set<Integer> cut = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int axis = Node.positive(axes == null ? i : axes[i], rank(x));
            require(cut.add(axis), "axes names axis %d twice", axis);
            long step = steps == null ? 1 : steps[i];
            if (isBatch(x, axis)) {
                require(
                        starts[i] == 0 && step == 1 && (ends.isBatch(i) || ends.fixed()[i] >= Integer.MAX_VALUE),
                        "it would take some examples of the batch only");
                continue;
            }
            require(ends.perExample()[i] == 0, "ends must not depend on the size of the batch");
            x = pick(x, axis, places(starts[i], ends.fixed()[i], step, extent(x, axis)));
        }
        return Node.result(x);
    }

    private static int[] places(long start, long end, long step, int extent) {
        require(step != 0, "a step is 0");
        long first = start < 0 ? start + extent : start;
        long last = end < 0 ? end + extent : end;
        if (step > 0) {
            first = Math.clamp(first, 0L, (long) extent);
            last = Math.clamp(last, 0L, (long) extent);
        } else {
            if (extent == 0) {
                return new int[0];
            }
            first = Math.clamp(first, 0L, extent - 1L);
            last = Math.clamp(last, -1L, extent - 1L);
        }
        long begin = first;
        int count = (int) Math.max(0, step > 0 ? Math.ceilDiv(last - first, step) : Math.ceilDiv(first - last, -step));
        int[] places = new int[count];
        Arrays.setAll(places, i -> (int) (begin + i * step));
        return places;
    }

    private static List<Term> gather(Node node) {
        if (TableLookup.is(node)) {
            return Node.result(TableLookup.rows(node));
        }
        Term x = node.term(0);
        int axis = Node.positive(node.integer("axis", 0), rank(x));
        require(!isBatch(x, axis), "it would pick examples of the batch");
        Term.Known indices = node.known(1, "the indices");
        long[] given = node.fixedIntegers(1, "the indices");
        int extent = extent(x, axis);
        int[] places = new int[given.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Node.positive(given[i], extent);
        }
        int[] before = ShapeOperators.extents(x);
        int[] extents = new int[before.length - 1 + indices.rank()];
        System.arraycopy(before, 0, extents, 0, axis);
        System.arraycopy(indices.extents(), 0, extents, axis, indices.rank());
        System.arraycopy(before, axis + 1, extents, axis + indices.rank(), before.length - axis - 1);
        return switch (pick(x, axis, places)) {
            case Term.Known known -> Node.result(known.reshaped(extents));
            case Term.Flowing flowing ->
                Node.result(Term.Flowing.of(
                        flowing.type(),
                        flowing.value().reshape(Shape.of(extents)),
                        flowing.batch() > axis ? flowing.batch() + indices.rank() - 1 : flowing.batch()));
        };
    }

    private static List<Term> split(Node node) {
        Term x = node.term(0);
        require(
                node.opset() >= 2 || node.hasAttribute("axis"),
                "the first form of Split, of opset 1, doesn't say which axis it splits where the attribute axis is left out; give it");
        int axis = Node.positive(node.integer("axis", 0), rank(x));
        require(!isBatch(x, axis), "it would split the batch");
        int extent = extent(x, axis);
        require(
                !node.has(1) || !node.hasAttribute("split"),
                "it has split as an attribute and as an input, of which only one can be meant");
        boolean former = node.opset() < 2 && node.has(1);
        long[] sizes = former ? formerWhole(node, 1, "split") : node.attributeOrInput("split", 1);
        require(
                sizes == null || !node.hasAttribute("num_outputs"),
                "it has both split and num_outputs, of which only one can be meant");
        if (sizes == null) {
            int parts = Node.small(node.integer("num_outputs", node.outputCount()), "num_outputs");
            int size = Math.ceilDiv(extent, parts);
            require(
                    node.hasAttribute("num_outputs") || extent % parts == 0,
                    "%d elements can't be split into %d equal parts",
                    extent,
                    parts);
            sizes = new long[parts];
            Arrays.fill(sizes, size);
            sizes[parts - 1] = extent - (long) size * (parts - 1);
        }
        require(
                sizes.length == node.outputCount(),
                "it has %d parts, but %d outputs",
                sizes.length,
                node.outputCount());
        require(Arrays.stream(sizes).allMatch(size -> size >= 0), "a part is negative: %s", Arrays.toString(sizes));
        require(Arrays.stream(sizes).sum() == extent, "the parts %s don't make up %d", Arrays.toString(sizes), extent);
        List<Term> parts = new ArrayList<>();
        int start = 0;
        for (long size : sizes) {
            parts.add(pick(x, axis, places(start, start + size, 1, extent)));
            start += Node.small(size, "a part");
        }
        return parts;
    }

    /** Whole numbers that opset 1 has among floating-point ones. */
    private static long[] formerWhole(Node node, int input, String what) {
        require(node.known(input, what) instanceof Term.Reals, "%s must be floating-point numbers in opset 1", what);
        Term.Reals reals = (Term.Reals) node.known(input, what);
        long[] whole = new long[reals.size()];
        for (int i = 0; i < whole.length; i++) {
            double number = reals.at(i);
            require(number == Math.rint(number), "%s must be whole numbers, but element %d is %s", what, i, number);
            whole[i] = Node.small((long) number, what);
        }
        return whole;
    }

    private static List<Term> tile(Node node) {
        Term x = node.term(0);
        Term.Integers repeats = node.opset() < 6 ? formerRepeats(node) : node.integers(1, "repeats");
        require(repeats.rank() == 1, "repeats must be a list, but has %d axes", repeats.rank());
        require(repeats.size() == rank(x), "repeats must have %d numbers", rank(x));
        int batch = Term.Flowing.NONE;
        for (int axis = 0; axis < repeats.size(); axis++) {
            long count = repeats.fixed()[axis];
            if (repeats.perExample()[axis] != 0) {
                require(!isBatch(x, axis), "it would repeat the batch");
                require(
                        Places.batch(x) < 0 && batch < 0,
                        "it would repeat axis %d by the batch, which may only be one axis",
                        axis);
                require(
                        count == 0 && repeats.perExample()[axis] > 0,
                        "it would repeat axis %d by another number than a multiple of the batch",
                        axis);
                batch = axis;
                count = repeats.perExample()[axis];
            }
            x = repeated(x, axis, count);
        }
        return Node.result(batch < 0 ? x : ofEachExample(node.repeatable(x), batch));
    }

    /** The repeats of a Tile before opset 6, which repeats one axis. */
    private static Term.Integers formerRepeats(Node node) {
        long[] tiles = formerWhole(node, 1, "tiles");
        long[] axes = formerWhole(node, 2, "axis");
        require(tiles.length == 1 && axes.length == 1, "tiles and axis must be one number each");
        long[] repeats = new long[rank(node.term(0))];
        Arrays.fill(repeats, 1);
        repeats[Node.positive(axes[0], repeats.length)] = tiles[0];
        return Term.Integers.list(repeats);
    }

    private static Term repeated(Term x, int axis, long count) {
        if (count == 1) {
            return x;
        }
        require(!isBatch(x, axis), "it would repeat the batch");
        int extent = extent(x, axis);
        int[] places = new int[Layout.grown(new int[] {Node.small(count, "a number of repeats"), extent})];
        Arrays.setAll(places, i -> i % extent);
        return pick(x, axis, places);
    }

    /** What is the same for all examples as each one's own, with the batch on this axis. */
    private static Term.Flowing ofEachExample(Term.Flowing shared, int batch) {
        return Term.Flowing.of(shared.type(), shared.value().repeatBatch(), batch);
    }

    private static List<Term> pad(Node node) {
        String mode = node.text("mode", "constant");
        long[] pads = node.attributeOrInput(node.opset() < 2 ? "paddings" : "pads", 1);
        require(pads != null, "pads is missing");
        if (node.has(2)) {
            node.type(0, 2);
        }
        float filling = node.has(2) ? node.scalar(2, "the padding's value") : node.real("value", 0);
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)))
                .with(node.term(0).type());
        long[] axes = node.has(3) ? node.fixedIntegers(3, "axes") : null;
        int count = axes == null ? x.rank() : axes.length;
        require(pads.length == 2 * count, "pads must have %d numbers, but has %d", 2 * count, pads.length);
        int[] before = new int[x.value().shape().rank()];
        int[] after = new int[before.length];
        for (int i = 0; i < count; i++) {
            if (pads[i] != 0 || pads[i + count] != 0) {
                int outer = Node.positive(axes == null ? i : axes[i], x.rank());
                int axis = x.own(outer);
                before[axis] = Node.small(pads[i], "a pad");
                after[axis] = Node.small(pads[i + count], "a pad");
                // A constant is added to what is left, of which there must be something.
                long most = mode.equals("constant") ? 0 : Integer.MAX_VALUE;
                requireSome(extent(x, outer) + Math.min(most, pads[i]) + Math.min(most, pads[i + count]), outer);
            }
        }
        return Node.result(x.with(
                switch (mode) {
                    case "constant" -> filled(node, cropped(x.value(), before, after), before, after, filling);
                    case "reflect", "edge", "wrap" -> extended(x.value(), before, after, mode);
                    default ->
                        throw new IllegalArgumentException(
                                "mode '" + mode + "' is not supported; supported: constant, reflect, edge, wrap");
                }));
    }

    /** Without what negative padding takes away. */
    private static Value cropped(Value x, int[] before, int[] after) {
        Value result = x;
        for (int axis = 0; axis < before.length; axis++) {
            int start = Math.max(0, -before[axis]);
            int count = x.shape().extent(axis) - start - Math.max(0, -after[axis]);
            result = result.slice(axis, start, count);
        }
        return result;
    }

    /** Padded with zeros, to which the filling is added where it belongs: x + 0 is exact. */
    private static Value filled(Node node, Value x, int[] before, int[] after, float filling) {
        Value result = x;
        for (int axis = 0; axis < before.length; axis++) {
            result = result.pad(axis, Math.max(0, before[axis]), Math.max(0, after[axis]));
        }
        if (filling == 0 || result == x) {
            return result;
        }
        Shape shape = result.shape();
        float[] amounts = new float[Layout.grown(shape.extents())];
        for (int i = 0; i < amounts.length; i++) {
            boolean padding = false;
            int place = i;
            for (int axis = before.length - 1; axis >= 0; axis--) {
                int along = place % shape.extent(axis);
                padding |= along < before[axis] || along >= shape.extent(axis) - Math.max(0, after[axis]);
                place /= shape.extent(axis);
            }
            amounts[i] = padding ? filling : 0;
        }
        return result.plus(node.trace().constant(Tensor.of(shape, amounts)));
    }

    /** Padded with elements of x itself. */
    private static Value extended(Value x, int[] before, int[] after, String mode) {
        Value result = x;
        for (int axis = 0; axis < before.length; axis++) {
            int extent = x.shape().extent(axis);
            int[] places = new int[before[axis] + extent + after[axis]];
            for (int i = 0; i < places.length; i++) {
                int place = i - before[axis];
                places[i] = switch (mode) {
                    case "reflect" -> {
                        require(before[axis] < extent && after[axis] < extent, "it reflects more than there is");
                        yield place < 0 ? -place : place >= extent ? 2 * (extent - 1) - place : place;
                    }
                    case "edge" -> Math.clamp(place, 0, extent - 1);
                    default -> {
                        require(
                                before[axis] >= 0 && after[axis] >= 0,
                                "it wraps around and cuts off, which isn't defined");
                        require(
                                before[axis] <= extent,
                                "it wraps around more than once, by %d before the %d elements of axis %d, and ONNX Runtime gives 0 there",
                                before[axis],
                                extent,
                                axis);
                        yield Math.floorMod(place, extent);
                    }
                };
            }
            result = pick(result, axis, places);
        }
        return result;
    }
}
