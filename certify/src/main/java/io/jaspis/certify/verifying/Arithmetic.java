package io.jaspis.certify.verifying;

/** What a proof is about (docs/soundness.md). */
public enum Arithmetic {
    /** The network in real arithmetic over the file's own weights, and in float32 too, in any order of summation. */
    FLOAT32,
    /** The network in real arithmetic. */
    REAL
}
