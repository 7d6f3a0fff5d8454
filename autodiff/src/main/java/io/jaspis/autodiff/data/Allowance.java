package io.jaspis.autodiff.data;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * How many bytes reading may make out of a file: by unpacking it, by decoding pictures, or by computing a model's constants.
 * A small file can ask for more than any machine has. The allowance of a thread is {@link #current}, and another one while
 * {@link #reading} runs.
 *
 * @param bytes for each of these ways, above 0
 */
public record Allowance(long bytes) {
    private static final ScopedValue<Allowance> CURRENT = ScopedValue.newInstance();
    private static final int PORTION = 1 << 16;
    /** Few files are packed better than this; a length that says so is more likely that of a damaged one, or made to take memory. */
    private static final long USUAL_RATIO = 32;

    public Allowance {
        if (bytes < 1) {
            throw new IllegalArgumentException("reading must be allowed at least 1 byte, but is allowed " + bytes);
        }
    }

    /** What is read, and may fail to be. */
    @FunctionalInterface
    public interface Reading<T, E extends Exception> {
        T read() throws E;
    }

    /** That of the calling thread: a quarter of the memory that Java may use, where no other is set. */
    public static Allowance current() {
        return CURRENT.orElse(new Allowance(Math.max(1, Runtime.getRuntime().maxMemory() / 4)));
    }

    /** Reads with this allowance. */
    public <T, E extends Exception> T reading(Reading<T, E> reading) throws E {
        return ScopedValue.where(CURRENT, this).call(reading::read);
    }

    /** Whether so many elements of so many bytes are allowed. */
    public boolean holds(long elements, int width) {
        return elements <= Math.min(bytes, Integer.MAX_VALUE - 64L) / width;
    }

    /**
     * What gzip packed into these bytes.
     *
     * @param what the file or its part, for the message
     * @throws DataException where it is more than allowed
     * @throws java.util.zip.ZipException where gzip didn't make them
     * @throws java.io.EOFException where they end too early
     */
    public byte[] unpack(byte[] packed, String what) throws IOException {
        int most = (int) Math.min(bytes, Integer.MAX_VALUE - 64L);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), PORTION)) {
            byte[] unpacked = new byte[(int) Math.min(most, Math.max(PORTION, told(packed)))];
            int size = 0;
            for (int count = in.read(unpacked); count >= 0; count = in.read(unpacked, size, unpacked.length - size)) {
                size += count;
                if (size == unpacked.length) {
                    int next = in.read();
                    if (next < 0) {
                        return unpacked;
                    }
                    if (size == most) {
                        throw tooMuch(what);
                    }
                    unpacked = Arrays.copyOf(unpacked, (int) Math.min(most, 2L * size));
                    unpacked[size++] = (byte) next;
                }
            }
            return Arrays.copyOf(unpacked, size);
        }
    }

    /** The length that gzip notes down at its end, where it is a usual one. Of several packed parts it is the last one's. */
    private static long told(byte[] packed) {
        if (packed.length < Integer.BYTES) {
            return 0;
        }
        ByteBuffer end = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        long length = Integer.toUnsignedLong(end.getInt(packed.length - Integer.BYTES));
        return length <= USUAL_RATIO * packed.length ? length : 0;
    }

    /** A stream that unpacks something and is read piece by piece, of which no more can be read than is allowed. */
    InputStream limited(InputStream in, String what) {
        return new FilterInputStream(in) {
            private long read;

            @Override
            public int read() throws IOException {
                int next = super.read();
                count(next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                int now = super.read(into, from, count);
                count(Math.max(0, now));
                return now;
            }

            private void count(int more) throws DataException {
                read += more;
                if (read > bytes) {
                    throw tooMuch(what);
                }
            }
        };
    }

    private DataException tooMuch(String what) {
        return new DataException(
                what + " unpacks to more than " + this + "; if that is meant, allow more with --reading-limit");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d MiB", Math.max(1, Math.min(bytes, Integer.MAX_VALUE - 64L) >> 20));
    }
}
