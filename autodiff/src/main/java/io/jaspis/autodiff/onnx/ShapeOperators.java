package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Operators that change how elements are arranged, not what they are. */
final class ShapeOperators {
    private ShapeOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Reshape", ShapeOperators::reshape);
        operators.put("Flatten", ShapeOperators::flatten);
        operators.put("Transpose", ShapeOperators::transpose);
        operators.put("Squeeze", ShapeOperators::squeeze);
        operators.put("Unsqueeze", ShapeOperators::unsqueeze);
        operators.put("Expand", ShapeOperators::expand);
    }

    /** Whole numbers from one place on, as extents. */
    static int[] extents(Term.Integers target, int from) {
        int[] extents = new int[target.size() - from];
        for (int i = 0; i < extents.length; i++) {
            require(target.perExample()[from + i] == 0, "the batch may only be axis 0 of a shape");
            extents[i] = Node.small(target.fixed()[from + i], "an extent of the shape");
        }
        return extents;
    }

    private static List<Term> reshape(Node node) {
        require(node.has(1) || node.hasAttribute("shape"), "the shape is missing");
        Term.Integers target = node.has(1) ? node.integers(1, "the shape") : Term.Integers.list(node.integers("shape"));
        require(target.rank() == 1, "the shape must be a list, but has %d axes", target.rank());
        boolean keepsZero = node.flag("allowzero");
        if (node.term(0) instanceof Term.Known known) {
            int[] extents = resolved(extents(target, 0), known.extents(), 0, keepsZero, known.size());
            require(
                    Layout.size(extents) == known.size(),
                    "%d elements cannot take the shape %s",
                    known.size(),
                    Arrays.toString(extents));
            return Node.result(known.reshaped(extents));
        }
        Term.Flowing x = node.flowing(0);
        if (!x.hasBatch()) {
            int[] before = x.value().shape().extents();
            return node.result(x.value()
                    .reshape(Shape.of(resolved(
                            extents(target, 0),
                            before,
                            0,
                            keepsZero,
                            x.value().shape().size()))));
        }
        return Node.result(new BatchedReshape(node, x, target, keepsZero).result());
    }

    /** The shape's own extents: 0 takes that of the same axis before, −1 what is left. */
    static int[] resolved(int[] target, int[] before, int lead, boolean keepsZero, int size) {
        int[] extents = target.clone();
        int open = -1;
        long others = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            if (extents[axis] == 0 && !keepsZero) {
                int position = axis;
                require(position < before.length, "there is no axis %d whose extent could be taken", axis + lead);
                extents[axis] = before[position];
            }
            if (extents[axis] == -1) {
                require(open < 0, "only one extent may be −1");
                open = axis;
            } else {
                others *= extents[axis];
            }
        }
        if (open >= 0) {
            require(others > 0 && size % others == 0, "%d elements cannot be shared out over %d", size, others);
            extents[open] = (int) (size / others);
        }
        return extents;
    }

    /** Where the columns begin; a negative axis counts from the end, which is an axis of its own. */
    private static int flattened(Node node, int rank) {
        long given = node.integer("axis", 1);
        long axis = given < 0 ? given + rank : given;
        require(axis >= 0 && axis <= rank, "there is no axis %d among %d", given, rank);
        return (int) axis;
    }

    private static List<Term> flatten(Node node) {
        if (node.term(0) instanceof Term.Known known) {
            int first = flattened(node, known.rank());
            int rows = Layout.size(Arrays.copyOf(known.extents(), first));
            int columns = Layout.size(Arrays.copyOfRange(known.extents(), first, known.rank()));
            return Node.result(known.reshaped(new int[] {rows, columns}));
        }
        Term.Flowing x = node.flowing(0);
        int axis = flattened(node, x.rank());
        int[] extents = x.extents();
        int rows = Layout.size(Arrays.copyOf(extents, axis));
        int columns = Layout.size(Arrays.copyOfRange(extents, axis, extents.length));
        // The batch goes to the rows or to the columns, where it must come first.
        int before =
                x.hasBatch() ? Layout.size(Arrays.copyOfRange(extents, x.batch() < axis ? 0 : axis, x.batch())) : 1;
        require(before == 1, "axis %d would move elements from one example to another; supported: 1", axis);
        int batch = x.hasBatch() ? x.batch() < axis ? 0 : 1 : Term.Flowing.NONE;
        return Node.result(Term.Flowing.of(x.type(), x.value().reshape(Shape.of(rows, columns)), batch));
    }

    private static List<Term> transpose(Node node) {
        long[] given = node.integers("perm");
        int rank = node.term(0) instanceof Term.Known known
                ? known.rank()
                : node.flowing(0).rank();
        int[] permutation = new int[rank];
        require(given == null || given.length == rank, "perm must have %d numbers", rank);
        for (int axis = 0; axis < rank; axis++) {
            permutation[axis] = given == null ? rank - 1 - axis : permuted(given[axis], rank);
        }
        require(Arrays.stream(permutation).distinct().count() == rank, "perm names an axis twice");
        if (node.term(0) instanceof Term.Known known) {
            return Node.result(Layout.transpose(known, permutation));
        }
        return Node.result(transposed(node.flowing(0), permutation));
    }

    /** An axis of perm, which unlike others may not be counted from the last. */
    private static int permuted(long axis, int rank) {
        require(axis >= 0 && axis < rank, "perm has the axis %d, but must have 0 to %d", axis, rank - 1);
        return (int) axis;
    }

    /** A term whose ONNX axis i is the axis {@code permutation[i]} of this one. */
    static Term.Flowing transposed(Term.Flowing x, int[] permutation) {
        List<Integer> own = new ArrayList<>();
        int batch = Term.Flowing.NONE;
        for (int axis = 0; axis < permutation.length; axis++) {
            batch = x.hasBatch() && permutation[axis] == x.batch() ? axis : batch;
            if (permutation[axis] != x.batch()) {
                own.add(x.own(permutation[axis]));
            } else if (x.share() > 1) {
                own.add(x.batch());
            }
        }
        return new Term.Flowing(x.type(), x.value().transpose(own), batch, x.share());
    }

    private static List<Term> squeeze(Node node) {
        long[] axes = node.attributeOrInput("axes", 1);
        Term x = node.term(0);
        int[] extents = extents(x);
        int batch = x instanceof Term.Flowing flowing ? flowing.batch() : Term.Flowing.NONE;
        require(
                axes != null || batch < 0 || node.batch() != 1,
                "it would drop the batch, axis %d; name its axes",
                batch);
        require(
                axes == null
                        || axes.length > 0
                        || Arrays.stream(Layout.range(extents.length))
                                .noneMatch(axis -> extents[axis] == 1 && (axis != batch || node.batch() == 1)),
                "its list of axes is empty: ONNX Runtime drops all axes of one element then, and ONNX's reference evaluator none;"
                        + " name the axes");
        boolean[] dropped = new boolean[extents.length];
        for (int axis = 0; axis < extents.length && axes == null; axis++) {
            dropped[axis] = extents[axis] == 1 && axis != batch;
        }
        for (long given : axes == null ? new long[0] : axes) {
            int axis = Node.positive(given, extents.length);
            require(axis != batch, "it would drop the batch, axis %d", axis);
            require(extents[axis] == 1, "axis %d has %d elements, so it cannot go", given, extents[axis]);
            dropped[axis] = true;
        }
        int[] left = Arrays.stream(Layout.range(extents.length))
                .filter(axis -> !dropped[axis])
                .map(axis -> extents[axis])
                .toArray();
        int before = 0;
        for (int axis = 0; axis < batch; axis++) {
            before += dropped[axis] ? 1 : 0;
        }
        return arranged(x, left, batch - before);
    }

    private static List<Term> unsqueeze(Node node) {
        long[] axes = node.attributeOrInput("axes", 1);
        require(axes != null, "axes is missing");
        Term x = node.term(0);
        int[] extents = extents(x);
        int rank = extents.length + axes.length;
        TreeSet<Integer> inserted = new TreeSet<>();
        for (long axis : axes) {
            require(inserted.add(Node.positive(axis, rank)), "axes names an axis twice");
        }
        int[] more = new int[rank];
        int next = 0;
        int batch = Term.Flowing.NONE;
        for (int axis = 0; axis < more.length; axis++) {
            boolean isNew = inserted.contains(axis);
            if (!isNew && x instanceof Term.Flowing flowing && flowing.batch() == next) {
                batch = axis;
            }
            more[axis] = isNew ? 1 : extents[next++];
        }
        return arranged(x, more, batch);
    }

    /** The extents that ONNX has, the batch's those of one example. */
    static int[] extents(Term term) {
        return switch (term) {
            case Term.Known known -> known.extents();
            case Term.Flowing flowing -> flowing.extents();
        };
    }

    private static List<Term> arranged(Term x, int[] extents, int batch) {
        return switch (x) {
            case Term.Known known -> Node.result(known.reshaped(extents));
            case Term.Flowing flowing ->
                Node.result(Term.Flowing.of(
                        flowing.type(),
                        flowing.value().reshape(Shape.of(extents)),
                        flowing.hasBatch() ? batch : Term.Flowing.NONE));
        };
    }

    private static List<Term> expand(Node node) {
        Term.Integers target = node.integers(1, "the shape");
        node.requireList(1, "the shape");
        int open = Term.Flowing.NONE;
        for (int i = 0; i < target.size(); i++) {
            open = target.isBatch(i) ? i : open;
            require(
                    target.perExample()[i] == 0 || target.isBatch(i),
                    "axis %d of the shape would be a multiple of the batch, or more or less than it by a number; only the batch"
                            + " itself may be one",
                    i);
        }
        if (open < 0 && node.term(0) instanceof Term.Known known) {
            int[] extents = Layout.common(known.extents(), extents(target, 0));
            return Node.result(Layout.broadcast(known, extents));
        }
        Term.Flowing x = node.repeatable(node.term(0));
        int rank = Math.max(x.rank(), target.size());
        int batch = x.hasBatch() ? x.batch() + rank - x.rank() : open + (open < 0 ? 0 : rank - target.size());
        int reached = batch - (rank - target.size());
        require(open < 0 || open == reached, "the batch would meet axis %d of the shape", open);
        int[] wanted = new int[target.size()];
        for (int i = 0; i < wanted.length; i++) {
            boolean isBatch = i == reached && batch >= 0;
            require(
                    !isBatch || target.isBatch(i, node.batch()) || target.at(i).equals(Folding.Count.of(1)),
                    "the shape fixes the batch");
            require(isBatch || target.perExample()[i] == 0, "the batch may only be one axis of a shape");
            wanted[i] = isBatch ? 1 : Node.small(target.fixed()[i], "an extent of the shape");
        }
        if (x.hasBatch() && x.share() == 1 && rank == x.rank()) {
            // The batch isn't among the value's axes: nothing has to be arranged.
            int[] own = IntStream.range(0, wanted.length)
                    .filter(i -> i != reached)
                    .map(i -> wanted[i])
                    .toArray();
            Value wide = x.value()
                    .broadcastTo(Shape.of(Layout.common(x.value().shape().extents(), own)));
            return Node.result(x.with(wide.repeatBatch()));
        }
        Value view = x.view();
        Value wide = view.broadcastTo(Shape.of(Layout.common(view.shape().extents(), wanted)));
        return Node.result(Term.Flowing.of(x.type(), batch >= 0 ? wide.repeatBatch() : wide, batch));
    }
}
