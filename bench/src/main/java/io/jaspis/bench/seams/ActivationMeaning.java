package io.jaspis.bench.seams;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions of one element that newer files have. */
final class ActivationMeaning {
    private static final Real HALF = Real.of(0.5);

    private ActivationMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        put(operators, "Erf", (_, x) -> Functions.errorFunction(x));
        put(operators, "Atan", (_, x) -> Functions.arcTangent(x));
        put(
                operators,
                "Asin",
                (_, x) -> Functions.arcTangent(
                                x.over(Real.ONE.plus(Real.ONE.minus(x.square()).squareRoot())))
                        .times(Real.of(2L)));
        put(operators, "Acos", (_, x) -> {
            Real tangent = Real.ONE.minus(x).over(Real.ONE.plus(x)).squareRoot();
            return Functions.arcTangent(tangent).times(Real.of(2L));
        });
        put(operators, "Tan", (_, x) -> Functions.sine(x).over(Functions.cosine(x)));
        put(
                operators,
                "Sinh",
                (_, x) -> Functions.exponential(x)
                        .minus(Functions.exponential(x.negate()))
                        .times(HALF));
        put(
                operators,
                "Cosh",
                (_, x) -> Functions.exponential(x.abs())
                        .plus(Functions.exponential(x.abs().negate()))
                        .times(HALF));
        put(operators, "Asinh", (_, x) -> {
            Real size = x.abs();
            Real result =
                    Functions.logarithm(size.plus(size.square().plus(Real.ONE).squareRoot()));
            return x.above(Real.ZERO) ? result : result.negate();
        });
        put(
                operators,
                "Acosh",
                (_, x) -> Functions.logarithm(x.plus(x.square().minus(Real.ONE).squareRoot())));
        put(
                operators,
                "Atanh",
                (_, x) -> Functions.logarithm(x.plus(Real.ONE).over(Real.ONE.minus(x)))
                        .times(HALF));
        put(operators, "Mish", (_, x) -> x.times(Functions.tanh(Functions.softplus(x))));
        put(operators, "Swish", (call, x) -> x.times(Functions.sigmoid(x.times(Real.of(call.real("alpha", 1))))));
        put(operators, "Celu", (call, x) -> {
            Real alpha = Real.of(call.real("alpha", 1));
            Real below = Functions.exponential(x.min(Real.ZERO).over(alpha)).minus(Real.ONE);
            return x.relu().plus(alpha.times(below));
        });
        put(operators, "ThresholdedRelu", (call, x) -> x.above(Real.of(call.real("alpha", 1))) ? x : Real.ZERO);
        put(operators, "Shrink", (call, x) -> {
            Real limit = Real.of(call.real("lambd", 0.5f));
            Real bias = Real.of(call.real("bias", 0));
            if (limit.negate().above(x)) {
                return x.plus(bias);
            }
            return x.above(limit) ? x.minus(bias) : Real.ZERO;
        });
        put(operators, "Gelu", (call, x) -> call.text("approximate", "none").equals("tanh") ? tanhGelu(x) : gelu(x));
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators, String name, BiFunction<Call, Real, Real> reals) {
        operators.put(name, call -> {
            UnaryOperator<Real> function = x -> reals.apply(call, x);
            Real[] x = call.x().floats();
            return List.of(FileTensor.of(call.x().element(), call.x().shape(), i -> function.apply(x[i])));
        });
    }

    private static Real gelu(Real x) {
        return x.times(HALF)
                .times(Functions.errorFunction(x.times(HALF.squareRoot())).plus(Real.ONE));
    }

    /** The text has decimals where the function that defines it stores float32. */
    private static Real tanhGelu(Real x) {
        Real cubed = x.times(x).times(x);
        Real root = Real.of(2L).over(Functions.pi()).squareRoot();
        Real inner = x.plus(cubed.times(Real.of(0.044715f).hull(Real.of(44715L).over(Real.of(1_000_000L)))))
                .times(root.hull(Real.of((float) Math.sqrt(2 / Math.PI))));
        return x.times(HALF).times(Functions.tanh(inner).plus(Real.ONE));
    }
}
