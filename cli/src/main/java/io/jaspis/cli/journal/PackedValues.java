package io.jaspis.cli.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** An example's values as a text: little-endian float32, deflated, in Base64. */
final class PackedValues {
    private PackedValues() {}

    /** The values as a text. */
    static String packed(float[] x) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * x.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes.array());
            deflater.finish();
            byte[] packed = new byte[bytes.capacity() + bytes.capacity() / 1000 + 64];
            int length = deflater.deflate(packed);
            if (!deflater.finished()) {
                throw new AssertionError("deflated data are hardly longer than the data");
            }
            return Base64.getEncoder().encodeToString(Arrays.copyOf(packed, length));
        } finally {
            deflater.end();
        }
    }

    /**
     * So many values that a text holds.
     *
     * @throws DataFormatException where they aren't so many
     * @throws IllegalArgumentException where it is no Base64
     */
    static float[] unpacked(String values, int size) throws DataFormatException {
        byte[] bytes = new byte[4 * size];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(Base64.getDecoder().decode(values));
            int length = inflater.inflate(bytes);
            // The end of the stream may follow the last byte.
            boolean over = inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (length != bytes.length || !over || inflater.getRemaining() > 0) {
                throw new DataFormatException("it hasn't exactly " + size + " values");
            }
        } finally {
            inflater.end();
        }
        float[] x = new float[size];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(x);
        return x;
    }
}
