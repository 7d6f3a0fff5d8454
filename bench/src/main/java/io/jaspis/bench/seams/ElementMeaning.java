package io.jaspis.bench.seams;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Arithmetic between elements, comparison, choice and casts. */
final class ElementMeaning {
    private ElementMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        put(operators, "Add", Real::plus, (_, a, b) -> a + b);
        put(operators, "Sub", Real::minus, (_, a, b) -> a - b);
        put(operators, "Mul", Real::times, (_, a, b) -> a * b);
        put(operators, "Div", Real::over, ElementMeaning::quotient);
        put(operators, "Max", Real::max, (type, a, b) -> type.compare(a, b) >= 0 ? a : b);
        put(operators, "Min", Real::min, (type, a, b) -> type.compare(a, b) <= 0 ? a : b);
        put(operators, "Sum", Real::plus, (_, a, b) -> a + b);
        operators.put("Mean", call -> {
            FileTensor sum = folded(call, Real::plus, (_, a, b) -> a + b);
            Real count = Real.of(call.inputs().size());
            return List.of(FileTensor.of(sum.element(), sum.shape(), i -> sum.floats()[i].over(count)));
        });
        operators.put("Pow", ElementMeaning::power);
        operators.put("Equal", ElementMeaning::equal);
        operators.put("Where", ElementMeaning::where);
        operators.put("Cast", call -> List.of(cast(call.x(), Element.of((int) call.integer("to", 0)))));
        operators.put("PRelu", ElementMeaning::learntRelu);
    }

    /** A function of two whole numbers; the result is wrapped. */
    @FunctionalInterface
    private interface WholeFunction {
        long apply(Element element, long a, long b);
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators,
            String name,
            BinaryOperator<Real> reals,
            WholeFunction wholes) {
        operators.put(name, call -> List.of(folded(call, reals, wholes)));
    }

    private static FileTensor folded(Call call, BinaryOperator<Real> reals, WholeFunction wholes) {
        FileTensor result = call.x();
        for (int i = 1; i < call.inputs().size(); i++) {
            result = both(result, call.input(i), reals, wholes);
        }
        return result;
    }

    private static FileTensor both(FileTensor a, FileTensor b, BinaryOperator<Real> reals, WholeFunction wholes) {
        if (a.element() != b.element()) {
            throw new IllegalArgumentException(a.element() + " meets " + b.element());
        }
        int[] extents = FileTensor.common(a.shape(), b.shape());
        FileTensor first = a.broadcast(extents);
        FileTensor second = b.broadcast(extents);
        Element element = a.element();
        return a.isFloat()
                ? FileTensor.of(element, extents, i -> reals.apply(first.floats()[i], second.floats()[i]))
                : FileTensor.ofWholes(
                        element,
                        extents,
                        i -> element.wrapped(wholes.apply(element, first.integers()[i], second.integers()[i])));
    }

    private static long quotient(Element element, long a, long b) {
        if (b == 0) {
            throw new UndefinedException("division by zero");
        }
        // Beyond the type: the processor traps, or gives what it likes.
        return element.whole(element.value(a).divide(element.value(b)));
    }

    private static List<FileTensor> power(Call call) {
        int[] extents = FileTensor.common(call.x().shape(), call.input(1).shape());
        FileTensor base = call.x().broadcast(extents);
        FileTensor exponent = call.input(1).broadcast(extents);
        if (base.isFloat()) {
            return List.of(
                    FileTensor.of(base.element(), extents, i -> Functions.power(base.floats()[i], exponent.real(i))));
        }
        return List.of(FileTensor.ofWholes(base.element(), extents, i -> {
            Real times = exponent.real(i);
            if (!times.isExact()
                    || !times.lower().isWhole()
                    || times.lower().signum() < 0
                    || times.lower().magnitude() > 8) {
                throw new UndefinedException("a whole number to the power " + times);
            }
            BigInteger power = base.whole(i).pow(times.lower().truncated().intValueExact());
            return base.element().whole(power);
        }));
    }

    private static List<FileTensor> equal(Call call) {
        FileTensor equal = both(
                call.x(), call.input(1), (a, b) -> a.equalTo(b) ? Real.ONE : Real.ZERO, (_, a, b) -> a == b ? 1 : 0);
        return List.of(FileTensor.ofWholes(
                Element.BOOL,
                equal.shape(),
                i -> equal.isFloat() ? equal.floats()[i] == Real.ONE ? 1 : 0 : equal.integers()[i]));
    }

    private static List<FileTensor> where(Call call) {
        int[] extents = FileTensor.common(
                call.x().shape(),
                FileTensor.common(call.input(1).shape(), call.input(2).shape()));
        long[] condition = call.x().broadcast(extents).integers();
        FileTensor yes = call.input(1).broadcast(extents);
        FileTensor no = call.input(2).broadcast(extents);
        return List.of(
                yes.isFloat()
                        ? FileTensor.of(
                                yes.element(), extents, i -> condition[i] != 0 ? yes.floats()[i] : no.floats()[i])
                        : FileTensor.ofWholes(
                                yes.element(), extents, i -> condition[i] != 0 ? yes.integers()[i] : no.integers()[i]));
    }

    static FileTensor cast(FileTensor x, Element target) {
        if (target.isFloat()) {
            // What a wider type holds stays as it is, even where arithmetic hasn't rounded it to the narrower one.
            boolean widens = x.isFloat() && target.holds(x.element());
            return FileTensor.of(target, x.shape(), i -> widens ? x.floats()[i] : target.rounded(x.real(i)));
        }
        if (!x.isFloat()) {
            return FileTensor.ofWholes(target, x.shape(), i -> target.wrapped(x.integers()[i]));
        }
        return FileTensor.ofWholes(target, x.shape(), i -> {
            Real number = x.floats()[i];
            if (target == Element.BOOL) {
                return number.equalTo(Real.ZERO) ? 0 : 1;
            }
            if (!number.isFinite()) {
                throw new UndefinedException(number + " as a whole number");
            }
            BigInteger whole = number.lower().truncated();
            if (!whole.equals(number.upper().truncated())) {
                throw new UndefinedException("a whole number that can't be settled");
            }
            return target.whole(whole);
        });
    }

    private static List<FileTensor> learntRelu(Call call) {
        FileTensor x = call.x();
        FileTensor slope = call.input(1).broadcast(x.shape());
        return List.of(FileTensor.of(x.element(), x.shape(), i -> {
            Real negative = x.floats()[i].negate().relu();
            return x.floats()[i].relu().minus(slope.floats()[i].times(negative));
        }));
    }
}
