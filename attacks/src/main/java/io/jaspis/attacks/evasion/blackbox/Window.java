package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Picture;

/**
 * A rectangle of a picture, in all of its channels; of what is no picture, a run of its elements. One object is placed anew for
 * each proposal.
 */
final class Window {
    private final Picture picture;
    /** Those that runs are of; null where all are, and of a picture. */
    private final int[] elements;

    private final int channels;
    private final int height;
    private final int width;
    private int rows;
    private int columns;
    private int top;
    private int left;

    /** Of all elements. */
    Window(Subject subject) {
        this(subject, null);
    }

    /** @param of elements that the runs of what is no picture go over, in their order, as if there were no others; null for all */
    Window(Subject subject, int[] of) {
        this.picture = subject.picture().orElse(null);
        this.elements = picture == null ? of : null;
        this.channels = picture == null ? 1 : picture.channels();
        this.height = picture == null ? 1 : picture.height();
        int all = elements == null ? subject.size() : elements.length;
        this.width = picture == null ? all : picture.width();
    }

    /**
     * Takes the size of a square with this share of the pixels, rounded as Python does, or of a run with this share of the
     * elements.
     *
     * @param least the smallest side of a square
     * @param odd whether sides of squares are to be odd
     */
    void size(double share, int least, boolean odd) {
        if (picture == null) {
            rows = 1;
            columns = Math.clamp((long) Math.rint(share * width), 1, width);
            return;
        }
        int side = Math.max(side(share, height * width), least);
        side += odd && side % 2 == 0 ? 1 : 0;
        rows = Math.min(side, height);
        columns = Math.min(side, width);
    }

    /** The side of a square with this share of so many pixels; half to even, as Python rounds. */
    static int side(double share, int pixels) {
        return (int) Math.rint(Math.sqrt(share * pixels));
    }

    void size(int rowsOf, int columnsOf) {
        rows = rowsOf;
        columns = columnsOf;
    }

    /** Goes anywhere that it fits into. */
    void place(Chance chance) {
        top = chance.nextInt(height - rows + 1);
        left = chance.nextInt(width - columns + 1);
    }

    void place(int row, int column) {
        top = row;
        left = column;
    }

    int channels() {
        return channels;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Whether it also holds an element of another window. */
    boolean holds(Window other, int row, int column) {
        int r = other.top + row - top;
        int c = other.left + column - left;
        return r >= 0 && r < rows && c >= 0 && c < columns;
    }

    /** The place of an element in the example. */
    int at(int channel, int row, int column) {
        if (picture != null) {
            return picture.at(channel, top + row, left + column);
        }
        return elements == null ? left + column : elements[left + column];
    }
}
