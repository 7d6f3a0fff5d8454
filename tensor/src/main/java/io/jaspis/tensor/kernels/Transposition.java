package io.jaspis.tensor.kernels;

/**
 * An order of axes made ready for arrays of one shape: axes of one element are left out, and those joined that stay
 * neighbours. {@link Transpositions} apply it.
 */
public final class Transposition {
    /** Rows and columns of a transposed block: 16 × 16 floats are 16 lines of cache in, and 16 out. */
    public static final int BLOCK = 16;

    private final int[] counts;
    private final int[] strides;
    private final int[] resultStrides;
    private int rank;
    /** The result's last axis, and the one in which the operand is contiguous: the two innermost loops. */
    private final int last;

    private final int near;

    private Transposition(int[] extents, int[] permutation) {
        counts = new int[extents.length];
        strides = new int[extents.length];
        resultStrides = new int[extents.length];
        int[] inputStrides = new int[extents.length];
        for (int axis = extents.length - 1, stride = 1; axis >= 0; axis--) {
            inputStrides[axis] = stride;
            stride *= extents[axis];
        }
        for (int axis : permutation) {
            append(extents[axis], inputStrides[axis]);
        }
        int contiguous = rank - 1;
        for (int axis = rank - 1, stride = 1; axis >= 0; axis--) {
            resultStrides[axis] = stride;
            stride *= counts[axis];
            if (strides[axis] == 1) {
                contiguous = axis;
            }
        }
        last = rank - 1;
        near = contiguous;
    }

    /**
     * For arrays of these extents with their axes in another order: axis i of the result is axis {@code permutation[i]}
     * of the operand.
     */
    public static Transposition of(int[] extents, int[] permutation) {
        return new Transposition(extents, permutation);
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

    /** Moves a block of {@link #BLOCK} lines: element j of line i becomes element i of line j of the result. */
    public interface Blocks {
        void block(float[] x, int xOffset, int stride, float[] y, int yOffset, int resultStride);
    }

    /** Moves all elements, whole blocks of the two innermost loops by {@code blocks}. */
    public void apply(Blocks blocks, float[] x, int xOffset, float[] y, int yOffset) {
        if (rank == 0) {
            y[yOffset] = x[xOffset];
            return;
        }
        walk(blocks, 0, x, xOffset, y, yOffset);
    }

    private void walk(Blocks blocks, int axis, float[] x, int xOffset, float[] y, int yOffset) {
        if (axis == last) {
            if (near == last) {
                row(counts[last], strides[last], x, xOffset, y, yOffset);
            } else {
                matrix(blocks, x, xOffset, y, yOffset);
            }
        } else if (axis == near) {
            walk(blocks, axis + 1, x, xOffset, y, yOffset);
        } else {
            for (int i = 0; i < counts[axis]; i++) {
                walk(blocks, axis + 1, x, xOffset + i * strides[axis], y, yOffset + i * resultStrides[axis]);
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

    private void matrix(Blocks blocks, float[] x, int xOffset, float[] y, int yOffset) {
        int rows = counts[near];
        int columns = counts[last];
        int resultStride = resultStrides[near];
        int stride = strides[last];
        for (int row = 0; row < rows; row += BLOCK) {
            int rowEnd = Math.min(rows, row + BLOCK);
            for (int column = 0; column < columns; column += BLOCK) {
                int columnEnd = Math.min(columns, column + BLOCK);
                if (row + BLOCK <= rows && column + BLOCK <= columns) {
                    int from = xOffset + column * stride + row;
                    blocks.block(x, from, stride, y, yOffset + row * resultStride + column, resultStride);
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
}
