package io.jaspis.tensor.kernels;

/**
 * Room for floats that begins on a cache line, so that vectors loaded from there don't straddle two: a tenth of the
 * speed of a product. Java arrays begin anywhere, but one too large for the collector's ordinary regions begins a
 * region; pieces of a large array are therefore aligned. Elsewhere nothing is lost but that tenth.
 */
public final class Slab {
    /** Floats of a cache line. */
    public static final int LINE = 16;
    /** The first element on a cache line, behind the array's header of 16 bytes. */
    public static final int FIRST = LINE - 4;
    /** Floats that make an array large for regions of up to 8 MiB. */
    public static final int LARGE = 1 << 20;

    private static float[] shared;
    private static int used;

    private Slab() {}

    /** How large an array of one's own must be to hold {@code size} aligned floats from {@link #FIRST} on. */
    public static int aligned(int size) {
        return Math.max(LARGE, FIRST + size);
    }

    /** Floats of an array from an offset on, which nobody else was given. */
    public record Piece(float[] data, int offset) {}

    /** A piece of a shared array, or of one of its own where that is large anyway. */
    public static synchronized Piece take(int size) {
        if (size > LARGE / 2) {
            return new Piece(new float[FIRST + size], FIRST);
        }
        if (shared == null || used + size > LARGE) {
            shared = new float[LARGE];
            used = FIRST;
        }
        Piece piece = new Piece(shared, used);
        used += (size + LINE - 1) / LINE * LINE;
        return piece;
    }
}
