package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;

/**
 * Dense products by packed panels and register tiles. The result is cut among the threads by rows and columns, never
 * over the depth, so each element is summed in one order: blocks of {@link #DEPTH_BLOCK}, each from its first term on.
 */
final class VectorProducts implements Products {
    /** A row panel of it is 24 KiB: half a first-level cache. Smaller blocks reload C more often. */
    static final int DEPTH_BLOCK = 1024;
    /** Row panels of 192 × 1024 floats stay in a second-level cache of a megabyte or more. */
    private static final int ROW_BLOCK = 192;

    private static final int COLUMN_BLOCK = 2048;
    /** Multiply-adds below which waking another thread costs more than it brings: about 25 microseconds. */
    private static final long WORTH_SHARING = 1_200_000;
    /** From here on each thread gets several parts, so that one held up by other work holds up less. */
    private static final long WORTH_BALANCING = 64_000_000;

    @Override
    public void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset) {
        int rows = product.rows();
        int columns = product.columns();
        int depth = product.depth();
        if (depth == 0) {
            clear(product, c, cOffset);
            return;
        }
        if (rows == 1 || columns == 1) {
            if (VectorRows.multiply(workers, product, a, aOffset, b, bOffset, c, cOffset)) {
                return;
            }
        }
        boolean aTransposed = product.form() == Product.Form.TN;
        boolean bTransposed = product.form() == Product.Form.NT;
        Operand left =
                new Operand(a, aOffset, aTransposed ? 1 : product.strideA(), aTransposed ? product.strideA() : 1);
        Operand right =
                new Operand(b, bOffset, bTransposed ? product.strideB() : 1, bTransposed ? 1 : product.strideB());
        // The tile is much wider than high: a narrow C is made as its transpose, so that less of the tile is idle.
        boolean swapped = padded(columns, rows) < padded(rows, columns);
        Blocks blocks = swapped
                ? new Blocks(columns, rows, depth, right, left, c, cOffset, 1, product.strideC(), product.accumulate())
                : new Blocks(rows, columns, depth, left, right, c, cOffset, product.strideC(), 1, product.accumulate());
        blocks.share(workers);
    }

    private static long padded(int rows, int columns) {
        return (long) RegisterTile.rowPanels(rows)
                * RegisterTile.ROWS
                * RegisterTile.columnPanels(columns)
                * RegisterTile.COLUMNS;
    }

    private static void clear(Product product, float[] c, int cOffset) {
        if (!product.accumulate()) {
            for (int row = 0; row < product.rows(); row++) {
                int start = cOffset + row * product.strideC();
                Arrays.fill(c, start, start + product.columns(), 0f);
            }
        }
    }

    /** Lines (rows of A, columns of B) of {@code depth} elements each. */
    private record Operand(float[] data, int offset, int lineStride, int depthStride) {
        int line(int number) {
            return offset + number * lineStride;
        }
    }

    /** One product, as it is cut into blocks. */
    private record Blocks(
            int rows,
            int columns,
            int depth,
            Operand left,
            Operand right,
            float[] c,
            int cOffset,
            int strideRow,
            int strideColumn,
            boolean accumulate) {

        void share(Workers workers) {
            long work = (long) rows * columns * depth;
            if (workers.threads() == 1 || work < WORTH_SHARING) {
                part(0, rows, 0, columns);
                return;
            }
            int rowPanels = RegisterTile.rowPanels(rows);
            int columnPanels = RegisterTile.columnPanels(columns);
            int wanted = workers.threads() * (work < WORTH_BALANCING ? 1 : 3);
            int columnParts = columnParts(wanted, rowPanels, columnPanels);
            int rowParts = Math.clamp(wanted / columnParts, 1, rowPanels);
            workers.run(rowParts * columnParts, part -> {
                int rowPart = part / columnParts;
                int columnPart = part % columnParts;
                part(
                        bound(rowPart, rowParts, rowPanels, RegisterTile.ROWS, rows),
                        bound(rowPart + 1, rowParts, rowPanels, RegisterTile.ROWS, rows),
                        bound(columnPart, columnParts, columnPanels, RegisterTile.COLUMNS, columns),
                        bound(columnPart + 1, columnParts, columnPanels, RegisterTile.COLUMNS, columns));
            });
        }

        /** The number of cuts along the columns with which the parts pack least. */
        private int columnParts(int wanted, int rowPanels, int columnPanels) {
            int best = 1;
            long least = Long.MAX_VALUE;
            for (int parts = 1; parts <= Math.min(wanted, columnPanels); parts++) {
                int rowParts = Math.min(rowPanels, wanted / parts);
                long lacking = (long) (wanted - parts * rowParts) * (rows + columns);
                long packed = (long) parts * rows + (long) rowParts * columns + lacking;
                if (packed < least) {
                    least = packed;
                    best = parts;
                }
            }
            return best;
        }

        private static int bound(int part, int parts, int panels, int size, int lines) {
            return Math.min(lines, (int) ((long) panels * part / parts) * size);
        }

        /** The elements of C in these rows and columns. */
        private void part(int firstRow, int endRow, int firstColumn, int endColumn) {
            Scratch scratch = Scratch.mine();
            float[] tile = TileGrid.edgeTile(scratch);
            int mostDepth = Math.min(depth, DEPTH_BLOCK);
            int mostRows = RegisterTile.rowPanels(Math.min(endRow - firstRow, ROW_BLOCK)) * RegisterTile.ROWS;
            int mostColumns =
                    RegisterTile.columnPanels(Math.min(endColumn - firstColumn, COLUMN_BLOCK)) * RegisterTile.COLUMNS;
            float[] rowPanels = scratch.floats(Scratch.Floats.ROW_PANELS, mostRows * mostDepth);
            float[] columnPanels = scratch.floats(Scratch.Floats.COLUMN_PANELS, mostColumns * mostDepth);
            for (int column = firstColumn; column < endColumn; column += COLUMN_BLOCK) {
                int width = Math.min(COLUMN_BLOCK, endColumn - column);
                for (int k = 0; k < depth; k += DEPTH_BLOCK) {
                    int length = Math.min(DEPTH_BLOCK, depth - k);
                    Panels.packColumns(
                            width,
                            length,
                            right.data,
                            right.line(column) + k * right.depthStride,
                            right.lineStride,
                            right.depthStride,
                            columnPanels,
                            0);
                    for (int row = firstRow; row < endRow; row += ROW_BLOCK) {
                        int height = Math.min(ROW_BLOCK, endRow - row);
                        Panels.packRows(
                                height,
                                length,
                                left.data,
                                left.line(row) + k * left.depthStride,
                                left.lineStride,
                                left.depthStride,
                                rowPanels,
                                0);
                        int at = cOffset + row * strideRow + column * strideColumn;
                        TileGrid.multiply(
                                height,
                                width,
                                length,
                                rowPanels,
                                0,
                                columnPanels,
                                tile,
                                c,
                                at,
                                strideRow,
                                strideColumn,
                                accumulate || k > 0);
                    }
                }
            }
        }
    }
}
