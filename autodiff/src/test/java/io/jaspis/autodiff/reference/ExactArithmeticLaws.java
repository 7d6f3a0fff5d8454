package io.jaspis.autodiff.reference;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Scale;

class ExactArithmeticLaws {
    /** StrictMath promises 1 ulp, tanh 2.5; the sigmoid adds two roundings of 1 ulp each to its e^x. */
    private static final int ULPS = 4;

    private static void assertSame(float x, BiFunction<Arithmetic<?>, Float, Double> function) {
        double expected = function.apply(DOUBLE, x);
        double actual = function.apply(EXACT, x);
        assertTrue(
                Math.abs(actual - expected) <= ULPS * Math.ulp(expected),
                () -> "at " + x + " it is " + actual + ", but StrictMath gives " + expected);
    }

    private interface Function1 {
        <N> N apply(Arithmetic<N> in, N x);
    }

    private static <N> double value(Arithmetic<N> in, Function1 function, float x) {
        return in.toDouble(function.apply(in, in.of(x)));
    }

    private static void agree(float x, Function1 function) {
        assertSame(x, (in, number) -> value(in, function, number));
    }

    @Property(tries = 200)
    @Label("exact functions agree with StrictMath to its own accuracy")
    void functionsOfAnyNumber(@ForAll @FloatRange(min = -80, max = 80) @Scale(6) float x) {
        agree(x, Arithmetic::exponential);
        agree(x, Arithmetic::tanh);
        agree(x, Arithmetic::sigmoid);
        agree(x, Arithmetic::floor);
    }

    @Property(tries = 200)
    @Label("exact sine and cosine agree with StrictMath also far out")
    void circle(@ForAll @FloatRange(min = -70, max = 70) @Scale(6) float logarithm) {
        float x = (float) (Math.signum(logarithm) * Math.exp(Math.abs(logarithm)));
        agree(x, Arithmetic::sine);
        agree(x, Arithmetic::cosine);
    }

    @Property(tries = 200)
    @Label("exact logarithm, root and powers agree with StrictMath")
    void functionsOfPositiveNumbers(
            @ForAll @FloatRange(min = -70, max = 70) @Scale(6) float logarithm,
            @ForAll @FloatRange(min = -8, max = 8) @Scale(6) float exponent) {
        float x = (float) Math.exp(logarithm);
        agree(x, Arithmetic::logarithm);
        agree(x, Arithmetic::squareRoot);
        agree(x, new Function1() {
            @Override
            public <N> N apply(Arithmetic<N> in, N number) {
                return in.power(number, exponent);
            }
        });
        agree(x, new Function1() {
            @Override
            public <N> N apply(Arithmetic<N> in, N number) {
                return in.power(number, Math.round(exponent));
            }
        });
    }

    @Property(tries = 100)
    @Label("every float is itself")
    void conversion(@ForAll float x) {
        BigDecimal exact = EXACT.of(x);
        assertTrue(exact.floatValue() == x && EXACT.toDouble(exact) == x);
    }
}
