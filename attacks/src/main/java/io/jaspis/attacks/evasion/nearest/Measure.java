package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/** What a nearest adversarial example is nearest in. */
public enum Measure {
    /** The number of elements that are another: no norm, but written as one. */
    L0,
    /** The sum of the differences. */
    L1,
    /** The root of the sum of squared differences. */
    L2,
    /** The largest difference. */
    LINF;

    /** That of a norm. */
    public static Measure of(Norm norm) {
        return switch (norm) {
            case LINF -> LINF;
            case L2 -> L2;
            case L1 -> L1;
        };
    }

    /**
     * How far two points of n elements are apart, in double precision; but for L0 in units of each feature's own ε, where
     * the threat has features.
     */
    public double distance(Threat threat, float[] a, int aOffset, float[] b, int bOffset, int n) {
        return switch (this) {
            case L0 -> changed(a, aOffset, b, bOffset, n);
            case L1 -> distance(Norm.L1, threat, a, aOffset, b, bOffset, n);
            case L2 -> distance(Norm.L2, threat, a, aOffset, b, bOffset, n);
            case LINF -> distance(Norm.LINF, threat, a, aOffset, b, bOffset, n);
        };
    }

    private static double distance(Norm norm, Threat threat, float[] a, int aOffset, float[] b, int bOffset, int n) {
        return threat.features() == null
                ? norm.distance(a, aOffset, b, bOffset, n)
                : threat.features().distance(norm, a, aOffset, b, bOffset);
    }

    private static int changed(float[] a, int aOffset, float[] b, int bOffset, int n) {
        int changed = 0;
        for (int i = 0; i < n; i++) {
            changed += a[aOffset + i] != b[bOffset + i] ? 1 : 0;
        }
        return changed;
    }
}
