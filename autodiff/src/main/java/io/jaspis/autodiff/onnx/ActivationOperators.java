package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Activations and functions that are composed of others. */
final class ActivationOperators {
    /** √(2/π). */
    private static final float ROOT = (float) Math.sqrt(2 / Math.PI);

    /** From here on the area functions are the logarithm of 2x in floats, and its square is finite. */
    private static final float FAR = 0x1p60f;

    private ActivationOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Celu", node -> {
            float alpha = node.real("alpha", 1);
            require(alpha != 0, "alpha is 0");
            return unary(node, x -> {
                Value below = x.negate().relu().negate();
                return x.relu().plus(below.over(alpha).exponentialMinusOne().scale(alpha));
            });
        });
        operators.put("Mish", node -> unary(node, x -> x.times(x.softplus().tanh())));
        operators.put("Swish", node -> {
            float alpha = node.real("alpha", 1);
            return unary(node, x -> x.times(x.scale(alpha).sigmoid()));
        });
        operators.put("ThresholdedRelu", node -> {
            float alpha = node.real("alpha", 1);
            return unary(node, x -> x.times(x.plus(-alpha).step()));
        });
        operators.put("Shrink", node -> {
            float bias = node.real("bias", 0);
            float limit = node.real("lambd", 0.5f);
            if (bias != Math.rint(bias)) {
                node.requireFractions(0);
            }
            return unary(node, x -> {
                Value below = x.negate().plus(-limit).step();
                Value beyond = x.plus(-limit).step();
                // With a limit below 0 both may hold, and the first decides.
                Value above = limit < 0 ? beyond.times(below.not()) : beyond;
                return x.plus(-bias).times(above).plus(x.plus(bias).times(below));
            });
        });
        operators.put(
                "Sinh",
                node -> unary(
                        node,
                        x -> x.exponentialMinusOne()
                                .minus(x.negate().exponentialMinusOne())
                                .scale(0.5f)));
        operators.put(
                "Cosh",
                node -> unary(
                        node,
                        x -> x.exponential().plus(x.negate().exponential()).scale(0.5f)));
        operators.put("Tan", node -> unary(node, x -> x.sine().over(x.cosine())));
        operators.put(
                "Asinh",
                node -> unary(node, x -> {
                    Value size = x.absolute();
                    Value near = below(size);
                    return near.plus(near.power(2).plus(1).squareRoot())
                            .logarithm()
                            .plus(beyond(size))
                            .times(x.sign());
                }));
        operators.put(
                "Acosh",
                node -> unary(node, x -> {
                    Value near = below(x);
                    return near.plus(near.power(2).plus(-1).squareRoot())
                            .logarithm()
                            .plus(beyond(x));
                }));
        operators.put(
                "Atanh",
                node -> unary(
                        node,
                        x -> x.plus(1).over(x.negate().plus(1)).logarithm().scale(0.5f)));
        operators.put("Erf", node -> {
            node.requireFractions(0);
            return unary(node, Value::errorFunction);
        });
        operators.put("Gelu", node -> {
            String form = node.text("approximate", "none");
            require(
                    form.equals("tanh") || form.equals("none"),
                    "approximate '%s' is not supported; supported: none, tanh",
                    form);
            return unary(node, form.equals("tanh") ? ActivationOperators::tanhGelu : ActivationOperators::gelu);
        });
    }

    /** Up to where a square doesn't overflow. */
    private static Value below(Value x) {
        return x.min(x.filled(FAR));
    }

    /** The logarithm of how many times as large as that x is, 0 where it isn't. */
    private static Value beyond(Value x) {
        return x.max(x.filled(FAR)).scale(1 / FAR).logarithm();
    }

    /** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))). */
    static Value tanhGelu(Value x) {
        Value inner = x.plus(x.power(3).scale(0.044715f)).scale(ROOT);
        return x.scale(0.5f).times(inner.tanh().plus(1));
    }

    /** x/2 · (1 + erf(x/√2)). */
    static Value gelu(Value x) {
        // √½ as an operation, so that bounds enclose its rounding.
        Value scaled = x.times(x.trace().constant(0.5f).squareRoot());
        return x.scale(0.5f).times(scaled.errorFunction().plus(1));
    }

    private static List<Term> unary(Node node, UnaryOperator<Value> function) {
        return node.result(function.apply(node.value(0)));
    }
}
