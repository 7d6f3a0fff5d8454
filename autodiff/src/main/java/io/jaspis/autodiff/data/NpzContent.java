package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays of several types as one NPZ file, as NumPy reads it. The same arrays in the same order give the same bytes.
 * An array may have no element.
 */
public final class NpzContent implements WholeFile.Content {
    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    /**
     * Adds an array of float32 [count × shape].
     *
     * @param values {@code count × shape.size()} of them, row by row
     */
    public NpzContent with(String name, int count, Shape shape, float[] values) {
        int[] extents = new int[shape.rank() + 1];
        extents[0] = count;
        for (int axis = 0; axis < shape.rank(); axis++) {
            extents[axis + 1] = shape.extent(axis);
        }
        if (values.length != Math.multiplyExact(count, shape.size())) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + count + " examples of shape " + shape);
        }
        arrays.put(name, Npy.format("<f4", extents, Npy.littleEndian(values)));
        return this;
    }

    /** Adds an array of int64 [count]. */
    public NpzContent with(String name, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putLong(value);
        }
        arrays.put(name, Npy.format("<i8", new int[] {values.length}, bytes.array()));
        return this;
    }

    /** Adds an array of float64 [count]. */
    public NpzContent with(String name, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        arrays.put(name, Npy.format("<f8", new int[] {values.length}, bytes.array()));
        return this;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
            Npz.put(zip, array.getKey(), array.getValue());
        }
        zip.finish();
    }
}
