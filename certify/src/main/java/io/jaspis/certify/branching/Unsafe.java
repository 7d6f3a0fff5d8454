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

    /** The rows with the sign turned, whose lower bounds exclude the set; without −0. */
    float[][] opposite() {
        float[][] opposite = new float[rows.length][];
        for (int i = 0; i < opposite.length; i++) {
            opposite[i] = new float[rows[i].length];
            for (int j = 0; j < opposite[i].length; j++) {
                opposite[i][j] = 0 - rows[i][j];
            }
        }
        return opposite;
    }

    /**
     * How far a lower bound of {@code −rows[row] · y} is above where the row can't hold any more: above 0 just where it is, though the
     * difference may round to 0. NaN of a bound that is none.
     */
    float margin(int row, float bound) {
        float margin = bound + bounds[row];
        return bound > -bounds[row] ? Math.max(margin, Float.MIN_VALUE) : Math.min(margin, 0);
    }
}
