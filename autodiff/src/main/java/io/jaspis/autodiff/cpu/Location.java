package io.jaspis.autodiff.cpu;

/**
 * Where a value lies: in an array from an offset on, which for inputs and outputs of a whole batch moves on with the part of
 * the batch that is computed.
 *
 * @param perExample how far the offset moves on from one example to the next
 */
record Location(float[] array, int offset, int perExample, Position position) {

    /** The first example of the part that is computed. */
    static final class Position {
        int example;
    }

    /** Where a value lies that has one place for all examples. */
    static Location fixed(float[] array, int offset) {
        return new Location(array, offset, 0, new Position());
    }

    /** Where the value begins at present. */
    int at() {
        return offset + perExample * position.example;
    }
}
