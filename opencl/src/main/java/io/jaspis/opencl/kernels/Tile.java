package io.jaspis.opencl.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shape of what a group of work-items computes in the loop of {@code tile.cl}: {@code down} × {@code across} of them,
 * with {@code tall} × {@code wide} elements each, {@code step} of the depth at a time.
 *
 * @param tall a multiple of 4, as is {@code wide}
 * @param rate how fast a device that is full of such groups is, 1 for the fastest
 */
record Tile(int down, int across, int tall, int wide, int step, double rate) {
    /** For large products, for few rows as convolutions of few channels have, for few columns, and for small ones. */
    static final List<Tile> ALL = List.of(
            new Tile(16, 16, 8, 8, 8, 1),
            new Tile(8, 32, 8, 4, 8, 0.9),
            new Tile(16, 16, 4, 4, 16, 0.75),
            new Tile(8, 16, 4, 4, 8, 0.8),
            new Tile(4, 32, 4, 4, 8, 0.58),
            new Tile(32, 8, 4, 4, 8, 0.73));

    /** How much longer a group takes that has a unit for itself than its share of a full one. */
    private static final double ALONE = 1.5;

    private static final String LOOP = read();

    private static String read() {
        try (InputStream stream = Tile.class.getResourceAsStream("tile.cl")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            // Comments are for people; not all compilers of drivers take what isn't ASCII.
            return text.lines()
                    .filter(line -> !line.strip().startsWith("//"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The tile with which a device of so many units should be done first: with the padding to whole tiles counted as work,
     * and units without a group as idle.
     *
     * @param others groups for each tile of a product: other products, and slices of the depth
     * @param most work-items that a group may have
     * @return nothing where no tile has so few
     */
    static Optional<Tile> of(long rows, long columns, long others, int units, long most) {
        return ALL.stream()
                .filter(tile -> tile.items() <= most)
                .min(Comparator.comparingDouble(tile -> tile.cost(rows, columns, others, units)));
    }

    private double cost(long rows, long columns, long others, int units) {
        double groups = (double) ceil(rows, rows()) * ceil(columns, columns()) * others;
        return rows() * columns() / rate * Math.max(ALONE, groups / units);
    }

    private static long ceil(long count, int part) {
        return (count + part - 1) / part;
    }

    int items() {
        return down * across;
    }

    int rows() {
        return down * tall;
    }

    int columns() {
        return across * wide;
    }

    /** The loop in OpenCL C, for operands whose elements lie in a row in memory along the depth or not. */
    String text(boolean leftAlongDepth, boolean rightAlongDepth) {
        return "   #define DOWN " + down + "\n   #define ACROSS " + across + "\n   #define TALL " + tall
                + "\n   #define WIDE " + wide + "\n   #define STEP " + step + "\n   #define LEFT_ALONG_DEPTH "
                + (leftAlongDepth ? 1 : 0) + "\n   #define RIGHT_ALONG_DEPTH " + (rightAlongDepth ? 1 : 0) + "\n"
                + LOOP;
    }
}
