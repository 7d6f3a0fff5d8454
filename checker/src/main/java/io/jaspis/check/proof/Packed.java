package io.jaspis.check.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Many numbers as text: their bytes deflated (RFC 1950), in Base64. */
public final class Packed {
    private Packed() {}

    /** Bytes as text. */
    public static String bytes(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return Base64.getEncoder().encodeToString(packed.toByteArray());
        }
    }

    /** Floats as text, each in four bytes, the lowest first. */
    public static String floats(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes(bytes.array());
    }

    /**
     * The floats that {@link #floats} wrote.
     *
     * @throws IllegalArgumentException when the text doesn't hold exactly {@code count} of them and nothing else
     */
    public static float[] floats(String text, int count) {
        float[] numbers = new float[count];
        ByteBuffer.wrap(bytes(text, count, Float.BYTES, "parameters"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(numbers);
        return numbers;
    }

    /**
     * The bytes that {@link #bytes(byte[])} wrote.
     *
     * @param count of numbers
     * @param width bytes of each
     * @param what the numbers are, for messages
     * @throws IllegalArgumentException when the text doesn't hold exactly these and nothing else
     */
    public static byte[] bytes(String text, int count, int width, String what) {
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + what + " are no Base64: " + e.getMessage(), e);
        }
        if (!Base64.getEncoder().encodeToString(packed).equals(text)) {
            throw new IllegalArgumentException("the " + what + " are no Base64 with its padding");
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed);
            byte[] bytes = new byte[Math.multiplyExact(width, count)];
            int done = 0;
            while (done < bytes.length) {
                int more = inflater.inflate(bytes, done, bytes.length - done);
                if (more == 0) {
                    throw new IllegalArgumentException("the " + what + " end after " + done / width + " of " + count);
                }
                done += more;
            }
            if (inflater.inflate(new byte[1]) > 0) {
                throw new IllegalArgumentException("there are more than " + count + " " + what);
            }
            if (!inflater.finished()) {
                throw new IllegalArgumentException("the " + what + " are cut off");
            }
            int behind = inflater.getRemaining();
            if (behind > 0) {
                throw new IllegalArgumentException("behind the " + what
                        + (behind == 1 ? " stands 1 byte more" : " stand " + behind + " bytes more"));
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the " + what + " are damaged: " + e.getMessage(), e);
        }
    }
}
