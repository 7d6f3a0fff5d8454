package io.jaspis.bench.seams;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;

/** Comparisons, logic, and the arithmetic of bits and remainders. */
final class ComparisonMeaning {
    private ComparisonMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put("Greater", call -> List.of(above(call, 0, 1, true)));
        operators.put("Less", call -> List.of(above(call, 1, 0, true)));
        operators.put("GreaterOrEqual", call -> List.of(above(call, 1, 0, false)));
        operators.put("LessOrEqual", call -> List.of(above(call, 0, 1, false)));
        bits(operators, "And", (a, b) -> a & b);
        bits(operators, "Or", (a, b) -> a | b);
        bits(operators, "Xor", (a, b) -> a ^ b);
        bits(operators, "BitwiseAnd", (a, b) -> a & b);
        bits(operators, "BitwiseOr", (a, b) -> a | b);
        bits(operators, "BitwiseXor", (a, b) -> a ^ b);
        operators.put(
                "Not", call -> List.of(truth(call.x().shape(), i -> call.x().integers()[i] == 0)));
        operators.put("BitwiseNot", call -> {
            FileTensor x = call.x();
            return List.of(
                    FileTensor.ofWholes(x.element(), x.shape(), i -> x.element().wrapped(~x.integers()[i])));
        });
        operators.put("BitShift", ComparisonMeaning::shift);
        operators.put("Mod", ComparisonMeaning::remainder);
        operators.put(
                "IsNaN", call -> List.of(truth(call.x().shape(), i -> call.x().floats()[i] == Real.NAN)));
        operators.put("IsInf", call -> {
            boolean below = call.integer("detect_negative", 1) != 0;
            boolean above = call.integer("detect_positive", 1) != 0;
            return List.of(truth(call.x().shape(), i -> {
                Real x = call.x().floats()[i];
                return x == Real.INFINITY && above || x == Real.MINUS_INFINITY && below;
            }));
        });
        operators.put(
                "CastLike",
                call -> List.of(ElementMeaning.cast(call.x(), call.input(1).element())));
    }

    private static FileTensor truth(int[] shape, IntPredicate at) {
        return FileTensor.ofWholes(Element.BOOL, shape, i -> at.test(i) ? 1 : 0);
    }

    /** Two operands repeated over each other. */
    private record Pair(FileTensor first, FileTensor second, int[] shape) {
        static Pair of(FileTensor a, FileTensor b) {
            if (a.element() != b.element()) {
                throw new IllegalArgumentException(a.element() + " meets " + b.element());
            }
            int[] shape = FileTensor.common(a.shape(), b.shape());
            return new Pair(a.broadcast(shape), b.broadcast(shape), shape);
        }
    }

    /** Whether one operand is above another, or with {@code wanted} false that it isn't. */
    private static FileTensor above(Call call, int one, int other, boolean wanted) {
        Pair pair = Pair.of(call.input(one), call.input(other));
        Element element = pair.first.element();
        return truth(pair.shape, i -> {
            boolean above = element.isFloat()
                    ? pair.first.floats()[i].above(pair.second.floats()[i])
                    : element.compare(pair.first.integers()[i], pair.second.integers()[i]) > 0;
            return above == wanted;
        });
    }

    private static void bits(
            Map<String, Function<Call, List<FileTensor>>> operators, String name, LongBinaryOperator function) {
        operators.put(name, call -> {
            Pair pair = Pair.of(call.x(), call.input(1));
            Element element = pair.first.element();
            return List.of(FileTensor.ofWholes(
                    element,
                    pair.shape,
                    i -> element.wrapped(function.applyAsLong(
                            pair.first.integers()[i], pair.second.integers()[i]))));
        });
    }

    private static List<FileTensor> shift(Call call) {
        boolean left = call.text("direction", "").equals("LEFT");
        Pair pair = Pair.of(call.x(), call.input(1));
        Element element = pair.first.element();
        return List.of(FileTensor.ofWholes(element, pair.shape, i -> {
            long by = pair.second.integers()[i];
            if (by < 0 || by >= 8L * element.bytes()) {
                throw new UndefinedException("a shift by " + by + " of " + element);
            }
            long x = pair.first.integers()[i];
            return element.wrapped(left ? x << by : x >>> by);
        }));
    }

    private static List<FileTensor> remainder(Call call) {
        boolean dividends = call.integer("fmod", 0) != 0;
        Pair pair = Pair.of(call.x(), call.input(1));
        Element element = pair.first.element();
        if (!element.isFloat()) {
            return List.of(FileTensor.ofWholes(element, pair.shape, i -> {
                var a = pair.first.whole(i);
                var b = pair.second.whole(i);
                if (b.signum() == 0) {
                    throw new UndefinedException("a remainder by zero");
                }
                var rest = a.remainder(b);
                boolean other = !dividends && rest.signum() * b.signum() < 0;
                return element.whole(other ? rest.add(b) : rest);
            }));
        }
        return List.of(FileTensor.of(element, pair.shape, i -> {
            Real a = pair.first.floats()[i];
            Real b = pair.second.floats()[i];
            if (!a.isExact() || !b.isExact()) {
                throw new UndefinedException("a remainder that can't be settled");
            }
            int least = Math.min(a.lower().exponent(), b.lower().exponent());
            var whole = a.lower().digits().shiftLeft(a.lower().exponent() - least);
            var divisor = b.lower().digits().shiftLeft(b.lower().exponent() - least);
            if (divisor.signum() == 0) {
                throw new UndefinedException("a remainder by zero");
            }
            return Real.exactly(new Dyadic(whole.remainder(divisor), least));
        }));
    }
}
