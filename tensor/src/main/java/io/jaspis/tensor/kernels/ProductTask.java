package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.function.IntConsumer;

/**
 * One product, as it is cut into blocks and shared out. Lines are rows of A and columns of B, of {@code depth} elements
 * each. A thread keeps one task and fills it anew for each product, so that none is allocated.
 */
final class ProductTask implements IntConsumer {
    /** A row panel of it is 24 KiB: half a first-level cache. Smaller blocks reload C more often. */
    static final int DEPTH_BLOCK = 1024;
    /** Floats in a block of B: a megabyte, which a second-level cache holds while the rows of A pass by. */
    private static final int BLOCK = 1 << 18;
    /** Multiply-adds below which waking another thread costs more than it brings: about 25 microseconds. */
    private static final long WORTH_SHARING = 1_200_000;
    /** From here on each thread gets several parts, so that one held up by other work holds up less. */
    private static final long WORTH_BALANCING = 64_000_000;

    private int rows;
    private int columns;
    private int depth;
    private float[] left;
    private int leftOffset;
    private int leftLine;
    private int leftDepth;
    private float[] right;
    private int rightOffset;
    private int rightLine;
    private int rightDepth;
    /** Panels of the whole of B, or null where {@code right} is to be packed. */
    private float[] ahead;

    private float[] c;
    private int cOffset;
    private int strideRow;
    private int strideColumn;
    private boolean accumulate;
    private Epilogue epilogue;

    private int rowParts;
    private int columnParts;

    void size(int rows, int columns, int depth) {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
    }

    void left(float[] data, int offset, int lineStride, int depthStride) {
        left = data;
        leftOffset = offset;
        leftLine = lineStride;
        leftDepth = depthStride;
    }

    void right(float[] data, int offset, int lineStride, int depthStride) {
        right = data;
        rightOffset = offset;
        rightLine = lineStride;
        rightDepth = depthStride;
    }

    void right(float[] panels) {
        ahead = panels;
    }

    void result(float[] data, int offset, int strideRow, int strideColumn, boolean accumulate, Epilogue epilogue) {
        c = data;
        cOffset = offset;
        this.strideRow = strideRow;
        this.strideColumn = strideColumn;
        this.accumulate = accumulate;
        this.epilogue = epilogue == null || epilogue.isNone() ? null : epilogue;
    }

    /** Does the product, and forgets its arrays. */
    void share(Workers workers) {
        try {
            long work = (long) rows * columns * depth;
            if (workers.threads() == 1 || work < WORTH_SHARING) {
                part(0, rows, 0, columns);
                return;
            }
            int rowPanels = RegisterTile.rowPanels(rows);
            int columnPanels = RegisterTile.columnPanels(columns);
            int wanted = workers.threads() * (work < WORTH_BALANCING ? 1 : 3);
            columnParts = columnParts(wanted, rowPanels, columnPanels);
            rowParts = Math.clamp(wanted / columnParts, 1, rowPanels);
            workers.run(rowParts * columnParts, this);
        } finally {
            left = null;
            right = null;
            ahead = null;
            c = null;
            epilogue = null;
        }
    }

    @Override
    public void accept(int part) {
        int rowPart = part / columnParts;
        int columnPart = part % columnParts;
        int rowPanels = RegisterTile.rowPanels(rows);
        int columnPanels = RegisterTile.columnPanels(columns);
        part(
                bound(rowPart, rowParts, rowPanels, RegisterTile.ROWS, rows),
                bound(rowPart + 1, rowParts, rowPanels, RegisterTile.ROWS, rows),
                bound(columnPart, columnParts, columnPanels, RegisterTile.COLUMNS, columns),
                bound(columnPart + 1, columnParts, columnPanels, RegisterTile.COLUMNS, columns));
    }

    /** The number of cuts along the columns with which the parts pack, or read, least. */
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
        int mostDepth = Math.min(depth, DEPTH_BLOCK);
        int columnBlock = Math.max(1, BLOCK / mostDepth / RegisterTile.COLUMNS) * RegisterTile.COLUMNS;
        for (int column = firstColumn; column < endColumn; column += columnBlock) {
            int width = Math.min(columnBlock, endColumn - column);
            for (int k = 0; k < depth; k += DEPTH_BLOCK) {
                int length = Math.min(DEPTH_BLOCK, depth - k);
                if (leftDepth == 1 && strideColumn == 1) {
                    inPlace(firstRow, endRow, column, width, k, length);
                } else {
                    packed(firstRow, endRow, column, width, k, length);
                }
            }
        }
    }

    /** One block of B, with panels of both operands; a panel of A is made just before it is used. */
    private void packed(int firstRow, int endRow, int column, int width, int k, int length) {
        Scratch scratch = Scratch.mine();
        float[] tile = TileGrid.edgeTile(scratch);
        float[] rowPanel = scratch.floats(Scratch.Floats.ROW_PANELS, RegisterTile.ROWS * length);
        float[] columnPanels = scratch.floats(
                Scratch.Floats.COLUMN_PANELS, RegisterTile.columnPanels(width) * RegisterTile.COLUMNS * length);
        int from = rightOffset + column * rightLine + k * rightDepth;
        Panels.packColumns(width, length, right, from, rightLine, rightDepth, columnPanels, 0);
        for (int row = firstRow; row < endRow; row += RegisterTile.ROWS) {
            int height = Math.min(RegisterTile.ROWS, endRow - row);
            int source = leftOffset + row * leftLine + k * leftDepth;
            Panels.packRows(height, length, left, source, leftLine, leftDepth, rowPanel, 0);
            int at = cOffset + row * strideRow + column * strideColumn;
            boolean add = accumulate || k > 0;
            TileGrid.multiply(
                    height, width, length, rowPanel, 0, columnPanels, tile, c, at, strideRow, strideColumn, add);
        }
    }

    /** One block of B in panels, with rows of A that are read where they stand. */
    private void inPlace(int firstRow, int endRow, int column, int width, int k, int length) {
        Scratch scratch = Scratch.mine();
        float[] panels = ahead;
        int panelsAt = column * depth;
        int panelDepth = depth;
        if (ahead == null) {
            panels = scratch.floats(Scratch.Floats.COLUMN_PANELS, Panels.thinSize(width, length));
            int from = rightOffset + column * rightLine + k * rightDepth;
            Panels.packColumnsThinly(width, length, right, from, rightLine, rightDepth, panels, 0);
            panelsAt = 0;
            panelDepth = length;
        }
        TileGrid.multiplyRows(
                endRow - firstRow,
                width,
                length,
                left,
                leftOffset + firstRow * leftLine + k,
                leftLine,
                panels,
                panelsAt,
                panelDepth,
                ahead == null ? 0 : k,
                TileGrid.edgeTile(scratch),
                c,
                cOffset + firstRow * strideRow + column,
                strideRow,
                accumulate || k > 0,
                k + length == depth ? epilogue : null,
                column);
    }
}
