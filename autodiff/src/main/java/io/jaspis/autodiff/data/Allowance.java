package io.jaspis.autodiff.data;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

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
     * All bytes of a stream that unpacks something.
     *
     * @param what the file or its part, for the message
     * @throws DataException where there are more than allowed
     */
    public byte[] unpack(InputStream in, String what) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] portion = new byte[PORTION];
        for (int count = in.read(portion); count >= 0; count = in.read(portion)) {
            if (!holds((long) out.size() + count, 1)) {
                throw tooMuch(what);
            }
            out.write(portion, 0, count);
        }
        return out.toByteArray();
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
        return "%,d MiB".formatted(Math.max(1, Math.min(bytes, Integer.MAX_VALUE - 64L) >> 20));
    }
}
