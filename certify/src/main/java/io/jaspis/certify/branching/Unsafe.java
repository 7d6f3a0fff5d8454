package io.jaspis.certify.branching;

/**
 * A set of outputs that a network must not have on a box.
 *
 * @param rows {@code [rows][outputs]}
 * @param bounds the unsafe outputs y are those with {@code rows[i] · y ≥ bounds[i]} for all i
 */
public record Unsafe(float[][] rows, float[] bounds) {
    public Unsafe {
        if (rows.length == 0 || rows.length != bounds.length) {
            throw new IllegalArgumentException("there must be a bound for each row, and one at least, but there are "
                    + rows.length + " rows and " + bounds.length + " bounds");
        }
    }
}
