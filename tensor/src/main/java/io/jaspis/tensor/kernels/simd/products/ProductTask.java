package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.Slab;
import java.util.function.IntConsumer;

/**
 * One product, as it is cut into blocks and shared out. Lines are rows of A and columns of B, of {@code depth} elements
 * each. A thread keeps one task and fills it anew for each product, so that none is allocated.
 */
final class ProductTask implements IntConsumer {
    private static final Scratch<float[]> ROW_PANELS = Scratch.floats();
    private static final Scratch<float[]> COLUMN_PANELS = Scratch.floats();
    private static final Scratch<float[]> EDGE = Scratch.floats();

    static final PerThread<ProductTask> MINE = PerThread.of(ProductTask::new);

    /** A row panel of it is 24 KiB: half a first-level cache. Smaller blocks reload C more often. */
    static final int DEPTH_BLOCK = 512;
    /** With that depth a megabyte of B, which a second-level cache holds while the rows of A pass by. */
    private static final int COLUMN_BLOCK = 512;
    /** Rows packed at once, so that a transposed A is read by whole cache lines. */
    private static final int ROW_BLOCK = 8 * ProductTile.ROWS;
    /** Columns that don't pay for packing A: that costs as much as eight of them, or less. */
    private static final int FEW_COLUMNS = 256;
    /** Rows that don't pay for packing B: so few tiles read it. */
    private static final int FEW_ROWS = 4 * ProductTile.ROWS;
    /** Columns that are made as dots at most: with more, a panel wastes less than their folding costs. */
    private static final int MOST_DOTS = 12;
    /** The depth from which on the dots' sums are worth their folding. */
    private static final int LEAST_DOT_DEPTH = 32;
    /**
     * Floats of a B that stays near enough to be read where it stands: half a megabyte, or 16 KiB where tiles are low
     * and read it more often.
     */
    private static final int SMALL = ProductTile.WIDE ? 1 << 17 : 1 << 12;
    /**
     * Multiply-adds below which handing a part to another thread costs more than it brings: about 4 to 7 microseconds.
     */
    private static final long WORTH_SHARING = 400_000;
    /** Floats of B that fill half of a second-level cache: with other weights beside them they come from beyond it, which alone takes longer than waking a thread. */
    private static final int FAR = 1 << 17;
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

    private int aheadAt;

    private float[] c;
    private int cOffset;
    private int strideC;
    private Epilogue epilogue;

    private int rowParts;
    private int columnParts;
    /** Columns at the end that are made as dots; the others go by panels. */
    private int dots;

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

    void right(float[] panels, int offset) {
        ahead = panels;
        aheadAt = offset;
    }

    void result(float[] data, int offset, int strideC, Epilogue epilogue) {
        c = data;
        cOffset = offset;
        this.strideC = strideC;
        this.epilogue = epilogue == null || epilogue.isNone() ? null : epilogue;
    }

    /** How many of so many columns, at the end, are made as dots where the rows of A are contiguous over the depth. */
    static int dots(int columns, int depth) {
        int left = columns % ProductTile.COLUMNS;
        return DotTile.FITS && left <= MOST_DOTS && depth >= LEAST_DOT_DEPTH ? left : 0;
    }

