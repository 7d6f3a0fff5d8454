package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tensors of which a model stores only the elements that aren't 0, each with its place. */
final class SparseTensors {
    private SparseTensors() {}

    /** All elements of the tensor, which takes as much memory as it says. */
    static Term.Known decode(SparseTensorProto tensor, ExternalData external) throws OnnxException {
        String name = "the sparse tensor '" + tensor.getValues().getName() + "'";
        Term.Known values = OnnxTensors.decode(tensor.getValues(), external);
        Term.Known indices = OnnxTensors.decode(tensor.getIndices(), external);
        try {
            int[] extents = new int[tensor.getDimsCount()];
            for (int axis = 0; axis < extents.length; axis++) {
                extents[axis] = Node.small(tensor.getDims(axis), "an extent");
                require(extents[axis] >= 0, "an extent is %d", extents[axis]);
            }
            require(values.rank() == 1, "its values must be a list");
            require(indices instanceof Term.Integers, "its places must be whole numbers");
            int[] places = places((Term.Integers) indices, values.size(), extents);
            // Behind the values stands the 0 of all other elements.
            Term.Known zero = values.type().isReal()
                    ? Term.Reals.of(values.type(), new int[] {1}, _ -> 0)
                    : Term.Integers.of(values.type(), new int[] {1}, 0L);
            int[] sources = new int[Layout.grown(extents)];
            Arrays.fill(sources, values.size());
            for (int i = 0; i < places.length; i++) {
                sources[places[i]] = i;
            }
            return Layout.concatenate(0, List.of(values, zero)).take(extents, sources);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new OnnxException(name + " can't be read: " + e.getMessage(), e);
        }
    }

    /** One number for each value, counted over all elements, or one along each axis. */
    private static int[] places(Term.Integers indices, int count, int[] extents) {
        boolean linear = indices.rank() == 1;
        int width = linear ? 1 : extents.length;
        require(
                indices.size() == count * width && indices.rank() <= 2,
                "it has %d values, but places of the shape %s",
                count,
                Arrays.toString(indices.extents()));
        int[] range = linear ? new int[] {Layout.size(extents)} : extents;
        int[] places = new int[count];
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int[] place = new int[width];
            for (int axis = 0; axis < width; axis++) {
                long at = indices.fixed()[i * width + axis];
                require(at >= 0 && at < range[axis], "there is no place %d among %d", at, range[axis]);
                place[axis] = (int) at;
            }
            places[i] = Places.element(place, Places.strides(range));
            require(seen.add(places[i]), "place %d has two values", places[i]);
        }
        return places;
    }
}
