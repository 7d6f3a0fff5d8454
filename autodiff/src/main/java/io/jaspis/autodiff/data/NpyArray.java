package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;

/**
 * An array read from NPY, as float32 in row-major order.
 *
 * @param type that it was stored as, such as {@code u1}
 * @param changed how many whole numbers float32 changes, with the first of them, in words; empty where it changes none
 * @param fraction the first fraction that float32 makes a whole number, with its place; empty where there is none
 * @param beyond the first finite number that is infinite as float32, with its place; empty where there is none
 */
record NpyArray(int[] extents, String type, float[] values, String changed, String fraction, String beyond) {
    /** The array as a tensor, which can't be empty. */
    Tensor tensor(String source) throws DataException {
        requireElements(source);
        return Tensor.of(Shape.of(extents), values);
    }

    void requireElements(String source) throws DataException {
        if (values.length == 0) {
            throw new DataException("%s is empty: the array's shape is %s".formatted(source, Arrays.toString(extents)));
        }
    }
}
