package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Decimals;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Which way each kind of number is rounded. */
class FiguresLaws {
    private static BigDecimal read(String figure) {
        return new BigDecimal(figure.replace('−', '-'));
    }

    @Property
    void whatSomethingIsAtLeastReadsNoLarger(@ForAll double bound) {
        BigDecimal exact = new BigDecimal(bound);
        BigDecimal told = read(Figures.atLeast(bound));
        assertTrue(told.compareTo(exact) <= 0, () -> told + " of " + bound);
        assertTrue(exact.subtract(told).compareTo(exact.abs().movePointLeft(3)) <= 0, () -> told + " of " + bound);
    }

    @Property
    void whatWasAskedForReadsBack(@ForAll double number, @ForAll float single) {
        assertEquals(number, Decimals.read(Figures.asked(number)));
        assertEquals(single, (float) Decimals.read(Figures.asked(single)));
    }

    @Property
    void radiiReadBackAsNumbersOrFractions(
            @ForAll @DoubleRange(max = 10) double number, @ForAll @IntRange(max = 600) int k) {
        for (double radius : new double[] {number, k / 255.0, Math.nextUp(k / 255.0), k / 1e4}) {
            String told = Figures.radius(radius);
            String number255 = told.contains("(") ? told.substring(told.indexOf('(') + 1, told.length() - 1) : told;
            assertEquals(radius, Decimals.read(number255), told);
        }
    }

    @Property
    void whatIsWithinALimitReadsSo(
            @ForAll @DoubleRange(max = 10) double limit, @ForAll @DoubleRange(min = 0.99, max = 1) double part) {
        BigDecimal told = read(Figures.within(part * limit, limit));
        assertTrue(told.doubleValue() <= limit, () -> told + " within " + limit);
    }
}