    /** Does the product, and forgets its arrays. */
    void share(Workers workers) {
        try {
            dots = leftDepth == 1 ? dots(columns, depth) : 0;
            columnParts = 1;
            long work = (long) rows * columns * depth;
            if (workers.threads() == 1 || (work < WORTH_SHARING && (long) columns * depth < FAR)) {
                part(0, rows, 0, columns - dots, true);
                return;
            }
            int rowPanels = panels(rows, ProductTile.ROWS);
            int columnPanels = Math.max(1, panels(columns - dots, ProductTile.COLUMNS));
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
        int rowPanels = panels(rows, ProductTile.ROWS);
        int columnPanels = Math.max(1, panels(columns - dots, ProductTile.COLUMNS));
        part(
                bound(rowPart, rowParts, rowPanels, ProductTile.ROWS, rows),
                bound(rowPart + 1, rowParts, rowPanels, ProductTile.ROWS, rows),
                bound(columnPart, columnParts, columnPanels, ProductTile.COLUMNS, columns - dots),
                bound(columnPart + 1, columnParts, columnPanels, ProductTile.COLUMNS, columns - dots),
                columnPart == columnParts - 1);
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

    private static int panels(int lines, int size) {
        return (lines + size - 1) / size;
    }

    private static int bound(int part, int parts, int panels, int size, int lines) {
        return Math.min(lines, (int) ((long) panels * part / parts) * size);
    }

    /** The elements of C in these rows and columns. */
    private void part(int firstRow, int endRow, int firstColumn, int endColumn, boolean withDots) {
        if (withDots && dots > 0) {
            dotColumns(firstRow, endRow);
        }
        int blocks = (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK;
        int depthBlock = ((depth + blocks - 1) / blocks + Slab.LINE - 1) / Slab.LINE * Slab.LINE;
        for (int column = firstColumn; column < endColumn; column += COLUMN_BLOCK) {
            int width = Math.min(COLUMN_BLOCK, endColumn - column);
            for (int k = 0; k < depth; k += depthBlock) {
                block(firstRow, endRow, column, width, k, Math.min(depthBlock, depth - k));
            }
        }
    }

    /** The columns at the end, in these rows. */
    private void dotColumns(int firstRow, int endRow) {
        int column = columns - dots;
        float[] lines = ahead;
        int at = aheadAt + column * depth;
        int stride = depth;
        if (ahead == null) {
            lines = right;
            at = rightOffset + column * rightLine;
            stride = rightLine;
            if (rightDepth != 1) {
                lines = COLUMN_PANELS.atLeast(dots * depth);
                ColumnPanels.lines(dots, depth, right, at, rightLine, rightDepth, lines, 0);
                at = 0;
                stride = depth;
            }
        }
        float[] sums = EDGE.atLeast(DotTile.ROWS * DotTile.LINES);
        for (int row = firstRow; row < endRow; row += DotTile.ROWS) {
            int height = Math.min(DotTile.ROWS, endRow - row);
            int from = leftOffset + row * leftLine;
            int to = cOffset + row * strideC + column;
            for (int line = 0; line < dots; line += DotTile.LINES) {
                int width = Math.min(DotTile.LINES, dots - line);
                DotTile.sums(height, width, depth, left, from, leftLine, lines, at + line * stride, stride, sums);
                move(height, width, DotTile.LINES, sums, to + line, false);
            }
            if (epilogue != null) {
                epilogue.finishColumns(height, dots, column, c, to, strideC);
            }
        }
    }

    /** What one block of B adds to C. */
    private void block(int firstRow, int endRow, int column, int width, int k, int length) {
        if (ahead != null) {
            if (endRow - firstRow == 1) {
                singleRow(firstRow, column, width, k, length);
            } else {
                rows(firstRow, endRow, column, width, k, length, ahead, aheadAt + column * depth, depth, k, 0);
            }
            return;
        }
        int from = rightOffset + column * rightLine + k * rightDepth;
        int inPlace = worthReadingInPlace(endRow - firstRow) ? width / ProductTile.LANES * ProductTile.LANES : 0;
        if (inPlace > 0) {
            rows(firstRow, endRow, column, inPlace, k, length, right, from, 1, 0, rightDepth);
        }
        if (inPlace < width) {
            float[] panels = COLUMN_PANELS.atLeast(Slab.aligned(ColumnPanels.size(width, length)));
            int rest = from + inPlace * rightLine;
            ColumnPanels.pack(width - inPlace, length, right, rest, rightLine, rightDepth, panels, Slab.FIRST);
            rows(firstRow, endRow, column + inPlace, width - inPlace, k, length, panels, Slab.FIRST, length, 0, 0);
        }
    }

    /** Whether packing B would cost more than it saves, for so many rows of A. */
    private boolean worthReadingInPlace(int rows) {
        return rightLine == 1 && (rows <= FEW_ROWS || (long) columns * depth <= SMALL);
    }

    /**
     * Rows of C, a few panels of A at a time, each of which then stays in the first-level cache while B passes by.
     *
     * @param b panels, the one of column c from {@code bAt + c·panelDepth} on, of which depth {@code skipped} is the
     *     first that counts; or rows of B {@code strideB} apart where that isn't 0, with {@code panelDepth} 1
     */
    private void rows(
            int firstRow,
            int endRow,
            int firstColumn,
            int width,
            int k,
            int length,
            float[] b,
            int bAt,
            int panelDepth,
            int skipped,
            int strideB) {
        int done = rowsInPlace(firstRow, endRow, firstColumn, width, k, length, b, bAt, panelDepth, skipped, strideB);
        if (done == width) {
            return;
        }
        boolean add = k > 0;
        boolean last = epilogue != null && k + length == depth;
        float[] panels = ROW_PANELS.atLeast(RowPanels.size(ROW_BLOCK, DEPTH_BLOCK));
        float[] edge = EDGE.atLeast(ProductTile.ROWS * ProductTile.COLUMNS);
        for (int block = firstRow; block < endRow; block += ROW_BLOCK) {
            int end = Math.min(endRow, block + ROW_BLOCK);
            int source = leftOffset + block * leftLine + k * leftDepth;
            RowPanels.pack(end - block, length, left, source, leftLine, leftDepth, panels, 0);
            int height;
            for (int row = block; row < end; row += height) {
                height = ProductTile.strip(end - row);
                int panel = (row - block) * length;
                for (int column = done; column < width; column += ProductTile.COLUMNS) {
                    int present = Math.min(ProductTile.COLUMNS, width - column);
                    int tile = ProductTile.width(present);
                    int stride = strideB == 0 ? tile : strideB;
                    int from = bAt + column * panelDepth + skipped * stride;
                    int to = cOffset + row * strideC + firstColumn + column;
                    if (present == tile) {
                        ProductTile.multiply(height, tile, length, panels, panel, b, from, stride, c, to, strideC, add);
                    } else {
                        ProductTile.multiply(
                                height, tile, length, panels, panel, b, from, stride, edge, 0, tile, false);
                        move(height, present, tile, edge, to, add);
                    }
                    if (last) {
                        VectorEpilogue.finishColumns(epilogue, height, present, firstColumn + column, c, to, strideC);
                    }
                }
            }
        }
    }

    /**
     * The same for the columns of whole pairs of panels, where packing A would cost more than it saves.
     *
     * @return the columns that are done
     */
    private int rowsInPlace(
            int firstRow,
            int endRow,
            int firstColumn,
            int width,
            int k,
            int length,
            float[] b,
            int bAt,
            int panelDepth,
            int skipped,
            int strideB) {
        int pair = 2 * ProductTile.COLUMNS;
        int paired = width / pair * pair;
        if (!RowsInPlace.FIT || leftDepth != 1 || columns > FEW_COLUMNS || strideB != 0 || 4 * paired < 3 * width) {
            return 0;
        }
        boolean add = k > 0;
        boolean last = epilogue != null && k + length == depth;
        int height;
        for (int row = firstRow; row < endRow; row += height) {
            height = RowsInPlace.strip(endRow - row);
            int from = leftOffset + row * leftLine + k;
            int to = cOffset + row * strideC + firstColumn;
            for (int column = 0; column < paired; column += pair) {
                int first = bAt + column * panelDepth + skipped * ProductTile.COLUMNS;
                int second = first + ProductTile.COLUMNS * panelDepth;
                RowsInPlace.multiply(
                        height, length, left, from, leftLine, b, first, second, c, to + column, strideC, add);
            }
            if (last && paired > 0) {
                VectorEpilogue.finishColumns(epilogue, height, paired, firstColumn, c, to, strideC);
            }
        }
        return paired;
    }

    /** A row of C by panels made ahead, in pairs as long as there are two. */
    private void singleRow(int row, int column, int width, int k, int length) {
        int pair = 2 * ProductTile.COLUMNS;
        int paired = width / pair * pair;
        int panels = aheadAt + column * depth + k * ProductTile.COLUMNS;
        int from = leftOffset + row * leftLine + k;
        int to = cOffset + row * strideC + column;
        for (int done = 0; done < paired; done += pair) {
            int first = panels + done * depth;
            int second = first + ProductTile.COLUMNS * depth;
            OneRow.multiply(length, left, from, ahead, first, second, c, to + done, k > 0);
        }
        if (epilogue != null && k + length == depth && paired > 0) {
            VectorEpilogue.finishColumns(epilogue, 1, paired, column, c, to, strideC);
        }
        if (paired < width) {
            int rest = column + paired;
            rows(row, row + 1, rest, width - paired, k, length, ahead, aheadAt + rest * depth, depth, k, 0);
        }
    }

    private void move(int rows, int columns, int width, float[] tile, int cOffset, boolean add) {
        for (int row = 0; row < rows; row++) {
            int to = cOffset + row * strideC;
            int from = row * width;
            for (int column = 0; column < columns; column++) {
                float sum = tile[from + column];
                c[to + column] = add ? c[to + column] + sum : sum;
            }
        }
    }
}
