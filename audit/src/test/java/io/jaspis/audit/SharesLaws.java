package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What shares promise their reader. */
class SharesLaws {
    private static BigDecimal number(String share) {
        return new BigDecimal(share.replace("\u202F%", ""));
    }

    @Property
    void differentCountsReadDifferentlyAndInTheirOrder(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long whole,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long any) {
        long count = any % whole;
        Shares shares = new Shares(whole);
        assertTrue(number(shares.of(count)).compareTo(number(shares.of(count + 1))) < 0);
        assertEquals(count == 0, number(shares.of(count)).signum() == 0);
        assertNotEquals(0, number(shares.of(count)).compareTo(BigDecimal.valueOf(100)));
        assertEquals(0, number(shares.of(whole)).compareTo(BigDecimal.valueOf(100)));
    }

    @Property
    void aClassIsToldLikeTheWhole(
            @ForAll @IntRange(min = 1, max = 20_000) int part,
            @ForAll @IntRange(min = 0, max = 20_000) int more,
            @ForAll @IntRange(min = 0, max = 20_000) int any) {
        int count = any % part;
        Shares shares = new Shares(part + more);
        assertNotEquals(shares.of(count, part), shares.of(count + 1, part));
        double exact = 100.0 * count / part;
        double last = Math.pow(10, -number(shares.of(count, part)).scale());
        assertEquals(exact, number(shares.of(count, part)).doubleValue(), 0.5000001 * last);
    }

    @Property
    void intervalsHoldTheirShare(
            @ForAll @IntRange(min = 1, max = 5000) int examples, @ForAll @IntRange(min = 0, max = 5000) int any) {
        int count = any % (examples + 1);
        Interval interval = Interval.of(count, examples, 0.95);
        assertTrue(interval.lower() <= (double) count / examples && (double) count / examples <= interval.upper());
        String[] ends = new Shares(examples).of(interval).replace("\u202F%", "").split("–");
        assertTrue(new BigDecimal(ends[0]).doubleValue() <= 100 * interval.lower());
        assertTrue(new BigDecimal(ends[1]).doubleValue() >= 100 * interval.upper());
    }

    @Property
    void onlyNothingAndAllReadSo(
            @ForAll @DoubleRange(max = 1) double share, @ForAll @IntRange(max = 200_000) int whole) {
        for (double near : new double[] {share, share * 1e-9, 1 - share * 1e-9}) {
            for (String told : List.of(
                    new Shares(whole).measured(near),
                    Shares.proved(near),
                    Shares.asked(near),
                    new Shares(whole).lowerBeside(0.5, near),
                    new Shares(whole).upperBeside(0.5, near))) {
                boolean end = near < 1e-14 || near == 1;
                assertTrue(end || number(told).signum() > 0, () -> told + " of " + near);
                assertTrue(end || number(told).compareTo(BigDecimal.valueOf(100)) < 0, () -> told + " of " + near);
            }
            assertTrue(number(Shares.proved(near)).movePointLeft(2).compareTo(new BigDecimal(near)) <= 0);
            assertEquals(near, number(Shares.asked(near)).movePointLeft(2).doubleValue());
        }
    }

    @Property
    void whatAShareIsAtMostReadsNoSmaller(@ForAll @DoubleRange(max = 1) double share) {
        for (double any : new double[] {share, share * 1e-3, share * 1e-6}) {
            BigDecimal told = number(Shares.atMost(any)).movePointLeft(2);
            assertTrue(told.compareTo(new BigDecimal(any)) >= 0, () -> told + " of " + any);
            assertTrue(told.doubleValue() <= 1.1 * any + 1e-20, () -> told + " of " + any);
        }
    }

    @Property
    void besideALimitBothReadInTheirOrder(
            @ForAll @DoubleRange(max = 1) double limit,
            @ForAll @IntRange(min = 1, max = 5000) int whole,
            @ForAll @IntRange(min = 0, max = 5000) int any) {
        int count = any % (whole + 1);
        double share = (double) count / whole;
        for (double bar : new double[] {Math.max(0.001, limit), Math.rint(100 * share) / 100, share}) {
            BigDecimal told = number(new Shares(whole).beside(bar, count));
            assertEquals(
                    Double.compare(share, bar), told.compareTo(number(Shares.asked(bar))), () -> told + " of " + bar);
            Interval interval = Interval.of(count, whole, 0.95);
            BigDecimal lower =
                    number(new Shares(whole).lowerBeside(bar, interval.lower())).movePointLeft(2);
            BigDecimal upper =
                    number(new Shares(whole).upperBeside(bar, interval.upper())).movePointLeft(2);
            assertTrue(lower.compareTo(BigDecimal.valueOf(interval.lower())) <= 0);
            assertTrue(upper.compareTo(BigDecimal.valueOf(interval.upper())) >= 0);
        }
    }

    @Property
    void endsOfDifferencesGoOutward(
            @ForAll @DoubleRange(min = -1, max = 1) double end, @ForAll @IntRange(max = 5000) int whole) {
        BigDecimal exact = new BigDecimal(end).movePointRight(2);
        assertTrue(new BigDecimal(new Shares(whole).signedLower(end)).compareTo(exact) <= 0);
        assertTrue(new BigDecimal(new Shares(whole).signedUpper(end)).compareTo(exact) >= 0);
    }

    @Example
    void asPeopleExpect() {
        assertEquals("98.4\u202F%", new Shares(64).of(63));
        assertEquals("66.7\u202F%", new Shares(3).of(2));
        assertEquals("0.2\u202F%", new Shares(500).of(1));
        assertEquals("99.99\u202F%", new Shares(10_000).of(9_999));
        assertEquals("99.999\u202F%", new Shares(100_000).of(99_999));
        assertEquals("33.33\u202F%", new Shares(5000).of(1, 3));
        assertEquals("–", new Shares(0).of(0));
        assertEquals("99.997\u202F%", new Shares(0).measured(29_999 / 30_000.0));
        assertEquals("98.40\u202F%", new Shares(500).measured(0.984));
        assertEquals("99.999\u202F%", Shares.asked(0.99999));
        assertEquals("95\u202F%", Shares.asked(0.95));
        assertEquals("100\u202F%", Shares.asked(1));
        // 30 of 50: Clopper & Pearson have 0.4518 to 0.7359, as R's binom.test(30, 50) prints them.
        assertEquals("45.1–73.6\u202F%", new Shares(50).of(Interval.of(30, 50, 0.95)));
    }
}
