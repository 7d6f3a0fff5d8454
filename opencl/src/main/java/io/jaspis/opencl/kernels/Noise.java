package io.jaspis.opencl.kernels;

/**
 * Random numbers from Philox4x32-10 (Salmon, Moraes, Dror &amp; Shaw 2011, section 4.3), the bits that {@link
 * io.jaspis.tensor.kernels.Randoms} defines: a work-item makes the four elements of one counter. Words are kept in
 * longs, because an int that overflows is not defined in C.
 */
public final class Noise extends DeviceKernel {
    private static final long WORD = 0xFFFFFFFFL;

    private float[] y;
    private final int yOffset;
    private final int size;
    private final int blocks;
    private final int examples;
    private final int normal;
    private final int stream;
    private long seed;
    private long firstExample;

    /** {@code size} elements for each of the examples. */
    public Noise(int examples, int size, int stream, boolean normal, int yOffset) {
        this.examples = examples;
        this.size = size;
        this.stream = stream;
        this.normal = normal ? 1 : 0;
        this.yOffset = yOffset;
        blocks = (size + 3) / 4;
    }

    /** What the next run draws from. */
    public void seed(long value, long example) {
        seed = value;
        firstExample = example;
    }

    @Override
    public Extent extent() {
        return row((long) blocks * examples);
    }

    @Override
    public void run() {
        int item = getGlobalId(0);
        if (item < blocks * examples) {
            int example = item / blocks;
            int block = item - example * blocks;
            long key = ((long) stream << 48) | (firstExample + (long) example);
            long c0 = (long) block;
            long c1 = 0L;
            long c2 = key & WORD;
            long c3 = (key >> 32) & WORD;
            long k0 = seed & WORD;
            long k1 = (seed >> 32) & WORD;
            for (int round = 0; round < 10; round++) {
                long product0 = 0xD2511F53L * c0;
                long product1 = 0xCD9E8D57L * c2;
                c0 = ((product1 >> 32) & WORD) ^ c1 ^ k0;
                c1 = product1 & WORD;
                c2 = ((product0 >> 32) & WORD) ^ c3 ^ k1;
                c3 = product0 & WORD;
                k0 = (k0 + 0x9E3779B9L) & WORD;
                k1 = (k1 + 0xBB67AE85L) & WORD;
            }
            int at = yOffset + example * size;
            int first = block * 4;
            if (normal != 0) {
                float radius = radius(c0);
                write(at, first, radius * cosine(c1));
                write(at, first + 1, radius * sine(c1));
                float other = radius(c2);
                write(at, first + 2, other * cosine(c3));
                write(at, first + 3, other * sine(c3));
            } else {
                write(at, first, uniform(c0));
                write(at, first + 1, uniform(c1));
                write(at, first + 2, uniform(c2));
                write(at, first + 3, uniform(c3));
            }
        }
    }

    private void write(int at, int element, float value) {
        if (element < size) {
            y[at + element] = value;
        }
    }

    private float uniform(long word) {
        return (float) (int) (word >> 8) * 5.9604644775390625e-8f;
    }

    /** √(−2 ln u) with u = (word + 1) / 2^32. */
    private float radius(long word) {
        float u = fused(
                (float) (int) (word >> 8),
                5.9604644775390625e-8f,
                fused((float) (int) (word & 0xffL), 2.3283064365386963e-10f, 2.3283064365386963e-10f));
        return sqrt(-2f * logarithmOfNormal(u));
    }

    private float logarithmOfNormal(float a) {
        int lifted = bits(a) - 0x3f3504f3;
        float exponent = (float) (lifted >> 23);
        float f = number((lifted & 0x007fffff) + 0x3f3504f3) - 1f;
        float q = fused(0.0691558048f, f, -0.117898792f);
        q = fused(q, f, 0.118729159f);
        q = fused(q, f, -0.12384332f);
        q = fused(q, f, 0.142186642f);
        q = fused(q, f, -0.166692525f);
        q = fused(q, f, 0.200022265f);
        q = fused(q, f, -0.249999866f);
        q = fused(q, f, 0.333333105f);
        float square = f * f;
        float rest = fused(q * f, square, exponent * -2.12194440e-4f);
        rest = fused(-0.5f, square, rest);
        return fused(exponent, 0.693359375f, f + rest);
    }

    /** The cosine of an angle in units of 2π / 2^32: a polynomial about the nearest quarter turn. */
    private float cosine(long angle) {
        long turned = (angle + 0x20000000L) & WORD;
        int quarter = (int) (turned >> 30);
        float t = (float) (int) ((turned & 0x3fffffffL) - 0x20000000L) * 1.4629180792671596e-9f;
        float square = t * t;
        float s = fused(-0.000195172674f, square, 0.008332178f);
        s = fused(s, square, -0.166666552f);
        float sine = fused(s * square, t, t);
        float c = fused(2.44384155e-05f, square, -0.00138873677f);
        c = fused(c, square, 0.0416666456f);
        float cosine = fused(c * square, square, fused(-0.5f, square, 1f));
        float size = (quarter & 1) == 0 ? cosine : sine;
        return quarter == 1 || quarter == 2 ? -size : size;
    }

    private float sine(long angle) {
        return cosine((angle + 0xC0000000L) & WORD);
    }
}
