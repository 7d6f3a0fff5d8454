package io.jaspis.autodiff.onnx;

import io.jaspis.tensor.Shape;
import java.util.Arrays;

/** Elements of arrays by their places along each axis. */
final class Places {
    private Places() {}

    /** The elements of a term at these places of its view, in order, as an array of these extents. */
    static Term taken(Term x, int[] extents, int[] places, int batch) {
        return switch (x) {
            case Term.Known known -> known.take(extents, places);
            case Term.Flowing flowing ->
                Term.Flowing.of(
                        flowing.type(),
                        flowing.value()
                                .flatten()
                                .gather(0, Arrays.stream(places).boxed().toList())
                                .reshape(Shape.of(extents)),
                        batch);
        };
    }

    static int batch(Term x) {
        return x instanceof Term.Flowing flowing ? flowing.batch() : Term.Flowing.NONE;
    }

    static int[] strides(int[] extents) {
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        return strides;
    }

    /** The place along each axis of an element. */
    static int[] coordinates(int element, int[] extents) {
        int[] place = new int[extents.length];
        int left = element;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            place[axis] = left % extents[axis];
            left /= extents[axis];
        }
        return place;
    }

    static int element(int[] place, int[] strides) {
        int element = 0;
        for (int axis = 0; axis < place.length; axis++) {
            element += place[axis] * strides[axis];
        }
        return element;
    }

    static int[] concatenated(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
