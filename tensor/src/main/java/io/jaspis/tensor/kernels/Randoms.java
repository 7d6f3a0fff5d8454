package io.jaspis.tensor.kernels;

/**
 * Random numbers from Philox4x32-10 (Salmon, Moraes, Dror &amp; Shaw 2011), which turns a key and a counter into four
 * words without any state: element i of a stream is the same bits however the work is cut. Word {@code i mod 4} of
 * counter {@code (i / 4 (64 bit), stream (64 bit))} under key {@code seed} belongs to element i.
 */
public interface Randoms {

    /** Uniform in [0, 1): elements {@code first} to {@code first + n − 1} of the stream, as multiples of 2^−24. */
    void uniform(long seed, long stream, long first, int n, float[] y, int yOffset);

    /**
     * Standard normal by Box–Muller: elements 2j and 2j + 1 are made of the words 2j and 2j + 1, the first as the
     * radius from 32 bits, so that the tail reaches 6.6 σ.
     */
    void normal(long seed, long stream, long first, int n, float[] y, int yOffset);

    /**
     * {@code y[i] = x[i] + scale · (element first + i of} {@link #normal}{@code )}, as a product and a sum rounded once
     * (fused). y may be the very range of x, but must not overlap it otherwise.
     */
    void addNormal(
            long seed, long stream, long first, int n, float scale, float[] x, int xOffset, float[] y, int yOffset);
}
