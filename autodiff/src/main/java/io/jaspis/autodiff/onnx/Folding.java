package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Arithmetic on numbers that are known while reading. Floating-point results are given only where they are exactly those
 * of real numbers; what would round is left to the graph, where bounds enclose it. Whole numbers wrap around at their
 * type's width.
 */
final class Folding {
    /** Smaller products and quotients of doubles may lose digits that a check by multiply-add can't see. */
    private static final double SMALLEST = 0x1p-900;

    private static final String OPEN_BATCH =
            "it must not depend on the size of the batch; a model whose batch is 1, in its"
                    + " file or by --shape, is read as a function of one example";

    private Folding() {}

    /** A whole number {@code fixed + perExample · batch}. */
    record Count(long fixed, long perExample) {
        static Count of(long fixed) {
            return new Count(fixed, 0);
        }

        boolean isFixed() {
            return perExample == 0;
        }

        Count plus(Count other) {
            return new Count(fixed + other.fixed, perExample + other.perExample);
        }

        Count minus(Count other) {
            return new Count(fixed - other.fixed, perExample - other.perExample);
        }

        Count times(Count other) {
            require(perExample == 0 || other.perExample == 0, "the square of the batch's size is not supported");
            return new Count(fixed * other.fixed, fixed * other.perExample + perExample * other.fixed);
        }

        /** The quotient without its fraction. */
        Count over(Count other) {
            if (isFixed() && other.isFixed()) {
                require(other.fixed != 0, "the divisor is 0");
                return of(fixed / other.fixed);
            }
            long factor = other.perExample == 0 ? other.fixed : other.perExample;
            require(
                    factor != 0
                            && (other.perExample == 0 || other.fixed == 0)
                            && fixed % factor == 0
                            && perExample % factor == 0
                            && (other.perExample == 0 || fixed == 0),
                    "this quotient of the batch's size is not supported");
            return other.perExample == 0 ? new Count(fixed / factor, perExample / factor) : of(perExample / factor);
        }

        /** 1 if it is the other number in batches of every size, 0 if in none. */
        Count equal(Count other) {
            Count difference = minus(other);
            long slope = difference.perExample;
            boolean solved = slope != 0 && difference.fixed % slope == 0 && difference.fixed / slope < 0;
            require(!solved, OPEN_BATCH);
            return of(difference.equals(of(0)) ? 1 : 0);
        }

        /** As the type holds it. */
        Count in(ElementType type) {
            return isFixed() ? of(type.wrap(fixed)) : this;
        }
    }

    /** A function of two whole numbers. */
    @FunctionalInterface
    interface CountFunction {
        Count apply(Count first, Count second);
    }

    static CountFunction fixedOnly(LongBinaryOperator function) {
        return (a, b) -> {
            require(a.isFixed() && b.isFixed(), OPEN_BATCH);
            return Count.of(function.applyAsLong(a.fixed(), b.fixed()));
        };
    }

    /** A function of two arrays of whole numbers, which broadcast, with results of a type. */
    static Term.Integers whole(ElementType type, Term.Integers a, Term.Integers b, CountFunction function) {
        int[] extents = Layout.common(a.extents(), b.extents());
        Term.Integers first = (Term.Integers) Layout.broadcast(a, extents);
        Term.Integers second = (Term.Integers) Layout.broadcast(b, extents);
        return Term.Integers.of(
                type, extents, i -> function.apply(first.at(i), second.at(i)).in(type));
    }

    /**
     * A function of two arrays of reals, which broadcast; nothing where a result isn't exact.
     *
     * @param function gives NaN for what isn't exact in double precision
     */
    static Optional<Term> exactly(Term.Reals a, Term.Reals b, DoubleBinaryOperator function) {
        int[] extents = Layout.common(a.extents(), b.extents());
        Term.Reals first = (Term.Reals) Layout.broadcast(a, extents);
        Term.Reals second = (Term.Reals) Layout.broadcast(b, extents);
        ElementType type = a.type();
        double[] results = new double[Layout.size(extents)];
        for (int i = 0; i < results.length; i++) {
            results[i] = function.applyAsDouble(finite(first.at(i)), finite(second.at(i)));
            if (!fits(type, results[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(Term.Reals.of(type, extents, i -> results[i]));
    }

    /** A function of two arrays of reals, which broadcast, that never rounds. */
    static Term.Reals paired(Term.Reals a, Term.Reals b, DoubleBinaryOperator function) {
        int[] extents = Layout.common(a.extents(), b.extents());
        Term.Reals first = (Term.Reals) Layout.broadcast(a, extents);
        Term.Reals second = (Term.Reals) Layout.broadcast(b, extents);
        return Term.Reals.of(a.type(), extents, i -> function.applyAsDouble(first.at(i), second.at(i)));
    }

    /** Whether arithmetic of a type may have this number as its result: it is a number that we hold. */
    static boolean fits(ElementType type, double number) {
        return type == ElementType.DOUBLE
                ? Double.isFinite(number)
                : Float.isFinite((float) number) && (float) number == number;
    }

    /** A real number as the arithmetic of a type may have it; nothing where we can't hold it. */
    static Optional<Double> held(ElementType type, BigDecimal number) {
        double near = number.doubleValue();
        return Double.isFinite(near) && new BigDecimal(near).compareTo(number) == 0 && fits(type, near)
                ? Optional.of(near)
                : Optional.empty();
    }

    private static double finite(double value) {
        require(Double.isFinite(value), "it computes with a constant that is %s", value);
        return value;
    }

    /** a + b, or NaN where that isn't a double. */
    static double sum(double a, double b) {
        double sum = a + b;
        return sum - a == b && sum - b == a ? sum : Double.NaN;
    }

    /** a · b, or NaN where that isn't a double. */
    static double product(double a, double b) {
        double product = a * b;
        boolean exact = a == 0 || b == 0 || Math.abs(product) >= SMALLEST && Math.fma(a, b, -product) == 0;
        return exact ? product : Double.NaN;
    }

    /** a / b, or NaN where that isn't a double. */
    static double quotient(double a, double b) {
        require(b != 0, "the divisor is zero");
        double quotient = a / b;
        boolean exact =
                a == 0 || Math.abs(a) >= SMALLEST && Math.abs(quotient) >= SMALLEST && Math.fma(quotient, b, -a) == 0;
        return exact ? quotient : Double.NaN;
    }

    /** a to a power that is a small whole number, or NaN where that isn't a double or the power isn't one. */
    static double power(double a, double exponent) {
        if (exponent != Math.rint(exponent) || exponent < 0 || exponent > 64) {
            return Double.NaN;
        }
        double power = 1;
        for (int i = 0; i < exponent; i++) {
            power = product(power, a);
        }
        return power;
    }

    /** √a, or NaN where that isn't a double. */
    static double root(double a) {
        double root = Math.sqrt(a);
        return product(root, root) == a ? root : Double.NaN;
    }

    /** A whole number to a power, where double precision, in which runtimes compute it, holds it, and the type does. */
    static long power(ElementType type, long base, long exponent) {
        require(exponent >= 0, "a whole number to the power %d is not supported", exponent);
        long result = 1;
        long factor = base;
        for (long left = exponent; left > 0; left >>= 1) {
            result = (left & 1) != 0 ? result * factor : result;
            factor *= factor;
        }
        double power = Math.pow(base, exponent);
        require(
                Math.abs(power) < 0x1p63 && result == (long) power && type.wrap(result) == result,
                "%d to the power %d is no number that %s and double precision hold: runtimes make different ones of it",
                base,
                exponent,
                type.word());
        return result;
    }
}
