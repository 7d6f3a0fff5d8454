package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ThreatLaws {
    /** Wide, so that a ball's ends are its own. */
    private static Threat wide(Norm norm, double epsilon) {
        return new Threat(norm, epsilon, -4, 4);
    }

    @Provide
    Arbitrary<Float> centres() {
        return Arbitraries.oneOf(
                Arbitraries.floats().between(-1, 1),
                Arbitraries.of(0f, -0f, 1f, 0.5f, 0.1f, Float.MIN_VALUE, 1e-40f, Math.nextDown(1f)),
                Arbitraries.integers().between(0, 255).map(pixel -> pixel / 255f));
    }

    @Provide
    Arbitrary<Double> radii() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(0, 1),
                Arbitraries.of(0.0, 1e-9, 0.1, 8.0 / 255, 0x1p-30, 1e-46, 1e-300, Double.MIN_VALUE),
                Arbitraries.integers().between(0, 255).map(pixel -> (double) (pixel / 255f)));
    }

    private static BigDecimal exact(double number) {
        return new BigDecimal(number);
    }

    @Property
    @Label("the inner bounds are the outermost floats of the exact ball, the outer ones the innermost around it")
    void bounds(@ForAll("centres") float centre, @ForAll("radii") double epsilon) {
        Threat threat = wide(Norm.LINF, epsilon);
        BigDecimal low = exact(centre).subtract(exact(epsilon));
        BigDecimal high = exact(centre).add(exact(epsilon));
        assertTrue(exact(threat.innerLower(0, centre)).compareTo(low) >= 0);
        assertTrue(exact(Math.nextDown(threat.innerLower(0, centre))).compareTo(low) < 0);
        assertTrue(exact(threat.outerLower(0, centre)).compareTo(low) <= 0);
        assertTrue(exact(Math.nextUp(threat.outerLower(0, centre))).compareTo(low) > 0);
        assertTrue(exact(threat.innerUpper(0, centre)).compareTo(high) <= 0);
        assertTrue(exact(Math.nextUp(threat.innerUpper(0, centre))).compareTo(high) > 0);
        assertTrue(exact(threat.outerUpper(0, centre)).compareTo(high) >= 0);
        assertTrue(exact(Math.nextDown(threat.outerUpper(0, centre))).compareTo(high) < 0);
    }

    @Property
    @Label("inner and outer bounds are the same float or neighbours")
    void neighbours(@ForAll("centres") float centre, @ForAll("radii") double epsilon) {
        Threat threat = wide(Norm.LINF, epsilon);
        float lower = threat.outerLower(0, centre);
        float upper = threat.outerUpper(0, centre);
        assertTrue(threat.innerLower(0, centre) == lower || threat.innerLower(0, centre) == Math.nextUp(lower));
        assertTrue(threat.innerUpper(0, centre) == upper || threat.innerUpper(0, centre) == Math.nextDown(upper));
    }

    @Property
    @Label("no bound leaves the range, and the centre is between them")
    void range(@ForAll("centres") float any, @ForAll("radii") double epsilon) {
        float centre = Math.abs(any);
        Threat threat = new Threat(Norm.LINF, epsilon, 0, 1);
        for (float lower : new float[] {threat.innerLower(0, centre), threat.outerLower(0, centre)}) {
            assertTrue(lower >= 0 && lower <= centre);
        }
        for (float upper : new float[] {threat.innerUpper(0, centre), threat.outerUpper(0, centre)}) {
            assertTrue(upper <= 1 && upper >= centre);
        }
    }

    @Property
    @Label("in L∞ a point is inside up to the inner bound, and the next float is outside")
    void edges(@ForAll("centres") float centre, @ForAll("radii") double epsilon) {
        Threat threat = wide(Norm.LINF, epsilon);
        assertTrue(contains(threat, centre, threat.innerLower(0, centre)));
        assertTrue(contains(threat, centre, threat.innerUpper(0, centre)));
        assertFalse(contains(threat, centre, Math.nextDown(threat.innerLower(0, centre))));
        assertFalse(contains(threat, centre, Math.nextUp(threat.innerUpper(0, centre))));
    }

    @Property
    @Label("in any norm, no point inside is beyond the outer bounds")
    void outer(@ForAll Norm norm, @ForAll("centres") float centre, @ForAll("radii") double epsilon) {
        Threat threat = wide(norm, epsilon);
        for (float x : new float[] {threat.outerLower(0, centre), threat.outerUpper(0, centre)}) {
            float beyond = x < centre ? Math.nextDown(x) : Math.nextUp(x);
            assertFalse(contains(threat, centre, beyond));
        }
    }

    @Property
    @Label("the radius 0 is the centre alone")
    void zero(@ForAll Norm norm, @ForAll("centres") float centre) {
        Threat threat = wide(norm, 0);
        assertEquals(centre, threat.outerLower(0, centre), 0);
        assertEquals(centre, threat.outerUpper(0, centre), 0);
        assertTrue(contains(threat, centre, centre));
        assertFalse(contains(threat, centre, Math.nextUp(centre)));
    }

    private static boolean contains(Threat threat, float centre, float x) {
        return threat.contains(new float[] {centre}, 0, new float[] {x}, 0, 1);
    }
}
