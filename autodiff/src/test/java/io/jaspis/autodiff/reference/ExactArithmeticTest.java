package io.jaspis.autodiff.reference;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Known digits. The constants are those of the OEIS: A001113 (e), A002162 (log 2), A049469 (sin 1), A002193 (√2). */
class ExactArithmeticTest {
    private static final MathContext SIXTY = new MathContext(60);

    private static void assertDigits(String expected, BigDecimal actual) {
        assertEquals(
                new BigDecimal(expected).round(SIXTY).stripTrailingZeros(),
                actual.round(SIXTY).stripTrailingZeros());
    }

    private static BigDecimal number(String digits) {
        return new BigDecimal(digits);
    }

    @Test
    void knownConstants() {
        assertDigits(
                "2.71828182845904523536028747135266249775724709369995957496696763", EXACT.exponential(BigDecimal.ONE));
        assertDigits(
                "0.69314718055994530941723212145817656807550013436025525412068000", EXACT.logarithm(BigDecimal.TWO));
        assertDigits("0.84147098480789650665250232163029899962256306079837106567275170", EXACT.sine(BigDecimal.ONE));
        assertDigits(
                "1.41421356237309504880168872420969807856967187537694807317667973", EXACT.squareRoot(BigDecimal.TWO));
    }

    @Test
    void sumsAndProductsNeverRound() {
        BigDecimal tiny = EXACT.of(Float.MIN_VALUE);
        BigDecimal huge = EXACT.of(Float.MAX_VALUE);
        assertEquals(0, EXACT.compare(EXACT.subtract(EXACT.add(huge, tiny), huge), tiny));
        assertEquals(0, EXACT.compare(EXACT.divide(EXACT.multiply(huge, tiny), tiny), huge));
        assertEquals(number("1E+90"), EXACT.power(number("1E+30"), 3));
    }

    @Test
    void functionsMeetTheirIdentitiesFarFromZero() {
        BigDecimal unit = number("1e-68");
        for (String digits : List.of("1e4", "-12345.678", "3.4e38", "1e-30", "0.785398163", "-80", "1e300")) {
            BigDecimal x = number(digits);
            BigDecimal circle = EXACT.sine(x).pow(2).add(EXACT.cosine(x).pow(2));
            assertTrue(circle.subtract(BigDecimal.ONE).abs().compareTo(unit) < 0, digits);
        }
        for (String digits : List.of("1e4", "-1234.5", "80", "-80", "1e-30", "0.5")) {
            BigDecimal x = number(digits);
            BigDecimal product = EXACT.exponential(x).multiply(EXACT.exponential(x.negate()));
            assertTrue(product.subtract(BigDecimal.ONE).abs().compareTo(unit) < 0, digits);
            BigDecimal back = EXACT.logarithm(EXACT.exponential(x));
            // The power's 70 digits leave log x an absolute error of 10^−69.
            assertTrue(
                    back.subtract(x).abs().compareTo(x.abs().add(BigDecimal.ONE).multiply(unit)) < 0, digits);
        }
    }

    @Test
    void smallArgumentsKeepTheirDigits() {
        BigDecimal tiny = number("1e-40");
        // The next terms of both series are 10^−80 of the first and more.
        assertDigits("1e-40", EXACT.tanh(tiny));
        assertDigits("1e-40", EXACT.sine(tiny));
        assertDigits(
                "9.9999999999999999999999999999999999999995000000000000000000000000e-41",
                EXACT.logarithm(BigDecimal.ONE.add(tiny)));
        BigDecimal around = number("1e-10");
        BigDecimal above = around.multiply(number("1.0000000001"));
        BigDecimal below = around.multiply(number("0.9999999999"));
        // The two ways to tanh meet: its slope there is 1 − 10^−20.
        BigDecimal slope = EXACT.tanh(above).subtract(EXACT.tanh(below)).divide(above.subtract(below), SIXTY);
        assertTrue(slope.subtract(BigDecimal.ONE).abs().compareTo(number("2e-20")) < 0, slope.toString());
    }

    @Test
    void powersLessOneAndSoftplusKeepTheirDigits() {
        BigDecimal unit = number("1e-67");
        for (String digits : List.of("1e-60", "-1e-30", "0.2499", "-0.2499", "0.2501", "-0.2501", "3", "-80", "700")) {
            BigDecimal x = number(digits);
            BigDecimal size = x.abs();
            // e^−a − 1 = −(e^a − 1) / e^a, which cancels nowhere.
            BigDecimal above = EXACT.exponentialMinusOne(size);
            BigDecimal below = EXACT.exponentialMinusOne(size.negate());
            assertNear(above.negate(), below.multiply(above.add(BigDecimal.ONE)), unit);
            // The power itself loses the digits of a tiny a.
            assertNear(EXACT.exponential(size), above.add(BigDecimal.ONE), unit);
            // log(1 + e^a) − log(1 + e^−a) = a, and e to the power log(1 + e^x) is 1 + e^x.
            assertNear(EXACT.softplus(size), size.add(EXACT.softplus(size.negate())), unit);
            BigDecimal back = EXACT.exponentialMinusOne(EXACT.softplus(x));
            assertNear(EXACT.exponential(x), back, unit.scaleByPowerOfTen(3));
        }
        assertDigits(
                "1.0000000000000000000000000000000000000000500000000000000000000000e-40",
                EXACT.exponentialMinusOne(number("1e-40")));
        assertDigits(
                "0.69314718055994530941723212145817656807550013436025525412068000", EXACT.softplus(BigDecimal.ZERO));
        assertEquals(0, EXACT.compare(EXACT.softplus(number("-1e30")), BigDecimal.ZERO));
        assertEquals(0, EXACT.compare(EXACT.softplus(number("1e30")), number("1e30")));
        assertEquals(0, EXACT.compare(EXACT.exponentialMinusOne(number("-1e30")), number("-1")));
        assertEquals(0, EXACT.exponentialMinusOne(BigDecimal.ZERO).signum());
    }

    /** Within a part of the expected number. */
    private static void assertNear(BigDecimal expected, BigDecimal found, BigDecimal part) {
        BigDecimal allowed = expected.abs().multiply(part);
        assertTrue(found.subtract(expected).abs().compareTo(allowed) <= 0, () -> found + " is not " + expected);
    }

    @Test
    void whatRealNumbersLackIsRefused() {
        assertThrows(ArithmeticException.class, () -> EXACT.of(Float.NaN));
        assertThrows(ArithmeticException.class, () -> EXACT.of(Float.NEGATIVE_INFINITY));
        assertThrows(ArithmeticException.class, () -> EXACT.logarithm(BigDecimal.ZERO));
        assertThrows(ArithmeticException.class, () -> EXACT.squareRoot(number("-1")));
        assertThrows(ArithmeticException.class, () -> EXACT.power(number("-1"), 0.5f));
        assertThrows(ArithmeticException.class, () -> EXACT.power(BigDecimal.ZERO, -1));
        assertThrows(ArithmeticException.class, () -> EXACT.divide(BigDecimal.ONE, BigDecimal.ZERO));
        assertThrows(ArithmeticException.class, () -> EXACT.exponential(number("1e9")));
    }
}
