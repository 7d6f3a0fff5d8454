package io.jaspis.certify.verifying;

/**
 * Where points of a box settle, of whose points not every one may be a counterexample: an attack walks over the box, and
 * evaluates where it settles.
 */
@FunctionalInterface
public interface Settling {
    /** Puts the point that may be a counterexample beside one of the box into x. Each array has it from its offset on. */
    void settle(float[] point, int at, float[] x, int xAt);
}
