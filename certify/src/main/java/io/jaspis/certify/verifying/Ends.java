package io.jaspis.certify.verifying;

import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.threat.InputSet;

/**
 * A box in floats, as proofs and as attacks take it.
 *
 * @param lower floats that enclose the box
 * @param innerLower floats that a counterexample may have
 * @param settling where points between those settle; null where each of them may be a counterexample
 */
record Ends(float[] lower, float[] upper, float[] innerLower, float[] innerUpper, Settling settling) {

    static Ends of(InputSet.Box box) {
        return of(box, null);
    }

    static Ends of(InputSet.Box box, Settling settling) {
        int n = box.size();
        Ends ends = new Ends(new float[n], new float[n], new float[n], new float[n], settling);
        for (int i = 0; i < n; i++) {
            ends.lower[i] = box.outerLower(i);
            ends.upper[i] = box.outerUpper(i);
            ends.innerLower[i] = box.innerLower(i);
            ends.innerUpper[i] = box.innerUpper(i);
        }
        return ends;
    }

    /**
     * The box of the whole numbers in this one, where inputs are such.
     *
     * @param whole of each input the least and the largest, as float32 has them; null where it isn't a whole number
     */
    Ends between(double[][] whole) {
        Ends ends = new Ends(lower.clone(), upper.clone(), innerLower.clone(), innerUpper.clone(), settling);
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] != null) {
                ends.lower[i] = (float) whole[i][0];
                ends.upper[i] = (float) whole[i][1];
                ends.innerLower[i] = ends.lower[i];
                ends.innerUpper[i] = ends.upper[i];
            }
        }
        return ends;
    }

    /** How many inputs aren't fixed. */
    int open() {
        return FoldedNetwork.moving(lower, upper).length;
    }

    /** The nearest float to a number that a counterexample may have as this input. */
    float inside(int i, float number) {
        return Math.max(innerLower[i], Math.min(innerUpper[i], number));
    }

    /** The nearest floats to a point that a counterexample may have. */
    float[] inside(float[] point) {
        float[] inside = new float[point.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = inside(i, point[i]);
        }
        return inside;
    }

    /** The middle, or where that settles. */
    float[] middle() {
        float[] middle = new float[lower.length];
        for (int i = 0; i < middle.length; i++) {
            middle[i] = inside(i, lower[i] / 2 + upper[i] / 2);
        }
        if (settling == null) {
            return middle;
        }
        float[] settled = new float[middle.length];
        settling.settle(middle, 0, settled, 0);
        return settled;
    }

    /** Puts the corner of a part of the box where a plane is lowest into a point. */
    void corner(float[] low, float[] high, float[] plane, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = inside(i, plane[i] > 0 ? low[i] : high[i]);
        }
    }
}
