package io.jaspis.threat;

/** Refuses numbers of things that aren't there, and arrays that don't hold what they should, in sentences. */
final class Fitting {
    private Fitting() {}

    /**
     * The index, where it is one.
     *
     * @param what one of the things that are counted
     */
    static int index(int index, int count, String what) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "there is no %s %s of %s: they are counted from 0".formatted(what, index, count));
        }
        return index;
    }

    /** Refuses an array that hasn't so many values from a place on. */
    static void values(float[] values, int offset, int count) {
        if (values == null || offset < 0 || offset > values.length - count) {
            throw misfit(values == null ? "is null" : "has " + values.length, offset, count);
        }
    }

    private static IllegalArgumentException misfit(String held, int offset, int count) {
        return new IllegalArgumentException(
                "a point here has %s values, from place %s of its array on, but the array %s"
                        .formatted(count, offset, held));
    }
}
