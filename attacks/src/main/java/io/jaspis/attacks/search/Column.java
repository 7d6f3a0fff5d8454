package io.jaspis.attacks.search;

import io.jaspis.autodiff.plan.Execution;
import java.util.Arrays;

/** Numbers of one kind that each place of a batch has for itself: a row a place, in one array. */
public final class Column {
    private final String name;
    private final int width;
    private final float[] elements;
    /** Of which places the device has yet to be told. */
    private final boolean[] changed;

    Column(String name, int places, int width) {
        this.name = name;
        this.width = width;
        this.elements = new float[Math.multiplyExact(places, width)];
        this.changed = new boolean[places];
        Arrays.fill(changed, true);
    }

    String name() {
        return name;
    }

    /** How many numbers a place has. */
    public int width() {
        return width;
    }

    /** The rows of all places. Before a row is written, {@link #change} says where it begins. */
    public float[] elements() {
        return elements;
    }

    /** Where the row of a place begins, to read it. */
    public int at(int place) {
        return place * width;
    }

    /** Where the row of a place begins, to write it: before the next run it goes to the device. */
    public int change(int place) {
        changed[place] = true;
        return place * width;
    }

    /** Has all rows go to the device before the next run: it knows none of them. */
    void changeAll() {
        Arrays.fill(changed, true);
    }

    /** Brings the row of a place to another, or to the same, of another execution. */
    void move(int from, int to) {
        System.arraycopy(elements, from * width, elements, change(to), width);
    }

    /** Writes the changed rows of the first places to the input of this name, as many at a time as lie together. */
    void write(Execution execution, int places) {
        int first = 0;
        while (first < places) {
            int end = first;
            while (end < places && changed[end]) {
                changed[end++] = false;
            }
            if (end > first) {
                execution.write(name, elements, first * width, first, end - first);
            }
            first = end + 1;
        }
    }

    /** Reads the rows of the first places from the output of this name. */
    void read(Execution execution, int places) {
        execution.read(name, elements, 0, 0, places);
    }

    /** Reads the row of a place from an output that goes on where this input was written, unless it is written anew. */
    void fetch(Execution execution, String output, int place) {
        if (!changed[place]) {
            execution.read(output, elements, place * width, place, 1);
        }
    }
}
