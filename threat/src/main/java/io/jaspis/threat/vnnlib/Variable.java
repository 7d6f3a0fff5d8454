package io.jaspis.threat.vnnlib;

import java.util.List;

/**
 * A tensor that VNN-LIB 2.0 declares.
 *
 * @param name as it is written
 * @param type of its elements as it is written, such as {@code real} or {@code float32}
 * @param extents of its axes; none for a single number
 */
public record Variable(String name, String type, List<Integer> extents) {
    public Variable {
        extents = List.copyOf(extents);
    }

    /** The number of its elements. */
    public int size() {
        int size = 1;
        for (int extent : extents) {
            size *= extent;
        }
        return size;
    }

    /** An element as VNN-LIB writes it: its name, and the index along each axis. */
    String element(int index) {
        if (extents.isEmpty()) {
            return name;
        }
        int[] indices = new int[extents.size()];
        int rest = index;
        for (int axis = indices.length - 1; axis >= 0; axis--) {
            indices[axis] = rest % extents.get(axis);
            rest /= extents.get(axis);
        }
        StringBuilder text = new StringBuilder(name).append('[');
        for (int axis = 0; axis < indices.length; axis++) {
            text.append(axis == 0 ? "" : ",").append(indices[axis]);
        }
        return text.append(']').toString();
    }
}
