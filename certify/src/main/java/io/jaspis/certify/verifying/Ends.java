package io.jaspis.certify.verifying;

import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.threat.InputSet;

/**
 * A box in floats, as proofs and as attacks take it.
 *
 * @param lower floats that enclose the box
 * @param innerLower floats that a counterexample may have
 */
record Ends(float[] lower, float[] upper, float[] innerLower, float[] innerUpper) {

    static Ends of(InputSet.Box box) {
        int n = box.size();
        Ends ends = new Ends(new float[n], new float[n], new float[n], new float[n]);
        for (int i = 0; i < n; i++) {
            ends.lower[i] = box.outerLower(i);
            ends.upper[i] = box.outerUpper(i);
            ends.innerLower[i] = box.innerLower(i);
            ends.innerUpper[i] = box.innerUpper(i);
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
}
