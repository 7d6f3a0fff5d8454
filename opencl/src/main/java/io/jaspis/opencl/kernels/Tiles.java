package io.jaspis.opencl.kernels;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Products of matrices whose elements a subclass fetches and stores: C[row, column] = Σ_k left(row, k)·right(k, column), as
 * fused multiply-adds from the first k to the last.
 *
 * <p>A group of 16 × 16 work-items computes 64 × 64 elements, 4 × 4 each, in scalars so that they stay in registers; 16
 * rows of both operands at a time are shared in 8 KiB of local memory. Neighbours in a group read neighbours of local
 * memory, so no bank is asked twice. Where a device allows no groups of 256 they have 8 × 8, 4 × 4, 2 × 2 or 1 × 1, with tiles
 * smaller alike; each element is the same sum in the same order.
 *
 * <p>On a GPU the loop of {@code tile.cl} takes this one's place, with a tile as large and as wide as suits a product. It gives
 * the same bits.
 *
 * <p>A long product of few elements has too few groups for a device. Its depth may be cut into slices, each of which is a
 * result of its own; {@link Sums} then adds these, from the first slice to the last.
 */
public abstract class Tiles extends DeviceKernel {
    /** Of the largest tile. */
    private static final int TILE = 64;

    private static final int STEP = 16;
    /** Rows and columns of elements that a work-item has. */
    private static final int OWN = 4;

    /** Work-items along each side of a tile. */
    int side = TILE / OWN;

    /** The tile of the loop for GPUs; null where this class's own is to run. */
    private Tile large;

    /** What the tile is chosen by, beside the sizes. */
    private int units = 1;

    private long others = 1;
    /** Work-items of the largest group that the device allows, whatever the kernel; 0 until that is known. */
    private long allowed;

    int rows;
    int columns;
    int depth;
    /** Products side by side: groups of a convolution, or matrices of a batch. */
    int products;
    /** Parts of the depth, which are results one behind the other. */
    int slices = 1;
    /** Depth of a slice; the last may have less. */
    int span;

    @Local
    float[] lefts = new float[TILE * STEP];

    @Local
    float[] rights = new float[TILE * STEP];

    /**
     * Has the loop for GPUs run, with the tile that suits a device of so many units.
     *
     * @param sliced whether the depth may be cut
     */
    public final void forGpu(int unitsOfDevice, boolean sliced) {
        units = unitsOfDevice;
        others = (long) products * (sliced ? mostSlices() : 1);
        with(Tile.of(rows, columns, others, units, Integer.MAX_VALUE).orElseThrow());
    }

    /** Has the loop for GPUs run with this tile. */
    final void with(Tile tile) {
        large = tile;
        lefts = new float[1];
        rights = new float[1];
    }

    @Override
    public void fit(long most) {
        if (allowed == 0) {
            allowed = most;
        }
        if (large == null) {
            fitSide(most);
        } else if (large.items() > most) {
            Optional<Tile> smaller = Tile.of(rows, columns, others, units, most);
            smaller.ifPresentOrElse(this::with, this::withoutLoop);
        }
    }

    /** Has this class's own loop run, of whose groups nothing is known yet but what the device allows. */
    private void withoutLoop() {
        large = null;
        lefts = new float[TILE * STEP];
        rights = new float[TILE * STEP];
        fitSide(allowed);
    }

    private void fitSide(long most) {
        side = TILE / OWN;
        while ((long) side * side > most) {
            side = side / 2;
        }
    }

    @Override
    public Map<String, Integer> constants() {
        if (large != null) {
            return known();
        }
        // A number known to the compiler lets it unroll; of small tiles that would be 64 rounds, too many for PoCL 3.1.
        return side == TILE / OWN ? Map.of("side", side) : Map.of();
    }

    /**
     * For the loop for GPUs: the numbers that hang on the layer alone. Each text is compiled by itself, so of a layer there are only
     * as many as its batches have tiles; a compiler that knows them has no division left to do for an element.
     */
    Map<String, Integer> known() {
        Map<String, Integer> known = new HashMap<>();
        if (products == 1) {
            known.put("products", 1);
        }
        if (slices == 1) {
            known.put("slices", 1);
        }
        return known;
    }

    @Override
    public String loop() {
        return large == null ? "" : large.text(leftAlongDepth(), rightAlongDepth());
    }

    /** All along the first axis: along the others some devices have no room for many groups. */
    @Override
    public Extent extent() {
        long group = large == null ? (long) side * side : large.items();
        long groups = tiles(columns, tileColumns()) * tiles(rows, tileRows()) * products * slices;
        return new Extent(new long[] {groups * group}, new long[] {group});
    }

    private int tileRows() {
        return large == null ? OWN * side : large.rows();
    }

    private int tileColumns() {
        return large == null ? OWN * side : large.columns();
    }

    private static long tiles(int count, int tile) {
        return (count + tile - 1L) / tile;
    }

    /** Depth that is worth a group of its own. */
    private static final int LEAST_SPAN = 256;

    /** Groups that a unit of a device works on at a time, so that one computes while another waits for memory. */
    private static final int GROUPS_OF_A_UNIT = 4;

    /** Cuts the depth into slices that give a device of so many units enough groups; into one where it has enough. */
    public final void slice(int units) {
        long groups = tiles(columns, tileColumns()) * tiles(rows, tileRows()) * products;
        long wanted = ((long) units * GROUPS_OF_A_UNIT + groups - 1) / groups;
        cut((int) Math.max(1, Math.min(wanted, mostSlices())));
    }

