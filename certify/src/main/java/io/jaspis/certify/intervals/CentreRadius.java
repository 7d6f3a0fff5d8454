package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Value;

/**
 * The centre and radius of an enclosure: what linear operations want.
 *
 * @param rounded the distance from the centre to the farther bound, to nearest; null where the centre is the exact value
 */
record CentreRadius(Value centre, Value rounded) {
    /**
     * Covers one rounding of a quantity that isn't negative: {@code fl(q)·INFLATION ≥ q}. A product instead of a step
     * to the next float, so that zero stays zero: a denormal in a dense product costs a hundred cycles.
     */
    static final float INFLATION = 1 + 0x1p-21f;

    /** Covers what underflow loses in any one sum of products, and is itself far from underflow. */
    static final float TINY = 0x1p-100f;

    static CentreRadius of(Enclosure enclosure) {
        if (enclosure.exact()) {
            return new CentreRadius(enclosure.lower(), null);
        }
        // Near the largest floats the sum overflows, and the bounds become infinite.
        Value centre = enclosure.lower().plus(enclosure.upper()).scale(0.5f);
        Value above = enclosure.upper().minus(centre);
        Value below = centre.minus(enclosure.lower());
        return new CentreRadius(centre, above.max(below));
    }

    /** At least the distance from the centre to either bound. */
    Value radius() {
        return rounded.scale(INFLATION);
    }

    boolean exact() {
        return rounded == null;
    }

    /** An upper bound of the magnitude: |centre| + radius. */
    Value magnitude() {
        return exact() ? centre.absolute() : centre.absolute().plus(rounded).scale(INFLATION);
    }

    /**
     * What stands in for the radius in a sum of {@code terms} products whose centre is computed in floats: radius +
     * γ·|centre|, with γ = n·u / (1 − n·u) (Higham 2002, section 3.1) and room for underflow.
     */
    Value radiusWithRounding(int terms) {
        Value rounding = centre.absolute().scale(Gamma.of(terms));
        Value total = exact() ? rounding : rounding.plus(rounded);
        return total.plus(TINY).scale(INFLATION * INFLATION);
    }

    /**
     * The bounds centre ± radius, from a centre and a radius that were themselves sums of {@code terms} products. A sum
     * that overflows on the way says nothing, though the exact one may be small: 0·∞ makes the radius NaN there, and the
     * bounds infinite.
     */
    static Enclosure bounds(Value centre, Value radius, int terms) {
        Value covered = radius.scale((float) ((1 + 2.0 * Gamma.of(terms)) * (1 + 0x1p-20)))
                .plus(TINY)
                .plus(centre.scale(0));
        return Enclosure.rounded(centre.minus(covered), centre.plus(covered), 2);
    }
}
