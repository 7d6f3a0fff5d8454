package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.tensor.Shape;
import java.util.Arrays;

/**
 * A reshape of a value that has the batch among its axes. Elements keep their order, so the batch can only go where as many
 * elements stand before it as did; there it may take in axes behind it, or give some up, as when heads of an attention are
 * split off the batch.
 */
final class BatchedReshape {
    private final Node node;
    private final Term.Flowing x;
    private final Term.Integers target;
    private final boolean keepsZero;
    private final int size;

    BatchedReshape(Node node, Term.Flowing x, Term.Integers target, boolean keepsZero) {
        this.node = node;
        this.x = x;
        this.target = target;
        this.keepsZero = keepsZero;
        this.size = x.value().shape().size();
    }

    Term.Flowing result() {
        require(target.size() > 0, "it would drop the batch, axis 0");
        int before = Layout.size(Arrays.copyOf(x.extents(), x.batch()));
        for (int axis = 0; axis < target.size(); axis++) {
            int[] extents = x.batch() == 0 && axis == 0 && keepsBatch() ? withBatchFirst() : withBatch(axis);
            if (extents != null && product(Arrays.copyOf(extents, axis)) == before) {
                require(
                        product(extents) == size,
                        "%s cannot take the shape %s",
                        x.value().type(),
                        text(extents, axis));
                return Term.Flowing.of(x.type(), x.value().reshape(Shape.of(extents)), axis);
            }
        }
        throw new IllegalArgumentException("it would move elements from one example to another: "
                + x.value().type() + " cannot take the shape " + text() + advice());
    }

    /** A batch of one can go anywhere, so the model is read as a function of one whole example then. */
    private String advice() {
        return node.batch() == 1
                ? ""
                : "; fix all axes of the model's inputs by --shape, the batch at 1, or export it so, to read it as a function"
                        + " of one whole example";
    }

    private static long product(int[] extents) {
        return Arrays.stream(extents).asLongStream().reduce(1, (a, b) -> a * b);
    }

    private String text() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < target.size(); i++) {
            text.append(i > 0 ? ", " : "")
                    .append(target.perExample()[i] == 0 ? target.fixed()[i] : target.perExample()[i] + "·batch");
        }
        return text.append(']').toString();
    }

    private static String text(int[] extents, int batch) {
        StringBuilder text = new StringBuilder("[");
        for (int axis = 0; axis < extents.length; axis++) {
            text.append(axis > 0 ? ", " : "");
            text.append(axis == batch ? extents[axis] == 1 ? "batch" : extents[axis] + "·batch" : extents[axis]);
        }
        return text.append(']').toString();
    }

    /** Whether the first extent is that of the batch, which then keeps its place. */
    private boolean keepsBatch() {
        long first = target.fixed()[0];
        if (x.share() > 1 || target.perExample()[0] != 0) {
            return false;
        }
        boolean open = false;
        for (int i = 1; i < target.size(); i++) {
            if (target.perExample()[i] != 0) {
                return false;
            }
            open |= target.fixed()[i] == -1;
        }
        return first == 0 && !keepsZero || first == -1 && !open && divides() || first == Math.max(1, node.batch());
    }

    /** Whether the extents after the first make up one example. */
    private boolean divides() {
        int[] rest = withBatchFirst();
        return product(rest) == size;
    }

    private int[] withBatchFirst() {
        int[] own = x.extents();
        int[] rest = ShapeOperators.resolved(
                ShapeOperators.extents(target, 1), Arrays.copyOfRange(own, 1, own.length), 1, keepsZero, size);
        int[] extents = new int[target.size()];
        extents[0] = 1;
        System.arraycopy(rest, 0, extents, 1, rest.length);
        return extents;
    }

    /** An example's extents if this axis is the batch; null where it can't be. */
    private int[] withBatch(int batch) {
        int[] own = x.extents();
        int[] extents = new int[target.size()];
        int open = -1;
        long others = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            long perExample = target.perExample()[axis];
            long fixed = target.fixed()[axis];
            if (perExample != 0) {
                if (axis != batch || fixed != 0 || perExample < 1 || perExample > size) {
                    return null;
                }
                extents[axis] = (int) perExample;
            } else if (fixed == -1) {
                if (open >= 0) {
                    return null;
                }
                open = axis;
                continue;
            } else if (fixed == 0 && !keepsZero) {
                if (axis >= own.length || (axis == batch) != (axis == x.batch())) {
                    return null;
                }
                extents[axis] = own[axis];
            } else if (axis == batch) {
                if (node.batch() < 1 || fixed % node.batch() != 0 || fixed < 1) {
                    return null;
                }
                extents[axis] = Node.small(fixed / node.batch(), "an extent of the shape");
            } else {
                extents[axis] = Node.small(fixed, "an extent of the shape");
            }
            others *= extents[axis];
        }
        if (open >= 0) {
            if (others < 1 || size % others != 0) {
                return null;
            }
            extents[open] = (int) (size / others);
        }
        return extents;
    }
}