    private int mostSlices() {
        return Math.max(1, depth / LEAST_SPAN);
    }

    /** Cuts the depth into at most this many slices. */
    final void cut(int most) {
        span = ((depth + most - 1) / most + STEP - 1) / STEP * STEP;
        slices = (depth + span - 1) / span;
    }

    /** The parts of the depth; more than one are results of their own. */
    public final int slices() {
        return slices;
    }

    /** Whether neighbours along the depth of the left operand are neighbours in memory, rather than those along its rows. */
    abstract boolean leftAlongDepth();

    abstract boolean rightAlongDepth();

    abstract float left(int product, int row, int k);

    abstract float right(int product, int k, int column);

    /** @param slice the part of the depth that was summed */
    abstract void store(int slice, int product, int row, int column, float sum);

    private void put(int slice, int product, int row, int column, float sum) {
        if (row < rows && column < columns) {
            // Which zero a sum is mustn't hang on how far its tile is padded.
            store(slice, product, row, column, sum + 0f);
        }
    }

    @Override
    public void run() {
        int item = getLocalId(0);
        int down = item / side;
        int across = item - down * side;
        int tile = OWN * side;
        // Tiles of a row of tiles, then the rows, then products, then slices.
        int which = getGroupId(0);
        int wide = (columns + tile - 1) / tile;
        int high = (rows + tile - 1) / tile;
        int column = (which % wide) * tile;
        int row = (which / wide % high) * tile;
        int part = which / wide / high;
        int slice = part / products;
        int product = part - slice * products;
        int start = 0;
        int end = depth;
        if (slices > 1) {
            start = slice * span;
            end = start + span;
            if (end > depth) {
                end = depth;
            }
        }
        float c00 = 0f;
        float c01 = 0f;
        float c02 = 0f;
        float c03 = 0f;
        float c10 = 0f;
        float c11 = 0f;
        float c12 = 0f;
        float c13 = 0f;
        float c20 = 0f;
        float c21 = 0f;
        float c22 = 0f;
        float c23 = 0f;
        float c30 = 0f;
        float c31 = 0f;
        float c32 = 0f;
        float c33 = 0f;
        for (int first = start; first < end; first += STEP) {
            // A tile has as many elements for each of its work-items, whatever the side.
            for (int i = 0; i < OWN * STEP / side; i++) {
                int at = item + i * side * side;
                int leftRow = at / STEP;
                int leftK = at - leftRow * STEP;
                int rightK = at / tile;
                int rightColumn = at - rightK * tile;
                float a = 0f;
                float b = 0f;
                if (row + leftRow < rows && first + leftK < end) {
                    a = left(product, row + leftRow, first + leftK);
                }
                if (column + rightColumn < columns && first + rightK < end) {
                    b = right(product, first + rightK, column + rightColumn);
                }
                lefts[leftK * tile + leftRow] = a;
                rights[rightK * tile + rightColumn] = b;
            }
            localBarrier();
            for (int k = 0; k < STEP; k++) {
                int fromLeft = k * tile + down;
                int fromRight = k * tile + across;
                float a0 = lefts[fromLeft];
                float a1 = lefts[fromLeft + side];
                float a2 = lefts[fromLeft + 2 * side];
                float a3 = lefts[fromLeft + 3 * side];
                float b0 = rights[fromRight];
                float b1 = rights[fromRight + side];
                float b2 = rights[fromRight + 2 * side];
                float b3 = rights[fromRight + 3 * side];
                c00 = fused(a0, b0, c00);
                c01 = fused(a0, b1, c01);
                c02 = fused(a0, b2, c02);
                c03 = fused(a0, b3, c03);
                c10 = fused(a1, b0, c10);
                c11 = fused(a1, b1, c11);
                c12 = fused(a1, b2, c12);
                c13 = fused(a1, b3, c13);
                c20 = fused(a2, b0, c20);
                c21 = fused(a2, b1, c21);
                c22 = fused(a2, b2, c22);
                c23 = fused(a2, b3, c23);
                c30 = fused(a3, b0, c30);
                c31 = fused(a3, b1, c31);
                c32 = fused(a3, b2, c32);
                c33 = fused(a3, b3, c33);
            }
            localBarrier();
        }
        int top = row + down;
        int left = column + across;
        put(slice, product, top, left, c00);
        put(slice, product, top, left + side, c01);
        put(slice, product, top, left + 2 * side, c02);
        put(slice, product, top, left + 3 * side, c03);
        put(slice, product, top + side, left, c10);
        put(slice, product, top + side, left + side, c11);
        put(slice, product, top + side, left + 2 * side, c12);
        put(slice, product, top + side, left + 3 * side, c13);
        put(slice, product, top + 2 * side, left, c20);
        put(slice, product, top + 2 * side, left + side, c21);
        put(slice, product, top + 2 * side, left + 2 * side, c22);
        put(slice, product, top + 2 * side, left + 3 * side, c23);
        put(slice, product, top + 3 * side, left, c30);
        put(slice, product, top + 3 * side, left + side, c31);
        put(slice, product, top + 3 * side, left + 2 * side, c32);
        put(slice, product, top + 3 * side, left + 3 * side, c33);
    }
}
