package io.jaspis.bench.seams;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** Functions of one element. */
final class FunctionMeaning {
    private FunctionMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        operators.put(
                "Abs",
                call -> List.of(call.x().element() == Element.UINT64 ? call.x() : map(call.x(), Real::abs, Math::abs)));
        put(operators, "Neg", Real::negate, x -> -x);
        operators.put(
                "Sign",
                call -> List.of(
                        call.x().element() == Element.UINT64
                                ? map(call.x(), Real::sign, x -> x == 0 ? 0 : 1)
                                : map(call.x(), Real::sign, Long::signum)));
        put(operators, "Relu", Real::relu, x -> Math.max(x, 0));
        put(operators, "Ceil", (_, x) -> x.ceiling());
        put(operators, "Floor", (_, x) -> x.floor());
        put(operators, "Cos", (_, x) -> Functions.cosine(x));
        put(operators, "Sin", (_, x) -> Functions.sine(x));
        put(operators, "Exp", (_, x) -> Functions.exponential(x));
        put(operators, "Log", (_, x) -> Functions.logarithm(x));
        put(operators, "Reciprocal", (_, x) -> x.reciprocal());
        put(operators, "Sqrt", (_, x) -> x.squareRoot());
        put(operators, "Sigmoid", (_, x) -> Functions.sigmoid(x));
        put(operators, "Tanh", (_, x) -> Functions.tanh(x));
        put(operators, "Softplus", (_, x) -> Functions.softplus(x));
        put(operators, "Softsign", (_, x) -> x.over(Real.ONE.plus(x.abs())));
        put(
                operators,
                "LeakyRelu",
                (call, x) -> x.relu()
                        .minus(number(call, "alpha", 0.01f).times(x.negate().relu())));
        put(operators, "Elu", (call, x) -> elu(x, number(call, "alpha", 1)));
        put(
                operators,
                "Selu",
                (call, x) -> elu(x, number(call, "alpha", 1.67326319217681884765625f))
                        .times(number(call, "gamma", 1.05070102214813232421875f)));
        put(
                operators,
                "HardSigmoid",
                (call, x) -> hardSigmoid(x, number(call, "alpha", 0.2f), number(call, "beta", 0.5f)));
        // The text says 1/6, the function that defines it stores 1/6 as float32.
        put(
                operators,
                "HardSwish",
                (_, x) -> x.times(hardSigmoid(x, Real.of(1f / 6), Real.of(0.5)))
                        .hull(x.times(hardSigmoid(x, Real.ONE.over(Real.of(6L)), Real.of(0.5)))));
        operators.put("Identity", call -> List.of(call.x()));
        operators.put("Dropout", call -> {
            if (call.has(2) && call.input(2).integers()[0] != 0) {
                throw UndefinedException.everywhere("dropout in training");
            }
            return List.of(call.x());
        });
        operators.put("Clip", FunctionMeaning::clip);
        put(operators, "Round", (_, x) -> x.rising((number, _) -> number.nearestOnGrid(0)));
        ActivationMeaning.register(operators);
    }

    private static Real number(Call call, String attribute, float otherwise) {
        return Real.of(call.real(attribute, otherwise));
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators,
            String name,
            UnaryOperator<Real> reals,
            LongUnaryOperator wholes) {
        operators.put(name, call -> List.of(map(call.x(), reals, wholes)));
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators, String name, BiFunction<Call, Real, Real> reals) {
        operators.put(name, call -> {
            Real[] x = call.x().floats();
            return List.of(FileTensor.of(call.x().element(), call.x().shape(), i -> reals.apply(call, x[i])));
        });
    }

    private static FileTensor map(FileTensor x, UnaryOperator<Real> reals, LongUnaryOperator wholes) {
        return x.isFloat()
                ? FileTensor.of(x.element(), x.shape(), i -> reals.apply(x.floats()[i]))
                : FileTensor.ofWholes(
                        x.element(), x.shape(), i -> x.element().wrapped(wholes.applyAsLong(x.integers()[i])));
    }

    private static Real elu(Real x, Real alpha) {
        Real negative = Functions.exponential(x.min(Real.ZERO)).minus(Real.ONE);
        return x.relu().plus(alpha.times(negative));
    }

    private static Real hardSigmoid(Real x, Real alpha, Real beta) {
        return alpha.times(x).plus(beta).max(Real.ZERO).min(Real.ONE);
    }

    private static List<FileTensor> clip(Call call) {
        FileTensor x = call.x();
        if (!x.isFloat()) {
            return List.of(FileTensor.ofWholes(x.element(), x.shape(), i -> {
                long number = x.integers()[i];
                if (call.has(1)) {
                    long least = call.input(1).integers()[0];
                    number = x.element().compare(number, least) < 0 ? least : number;
                }
                if (call.has(2)) {
                    long most = call.input(2).integers()[0];
                    number = x.element().compare(number, most) > 0 ? most : number;
                }
                return number;
            }));
        }
        Real least = call.opset() < 11
                ? number(call, "min", -Float.MAX_VALUE)
                : call.has(1) ? call.input(1).floats()[0] : Real.MINUS_INFINITY;
        Real most = call.opset() < 11
                ? number(call, "max", Float.MAX_VALUE)
                : call.has(2) ? call.input(2).floats()[0] : Real.INFINITY;
        return List.of(FileTensor.of(
                x.element(), x.shape(), i -> x.floats()[i].max(least).min(most)));
    }
}
