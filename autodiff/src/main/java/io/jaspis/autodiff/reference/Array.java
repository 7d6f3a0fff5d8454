package io.jaspis.autodiff.reference;

import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The numbers of one example, row by row.
 *
 * @param elements as many as the shape has
 */
record Array<N>(Shape shape, List<N> elements) {

    /** The array whose element at each index is this function's. */
    static <N> Array<N> of(Shape shape, Function<int[], N> element) {
        List<N> elements = new ArrayList<>(shape.size());
        int[] index = new int[shape.rank()];
        for (int i = 0; i < shape.size(); i++) {
            elements.add(element.apply(index));
            for (int axis = shape.rank() - 1; axis >= 0 && ++index[axis] == shape.extent(axis); axis--) {
                index[axis] = 0;
            }
        }
        return new Array<>(shape, elements);
    }

    /** The element at this index, one number for each axis. */
    N at(int[] index) {
        int position = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            position = position * shape.extent(axis) + index[axis];
        }
        return elements.get(position);
    }

    N get(int position) {
        return elements.get(position);
    }

    Array<N> map(UnaryOperator<N> function) {
        return new Array<>(shape, elements.stream().map(function).toList());
    }

    /** Element by element with another array of this shape. */
    Array<N> with(Array<N> other, BinaryOperator<N> function) {
        List<N> joined = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            joined.add(function.apply(elements.get(i), other.elements.get(i)));
        }
        return new Array<>(shape, joined);
    }
}
