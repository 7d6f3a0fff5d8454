package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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
        Term.Integers target = node.integers(1, "the shape");
        node.requireList(1, "the shape");
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
        Shape shape = x.value().shape();
        if (!x.value().batched()) {
            return node.result(x.value()
                    .reshape(Shape.of(resolved(extents(target, 0), shape.extents(), 0, keepsZero, shape.size()))));
        }
        require(target.size() > 0, "it would drop the batch, axis 0");
        int[] rest = extents(target, 1);
        boolean first = target.isBatch(0) || keepsBatch(node, target, rest);
        require(first, "it would move elements from one example to another: the shape must begin with the batch");
        int[] extents = resolved(rest, shape.extents(), 1, keepsZero, shape.size());
        require(
                Arrays.stream(extents).asLongStream().reduce(1, (a, b) -> a * b) == shape.size(),
                "%s cannot take the shape [batch, %s",
                x.value().type(),
                Arrays.toString(extents).substring(1));
        return node.result(x.value().reshape(Shape.of(extents)));
    }

    private static boolean keepsBatch(Node node, Term.Integers target, int[] rest) {
        long first = target.fixed()[0];
        if (target.perExample()[0] != 0) {
            return false;
        }
        boolean open = Arrays.stream(rest).anyMatch(extent -> extent == -1);
        return first == 0 || first == -1 && !open || first == Math.max(1, node.batch());
    }

    /** The shape's own extents: 0 takes that of the same axis before, −1 what is left. */
    private static int[] resolved(int[] target, int[] before, int lead, boolean keepsZero, int size) {
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

    private static List<Term> flatten(Node node) {
        if (node.term(0) instanceof Term.Known known) {
            int first = Node.positive(node.integer("axis", 1), known.rank() + 1);
            int rows = Layout.size(Arrays.copyOf(known.extents(), first));
            int columns = Layout.size(Arrays.copyOfRange(known.extents(), first, known.rank()));
            return Node.result(known.reshaped(new int[] {rows, columns}));
        }
        Term.Flowing x = node.flowing(0);
        long given = node.integer("axis", 1);
        int axis = (int) (given < 0 ? given + x.rank() : given);
        require(axis >= 0 && axis <= x.rank(), "there is no axis %d among %d", given, x.rank());
        Shape shape = x.value().shape();
        if (!x.value().batched()) {
            return node.result(x.value().reshape(Shape.of(shape.size(0, axis), shape.size(axis, shape.rank()))));
        }
        require(
                axis >= 1 && shape.size(0, axis - 1) == 1,
                "axis %d would move elements from one example to another; supported: 1",
                given);
        return node.result(x.value().flatten());
    }

    private static List<Term> transpose(Node node) {
        long[] given = node.integers("perm");
        int rank = node.term(0) instanceof Term.Known known
                ? known.rank()
                : node.flowing(0).rank();
        int[] permutation = new int[rank];
        require(given == null || given.length == rank, "perm must have %d numbers", rank);
        for (int axis = 0; axis < rank; axis++) {
            permutation[axis] = given == null ? rank - 1 - axis : Node.positive(given[axis], rank);
        }
        require(Arrays.stream(permutation).distinct().count() == rank, "perm names an axis twice");
        if (node.term(0) instanceof Term.Known known) {
            return Node.result(Layout.transpose(known, permutation));
        }
        Term.Flowing x = node.flowing(0);
        require(x.lead() == 0 || permutation[0] == 0, "it would move the batch from axis 0");
        List<Integer> own = new ArrayList<>();
        for (int axis = x.lead(); axis < rank; axis++) {
            own.add(permutation[axis] - x.lead());
        }
        return node.result(x.value().transpose(own));
    }

    private static List<Term> squeeze(Node node) {
        long[] axes = node.attributeOrInput("axes", 1);
        int[] extents = ownExtents(node.term(0));
        int lead = node.term(0) instanceof Term.Flowing flowing ? flowing.lead() : 0;
        require(axes != null || lead == 0 || node.batch() != 1, "it would drop the batch, axis 0; name its axes");
        boolean[] dropped = new boolean[extents.length];
        for (int axis = 0; axis < extents.length && axes == null; axis++) {
            dropped[axis] = extents[axis] == 1;
        }
        for (long axis : axes == null ? new long[0] : axes) {
            int own = Node.positive(axis, extents.length + lead) - lead;
            require(own >= 0, "it would drop the batch, axis 0");
            require(extents[own] == 1, "axis %d has %d elements, so it cannot go", axis, extents[own]);
            dropped[own] = true;
        }
        int[] left = Layout.range(extents.length);
        left = Arrays.stream(left)
                .filter(axis -> !dropped[axis])
                .map(axis -> extents[axis])
                .toArray();
        return arranged(node, left);
    }

    private static List<Term> unsqueeze(Node node) {
        long[] axes = node.attributeOrInput("axes", 1);
        require(axes != null, "axes is missing");
        int[] extents = ownExtents(node.term(0));
        int lead = node.term(0) instanceof Term.Flowing flowing ? flowing.lead() : 0;
        int rank = extents.length + lead + axes.length;
        TreeSet<Integer> inserted = new TreeSet<>();
        for (long axis : axes) {
            int own = Node.positive(axis, rank) - lead;
            require(own >= 0, "it would move the batch from axis 0");
            require(inserted.add(own), "axes names an axis twice");
        }
        int[] more = new int[rank - lead];
        int next = 0;
        for (int axis = 0; axis < more.length; axis++) {
            more[axis] = inserted.contains(axis) ? 1 : extents[next++];
        }
        return arranged(node, more);
    }

    private static int[] ownExtents(Term term) {
        return switch (term) {
            case Term.Known known -> known.extents();
            case Term.Flowing flowing -> flowing.value().shape().extents();
        };
    }

    private static List<Term> arranged(Node node, int[] extents) {
        return node.term(0) instanceof Term.Known known
                ? Node.result(known.reshaped(extents))
                : node.result(node.value(0).reshape(Shape.of(extents)));
    }

    private static List<Term> expand(Node node) {
        Term.Integers target = node.integers(1, "the shape");
        node.requireList(1, "the shape");
        boolean toBatch = target.size() > 0 && target.isBatch(0);
        if (!toBatch && node.term(0) instanceof Term.Known known) {
            int[] extents = Layout.common(known.extents(), extents(target, 0));
            return Node.result(Layout.broadcast(known, extents));
        }
        Term.Flowing x = node.flowing(0);
        int lead = x.value().batched() || toBatch ? 1 : 0;
        require(
                !x.value().batched() || target.size() <= x.rank(),
                "%d extents would move the batch of an input of %d axes",
                target.size(),
                x.rank());
        boolean reaches = x.value().batched() && target.size() == x.rank();
        require(
                !reaches || toBatch || target.fixed()[0] == Math.max(1, node.batch()) || target.fixed()[0] == 1,
                "the shape fixes the batch");
        int[] wanted = extents(target, toBatch || reaches ? 1 : 0);
        Value own = lead == 1 && !x.value().batched()
                ? ArithmeticOperators.withoutLead(node, node.term(0), target.size())
                : x.value();
        Value wide = own.broadcastTo(Shape.of(Layout.common(own.shape().extents(), wanted)));
        return node.result(toBatch ? wide.repeatBatch() : wide);
    }
}
