package io.jaspis.tensor.kernels;

import java.util.Arrays;

/** Kernels that only move elements, and the sums that are their transposes. Operand and result must not overlap. */
public final class Movements {
    /** Rows and columns of a transposed block: 16 × 16 floats are 16 lines of cache in, and 16 out. */
    private static final int BLOCK = 16;

    private Movements() {}

    /**
     * The elements of x, of these extents, with its axes in another order: axis i of the result is axis
     * {@code permutation[i]} of x.
     */
    public static void transpose(int[] extents, int[] permutation, float[] x, int xOffset, float[] y, int yOffset) {
        Axes axes = Axes.merged(extents, permutation);
        int[] counts = axes.counts;
        int[] strides = axes.strides;
        int rank = axes.rank;
        if (rank == 0) {
            y[yOffset] = x[xOffset];
            return;
        }
        // The two innermost loops: the result's last axis, and the axis in which x is contiguous.
        int last = rank - 1;
        int near = last;
        for (int axis = 0; axis < rank; axis++) {
            if (strides[axis] == 1) {
                near = axis;
            }
        }
        walk(axes, 0, last, near, x, xOffset, y, yOffset);
    }

    private static void walk(Axes axes, int axis, int last, int near, float[] x, int xOffset, float[] y, int yOffset) {
        if (axis == last) {
            if (near == last) {
                row(axes.counts[last], axes.strides[last], x, xOffset, y, yOffset);
            } else {
                block(axes, last, near, x, xOffset, y, yOffset);
            }
        } else if (axis == near) {
            walk(axes, axis + 1, last, near, x, xOffset, y, yOffset);
        } else {
            for (int i = 0; i < axes.counts[axis]; i++) {
                walk(
                        axes,
                        axis + 1,
                        last,
                        near,
                        x,
                        xOffset + i * axes.strides[axis],
                        y,
                        yOffset + i * axes.resultStrides[axis]);
            }
        }
    }

    private static void row(int count, int stride, float[] x, int xOffset, float[] y, int yOffset) {
        if (stride == 1) {
            System.arraycopy(x, xOffset, y, yOffset, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[yOffset + i] = x[xOffset + i * stride];
        }
    }

    private static void block(Axes axes, int last, int near, float[] x, int xOffset, float[] y, int yOffset) {
        int rows = axes.counts[near];
        int columns = axes.counts[last];
        int resultStride = axes.resultStrides[near];
        int stride = axes.strides[last];
        boolean simd = Simd.TRANSPOSES;
        int[] lines = Scratch.mine().integers(Scratch.Integers.LINES, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            lines[i] = i * stride;
        }
        for (int row = 0; row < rows; row += BLOCK) {
            int rowEnd = Math.min(rows, row + BLOCK);
            for (int column = 0; column < columns; column += BLOCK) {
                int columnEnd = Math.min(columns, column + BLOCK);
                if (simd && row + BLOCK <= rows && column + BLOCK <= columns) {
                    int from = xOffset + column * stride + row;
                    Transpose.block(x, lines, 0, from, y, yOffset + row * resultStride + column, resultStride);
                    continue;
                }
                for (int i = row; i < rowEnd; i++) {
                    for (int j = column; j < columnEnd; j++) {
                        y[yOffset + i * resultStride + j] = x[xOffset + j * stride + i];
                    }
                }
            }
        }
    }

    /** Whether the SIMD provider is here, with vectors of a block's width; apart, so that no other class links to it. */
    private static final class Simd {
        static final boolean TRANSPOSES = Kernels.best().name().startsWith("SIMD") && Transpose.FITS;
    }

    /** The axes of a result, with those left out that have one element and those joined that stay neighbours. */
    private static final class Axes {
        final int[] counts;
        final int[] strides;
        final int[] resultStrides;
        int rank;

        private Axes(int most) {
            counts = new int[most];
            strides = new int[most];
            resultStrides = new int[most];
        }

        static Axes merged(int[] extents, int[] permutation) {
            int[] inputStrides = new int[extents.length];
            for (int axis = extents.length - 1, stride = 1; axis >= 0; axis--) {
                inputStrides[axis] = stride;
                stride *= extents[axis];
            }
            Axes axes = new Axes(extents.length);
            for (int axis : permutation) {
                axes.append(extents[axis], inputStrides[axis]);
            }
            for (int axis = axes.rank - 1, stride = 1; axis >= 0; axis--) {
                axes.resultStrides[axis] = stride;
                stride *= axes.counts[axis];
            }
            return axes;
        }

        private void append(int count, int stride) {
            if (count == 1) {
                return;
            }
            if (rank > 0 && strides[rank - 1] == count * stride) {
                counts[rank - 1] *= count;
                strides[rank - 1] = stride;
            } else {
                counts[rank] = count;
                strides[rank] = stride;
                rank++;
            }
        }
    }

    /** {@code y[o, r, i] = x[o, i]}. */
    public static void broadcast(int outer, int repeat, int inner, float[] x, int xOffset, float[] y, int yOffset) {
        for (int o = 0; o < outer; o++) {
            int result = yOffset + o * repeat * inner;
            if (inner == 1) {
                Arrays.fill(y, result, result + repeat, x[xOffset + o]);
            } else {
                for (int r = 0; r < repeat; r++) {
                    System.arraycopy(x, xOffset + o * inner, y, result + r * inner, inner);
                }
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
