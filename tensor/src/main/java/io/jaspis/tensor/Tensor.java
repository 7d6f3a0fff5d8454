package io.jaspis.tensor;

import java.util.Arrays;

/** A row-major, contiguous array of float32 with its shape. The array is shared with the caller, never copied. */
public final class Tensor {
    private final Shape shape;
    private final float[] data;

    private Tensor(Shape shape, float[] data) {
        if (data.length != shape.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.size() + " elements, but there are " + data.length);
        }
        this.shape = shape;
        this.data = data;
    }

    /**
     * The tensor over this very array.
     *
     * @throws IllegalArgumentException where it has another number of elements than the shape
     */
    public static Tensor of(Shape shape, float... data) {
        return new Tensor(shape, data);
    }

    /** A single number. */
    public static Tensor scalar(float value) {
        return new Tensor(Shape.scalar(), new float[] {value});
    }

    /** A tensor over a new array of zeros. */
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, new float[shape.size()]);
    }

    /** A tensor over a new array with every element the same. */
    public static Tensor filled(Shape shape, float value) {
        Tensor tensor = zeros(shape);
        Arrays.fill(tensor.data, value);
        return tensor;
    }

    /** The extent of each axis. */
    public Shape shape() {
        return shape;
    }

    /** The elements themselves, not a copy. */
    public float[] data() {
        return data;
    }

    /** The same over an array of its own. */
    public Tensor copy() {
        return new Tensor(shape, data.clone());
    }

    @Override
    public String toString() {
        int shown = Math.min(8, data.length);
        String elements = Arrays.toString(Arrays.copyOf(data, shown));
        return shape + " " + (shown < data.length ? elements.replace("]", ", …]") : elements);
    }
}
