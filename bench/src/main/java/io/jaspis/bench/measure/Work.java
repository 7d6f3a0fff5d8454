package io.jaspis.bench.measure;

/**
 * What a computation can't do without.
 *
 * @param operations floating-point operations, a multiply-add as two; 0 where only memory counts
 * @param bytes read and written once; 0 where unknown
 */
public record Work(double operations, double bytes) {
    public static final Work UNKNOWN = new Work(0, 0);

    /** The work on this many floats that are read or written. */
    public static Work floats(double count) {
        return new Work(0, 4 * count);
    }

    /** The work of a product of {@code [rows × depth]} and {@code [depth × columns]}. */
    public static Work product(double rows, double columns, double depth) {
        return new Work(2 * rows * columns * depth, 4 * (rows * depth + depth * columns + rows * columns));
    }
}
