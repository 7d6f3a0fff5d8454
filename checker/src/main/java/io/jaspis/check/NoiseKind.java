package io.jaspis.check;

/** The distributions of noise that certificates speak of. */
public enum NoiseKind {
    /** Normal, with the standard deviation σ. */
    GAUSSIAN,
    /** Uniform, with the half width λ. */
    UNIFORM
}
