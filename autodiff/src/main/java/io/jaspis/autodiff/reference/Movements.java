package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Movement;
import io.jaspis.tensor.Shape;
import java.util.List;

/** Where each element of a movement comes from. */
record Movements<N>(Arithmetic<N> in) {

    Array<N> move(Movement op, List<Array<N>> operands, Shape shape) {
        Array<N> x = operands.getFirst();
        return switch (op) {
            case Movement.Reshape _ -> new Array<>(shape, x.elements());
            case Movement.RepeatBatch() -> x;
            case Movement.Transpose(List<Integer> permutation) ->
                Array.of(shape, index -> {
                    int[] source = new int[index.length];
                    for (int axis = 0; axis < index.length; axis++) {
                        source[permutation.get(axis)] = index[axis];
                    }
                    return x.at(source);
                });
            case Movement.Broadcast(int axis, int _) -> Array.of(shape, index -> x.at(removed(index, axis)));
            case Movement.Slice(int axis, int start, int _) ->
                Array.of(shape, index -> x.at(replaced(index, axis, start + index[axis])));
            case Movement.Pad(int axis, int before, int _) ->
                Array.of(shape, index -> {
                    int source = index[axis] - before;
                    boolean inside = source >= 0 && source < x.shape().extent(axis);
                    return inside ? x.at(replaced(index, axis, source)) : in.zero();
                });
            case Movement.Concatenate(int axis) -> Array.of(shape, index -> part(operands, axis, index));
            case Movement.Gather(int axis, List<Integer> indices) ->
                Array.of(shape, index -> x.at(replaced(index, axis, indices.get(index[axis]))));
            case Movement.ScatterAdd(int axis, List<Integer> indices, int _) ->
                Array.of(shape, index -> {
                    N sum = in.zero();
                    for (int j = 0; j < indices.size(); j++) {
                        if (indices.get(j) == index[axis]) {
                            sum = in.add(sum, x.at(replaced(index, axis, j)));
                        }
                    }
                    return sum;
                });
        };
    }

    private static <N> N part(List<Array<N>> parts, int axis, int[] index) {
        int position = index[axis];
        for (Array<N> part : parts) {
            int extent = part.shape().extent(axis);
            if (position < extent) {
                return part.at(replaced(index, axis, position));
            }
            position -= extent;
        }
        throw new AssertionError("the parts are shorter than the whole");
    }

    private static int[] replaced(int[] index, int axis, int position) {
        int[] changed = index.clone();
        changed[axis] = position;
        return changed;
    }

    static int[] inserted(int[] index, int axis, int position) {
        int[] longer = new int[index.length + 1];
        System.arraycopy(index, 0, longer, 0, axis);
        longer[axis] = position;
        System.arraycopy(index, axis, longer, axis + 1, index.length - axis);
        return longer;
    }

    private static int[] removed(int[] index, int axis) {
        int[] shorter = new int[index.length - 1];
        System.arraycopy(index, 0, shorter, 0, axis);
        System.arraycopy(index, axis + 1, shorter, axis, shorter.length - axis);
        return shorter;
    }
}
