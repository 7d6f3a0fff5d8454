package io.jaspis.tensor.kernels;

import java.util.Arrays;

/** Kernels that only move elements, and the sums that are their transposes. Operand and result must not overlap. */
public final class Movements {
    private Movements() {}

    /** {@code y[o, r, i] = x[o, i]}. */
    public static void broadcast(int outer, int repeat, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        broadcast(0, outer * repeat * inner, repeat, inner, x, xOffset, y, yOffset);
    }

    /** The n elements of {@link #broadcast(int, int, int, float[], int, float[], int)} from one on, written to the beginning of y. */
    public static void broadcast(
            int first, int n, int repeat, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        if (n == 0) {
            // Also where an extent is 0, by which nothing can be divided.
            return;
        }
        int line = repeat * inner;
        int from = xOffset + first / line * inner;
        int within = first % line;
        int done = 0;
        while (done < n) {
            int column = within % inner;
            int count = Math.min(n - done, inner == 1 ? line - within : inner - column);
            if (inner == 1) {
                Arrays.fill(y, yOffset + done, yOffset + done + count, x[from]);
            } else {
                System.arraycopy(x, from + column, y, yOffset + done, count);
            }
            done += count;
            within += count;
            if (within == line) {
                within = 0;
                from += inner;
            }
        }
    }

    /** {@code y[o, j, i] = x[o, indices[j], i]}. */
    public static void gather(
            int outer, int inputExtent, int[] indices, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        int result = yOffset;
        for (int o = 0; o < outer; o++) {
            for (int index : indices) {
                int source = xOffset + (o * inputExtent + index) * inner;
                if (inner == 1) {
                    y[result] = x[source];
                } else {
                    System.arraycopy(x, source, y, result, inner);
                }
                result += inner;
            }
        }
    }

    /** The transpose of {@link #gather}: {@code dx[o, indices[j], i] += g[o, j, i]}, on a dx of zeros. */
    public static void scatterAdd(
            int outer, int inputExtent, int[] indices, int inner, float[] g, int gOffset, float[] dx, int dxOffset) {
        Arrays.fill(dx, dxOffset, dxOffset + outer * inputExtent * inner, 0f);
        int source = gOffset;
        for (int o = 0; o < outer; o++) {
            for (int index : indices) {
                int target = dxOffset + (o * inputExtent + index) * inner;
                for (int i = 0; i < inner; i++) {
                    dx[target + i] += g[source + i];
                }
                source += inner;
            }
        }
    }

    /** {@code y[o, j, i] = x[o, start + j, i]} for {@code count} positions j. */
    public static void slice(
            int outer,
            int inputExtent,
            int start,
            int count,
            int inner,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset) {
        for (int o = 0; o < outer; o++) {
            System.arraycopy(
                    x, xOffset + (o * inputExtent + start) * inner, y, yOffset + o * count * inner, count * inner);
        }
    }

    /** x with zeros before and after it along the middle axis; the transpose is {@link #slice}. */
    public static void pad(
            int outer, int extent, int before, int after, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        int padded = (before + extent + after) * inner;
        for (int o = 0; o < outer; o++) {
            int result = yOffset + o * padded;
            int start = result + before * inner;
            int end = start + extent * inner;
            Arrays.fill(y, result, start, 0f);
            System.arraycopy(x, xOffset + o * extent * inner, y, start, extent * inner);
            Arrays.fill(y, end, result + padded, 0f);
        }
    }
}
