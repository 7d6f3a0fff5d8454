package io.jaspis.bench.seams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enclosures of functions hold digits from tables, and agree with the JDK's. */
class FunctionsTest {
    /** From OEIS: A001113, A092426 (e^−1 is A068985), A002162, A002392, A049469, A049470. */
    @ParameterizedTest
    @CsvSource({
        "exp, 1, 2.71828182845904523536028747135266249775724709369995957496696762772",
        "exp, -1, 0.36787944117144232159552377016146086744581113103176783450783680169",
        "log, 2, 0.69314718055994530941723212145817656807550013436025525412068000949",
        "log, 10, 2.30258509299404568401799145468436420760110148862877297603332790096",
        "sin, 1, 0.84147098480789650665250232163029899962256306079837106567275170999",
        "cos, 1, 0.54030230586813971740093660744297660373231042061792222767009725538",
    })
    void holdsTheDigitsOfTables(String function, double x, BigDecimal digits) {
        Real argument = Real.of(x);
        Real value = switch (function) {
            case "exp" -> Functions.exponential(argument);
            case "log" -> Functions.logarithm(argument);
            case "sin" -> Functions.sine(argument);
            default -> Functions.cosine(argument);
        };
        BigDecimal last = new BigDecimal("1e-62");
        assertTrue(value.lower().toBigDecimal().compareTo(digits.add(last)) <= 0, value::toString);
        assertTrue(value.upper().toBigDecimal().compareTo(digits.subtract(last)) >= 0, value::toString);
        BigDecimal width = value.upper().toBigDecimal().subtract(value.lower().toBigDecimal());
        assertTrue(width.compareTo(new BigDecimal("1e-80")) < 0, width::toString);
    }

    @Test
    void agreesWithTheJdk() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            double x = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-60, 9));
            agrees(Functions::exponential, Math::exp, x);
            agrees(Functions::tanh, Math::tanh, x);
            agrees(Functions::sine, Math::sin, x);
            agrees(Functions::cosine, Math::cos, x);
            agrees(Functions::sigmoid, y -> 1 / (1 + Math.exp(-y)), x);
            agrees(Functions::logarithm, Math::log, Math.abs(x) + Double.MIN_NORMAL);
            agrees(y -> Functions.power(y, Real.of(1.5)), y -> Math.pow(y, 1.5), Math.abs(x) + 1e-30);
            double softplus = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            agrees(Functions::softplus, _ -> softplus, x);
        }
    }

    private static void agrees(UnaryOperator<Real> function, DoubleUnaryOperator known, double x) {
        double expected = known.applyAsDouble(x);
        double value = function.apply(Real.of(x)).toDouble();
        assertEquals(expected, value, 1e-14 * Math.max(Math.abs(expected), 1e-300), () -> "at " + x);
    }

    @Test
    void identitiesHoldFarBeyondDoublePrecision() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 300; i++) {
            Real x = Real.of(Math.scalb(random.nextDouble(0.5, 1), random.nextInt(-140, 120)));
            assertTiny(Functions.exponential(Functions.logarithm(x)).minus(x).over(x));
            Real y = Real.of(random.nextDouble(-300, 300));
            assertTiny(Functions.sine(y)
                    .square()
                    .plus(Functions.cosine(y).square())
                    .minus(Real.ONE));
            assertTiny(x.squareRoot().square().minus(x).over(x));
            assertTiny(x.times(x.reciprocal()).minus(Real.ONE));
        }
    }

    /** Zero lies in it, and it is narrow. */
    private static void assertTiny(Real difference) {
        assertTrue(difference.lower().signum() <= 0 && difference.upper().signum() >= 0, difference::toString);
        assertTrue(difference.abs().toDouble() < 1e-70, difference::toString);
    }

    @Test
    void typesRoundToTheNearestAsTheJdkDoes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            double x = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-170, 135));
            // Real arithmetic has one zero.
            assertEquals((float) x + 0.0, Element.FLOAT.rounded(Real.of(x)).toDouble());
            float single = (float) x;
            assertEquals(Float.float16ToFloat(Float.floatToFloat16(single)) + 0f, (float)
                    Element.FLOAT16.rounded(Real.of((double) single)).toDouble());
        }
        assertEquals(0x1p-24, Element.FLOAT16.rounded(Real.of(0x1.8p-25)).toDouble());
        assertEquals(65536, Element.BFLOAT16.rounded(Real.of(65535L)).toDouble());
        assertEquals(256, Element.BFLOAT16.rounded(Real.of(257L)).toDouble());
        assertEquals(Real.INFINITY, Element.FLOAT16.rounded(Real.of(65520L)));
        assertEquals(65504, Element.FLOAT16.rounded(Real.of(65519L)).toDouble());
    }

    @Test
    void sumsAreExactWhateverTheirSizes() {
        Real sum = Real.of(1e8).plus(Real.of(1L)).minus(Real.of(1e8));
        assertTrue(sum.equalTo(Real.ONE));
        Real far = Real.of(0x1p100).plus(Real.of(0x1p-149)).minus(Real.of(0x1p100));
        assertTrue(far.equalTo(Real.of(0x1p-149)));
        assertThrows(UndefinedException.class, () -> Real.ONE.over(Real.ZERO));
    }
}
