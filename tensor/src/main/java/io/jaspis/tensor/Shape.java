package io.jaspis.tensor;

import java.util.Arrays;

/**
 * The extent of a row-major array along each axis, such as {@code [3, 32, 32]}. The empty shape is a scalar's. Every
 * extent is at least one and the product of all fits an {@code int}.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        long product = 1;
        for (int extent : extents) {
            if (extent < 1) {
                throw new IllegalArgumentException(
                        "every extent of a shape must be at least 1, but this one is " + Arrays.toString(extents));
            }
            product *= extent;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a shape of " + Arrays.toString(extents) + " has more elements than an array can hold");
            }
        }
        this.extents = extents;
        this.size = (int) product;
    }

    /**
     * The shape with these extents; none makes a scalar.
     *
     * @throws IllegalArgumentException where one is less than 1, or their product is no {@code int}
     */
    public static Shape of(int... extents) {
        return extents.length == 0 ? SCALAR : new Shape(extents.clone());
    }

    /** The shape of a single number, which has no axes. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** The number of axes. */
    public int rank() {
        return extents.length;
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** The extent of one axis; a negative axis counts from the last, which is −1. */
    public int extent(int axis) {
        return extents[axis(axis)];
    }

    /** The extent of each axis, in an array of its own. */
    public int[] extents() {
        return extents.clone();
    }

    /** The axis as a number from 0; a negative one counts from the last. */
    public int axis(int axis) {
        int positive = axis < 0 ? axis + extents.length : axis;
        if (positive < 0 || positive >= extents.length) {
            throw new IllegalArgumentException("axis " + axis + " is not in the shape " + this);
        }
        return positive;
    }

    /** The product of the extents of the axes {@code from} up to, not including, {@code to}. */
    public int size(int from, int to) {
        if (from < 0 || to > extents.length) {
            throw new IllegalArgumentException(
                    "the axes from " + from + " up to " + to + " are not all in the shape " + this);
        }
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product *= extents[axis];
        }
        return product;
    }

    /** This shape with another extent on one axis. */
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis(axis)] = extent;
        return new Shape(changed);
    }

    /** This shape without one axis. */
    public Shape without(int axis) {
        int position = axis(axis);
        int[] fewer = new int[extents.length - 1];
        System.arraycopy(extents, 0, fewer, 0, position);
        System.arraycopy(extents, position + 1, fewer, position, fewer.length - position);
        return of(fewer);
    }

    /** This shape with one axis more, before the given one; an axis equal to the rank appends. */
    public Shape insert(int axis, int extent) {
        if (axis < 0 || axis > extents.length) {
            throw new IllegalArgumentException("no axis can be inserted before axis " + axis + " of the shape " + this
                    + ", only before 0 to " + extents.length);
        }
        int[] more = new int[extents.length + 1];
        System.arraycopy(extents, 0, more, 0, axis);
        more[axis] = extent;
        System.arraycopy(extents, axis, more, axis + 1, extents.length - axis);
        return new Shape(more);
    }

    /** This shape followed by the other. */
    public Shape then(Shape other) {
        int[] joined = Arrays.copyOf(extents, extents.length + other.extents.length);
        System.arraycopy(other.extents, 0, joined, extents.length, other.extents.length);
        return of(joined);
    }

    /** The first {@code count} axes alone. */
    public Shape leading(int count) {
        requireAxes(count);
        return of(Arrays.copyOf(extents, count));
    }

    /** The last {@code count} axes alone. */
    public Shape trailing(int count) {
        requireAxes(count);
        return of(Arrays.copyOfRange(extents, extents.length - count, extents.length));
    }

    private void requireAxes(int count) {
        if (count < 0 || count > extents.length) {
            throw new IllegalArgumentException(
                    "the shape " + this + " has 0 to " + extents.length + " axes to take, not " + count);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
