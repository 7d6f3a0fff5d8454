package io.jaspis.bench.seams;

/**
 * Something that the law forbids.
 *
 * @param detail the point, the exact values and what was said of them, in words
 */
public record Violation(Kind kind, String detail) {

    /** What was broken. */
    public enum Kind {
        /** Reading ended with anything but a refusal. */
        READER_FAILED,
        /** A refusal that no person can act on. */
        POOR_REFUSAL,
        /** A file without a meaning was read. */
        READ_WITHOUT_MEANING,
        /** Bounds or plans couldn't be made of what was read. */
        BOUNDS_FAILED,
        /** A bound is NaN, or the lower one above the upper. */
        BROKEN_BOUNDS,
        /** An exact value lies outside the bounds. */
        OUTSIDE_BOUNDS,
        /** The float32 run is further from the exact value than the bounds of the point allow. */
        FORWARD_DIFFERS,
        /** The gradient couldn't be made or evaluated. */
        GRADIENT_FAILED,
        /** The gradient isn't the slope that the file's network has to both sides of a point. */
        GRADIENT_DIFFERS,
        /** The audit ended with an error. */
        AUDIT_FAILED,
        /** The audit proved and broke the same example. */
        CONTRADICTION,
        /** An example is certified, and a point of its ball has another class. */
        CERTIFIED_BUT_BROKEN,
        /** The verifier ended with an error. */
        VERIFIER_FAILED,
        /** No point of a box is told to be unsafe, and one is. */
        PROVED_BUT_UNSAFE,
        /** What was told as adversarial surely has its label. */
        FALSE_ATTACK,
        /** Sampling or its check ended with an error. */
        SMOOTHING_FAILED,
        /** The checker refuses a certificate that was just made. */
        SMOOTHING_DISAGREES
    }
}
