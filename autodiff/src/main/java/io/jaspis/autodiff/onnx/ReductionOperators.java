package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Operators that reduce axes, and those composed of such: softmax and layer normalisation. */
final class ReductionOperators {
    private ReductionOperators() {}

    static void register(Map<String, Operator> operators) {
        put(operators, "ReduceSum", Value::sum);
        put(operators, "ReduceMean", Value::mean);
        put(operators, "ReduceMax", Value::maximum);
        put(operators, "ReduceMin", (x, axis) -> x.negate().maximum(axis).negate());
        put(operators, "ReduceL1", (x, axis) -> x.absolute().sum(axis));
        operators.put("ReduceL2", node -> reduce(node, ReductionOperators::norm));
        operators.put("ReduceSumSquare", node -> reduce(node, (x, axes) -> each(x.power(2), axes, Value::sum)));
        operators.put("ReduceProd", ReductionOperators::product);
        operators.put("Softmax", node -> softmax(node, Value::softmax));
        operators.put("LogSoftmax", node -> softmax(node, Value::logSoftmax));
        operators.put("LayerNormalization", ReductionOperators::layerNormalization);
    }

    private static void put(
            Map<String, Operator> operators, String name, BiFunction<Value, Integer, Value> overOneAxis) {
        operators.put(name, node -> reduce(node, (x, axes) -> each(x, axes, overOneAxis)));
    }

    /** Reduces one axis after the other, the last first. */
    private static Value each(Value x, int[] axes, BiFunction<Value, Integer, Value> overOneAxis) {
        Value result = x;
        for (int i = axes.length - 1; i >= 0; i--) {
            result = overOneAxis.apply(result, axes[i]);
        }
        return result;
    }

    private static Value norm(Value x, int[] axes) {
        return each(x.power(2), axes, Value::sum).squareRoot();
    }

    private static List<Term> reduce(Node node, BiFunction<Value, int[], Value> over) {
        Term.Flowing x = node.flowing(0);
        long[] given = node.attributeOrInput("axes", 1);
        if (given == null || given.length == 0) {
            if (node.flag("noop_with_empty_axes")) {
                return Node.result(node.term(0));
            }
            require(x.lead() == 0, "it would reduce the batch, axis 0; name its axes");
            given = Arrays.stream(Folding.range(x.rank())).asLongStream().toArray();
        }
        int[] axes = Arrays.stream(given)
                .mapToInt(axis -> Node.axis(x, axis))
                .sorted()
                .distinct()
                .toArray();
        Value reduced = over.apply(x.value(), axes);
        if (node.integer("keepdims", 1) == 0) {
            return Node.result(reduced);
        }
        Shape kept = x.value().shape();
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        return Node.result(reduced.reshape(kept));
    }

    /** The product of known whole numbers, as exported models compute sizes with. */
    private static List<Term> product(Node node) {
        Term.Integers factors = node.integers(0, "what it multiplies");
        require(factors.rank() <= 1, "only the product of a list is supported");
        Folding.Count product = new Folding.Count(1, 0);
        for (int i = 0; i < factors.size(); i++) {
            product = product.times(new Folding.Count(factors.fixed()[i], factors.perExample()[i]));
        }
        int[] extents = factors.rank() == 1 && node.integer("keepdims", 1) != 0 ? new int[] {1} : new int[0];
        return Node.result(new Term.Integers(extents, new long[] {product.fixed()}, new long[] {product.perExample()}));
    }

    /** Before opset 13 over all axes from the given one on together, since then over that axis alone. */
    private static List<Term> softmax(Node node, BiFunction<Value, Integer, Value> function) {
        Term.Flowing x = node.flowing(0);
        Value value = x.value();
        if (node.opset() >= 13) {
            return Node.result(function.apply(value, Node.axis(x, node.integer("axis", -1))));
        }
        int axis = Node.axis(x, node.integer("axis", 1));
        Shape shape = value.shape();
        Shape rows = Shape.of(shape.size(0, axis), shape.size(axis, shape.rank()));
        if (axis == shape.rank() - 1) {
            return Node.result(function.apply(value, axis));
        }
        return Node.result(function.apply(value.reshape(rows), 1).reshape(shape));
    }

    private static List<Term> layerNormalization(Node node) {
        Term.Flowing x = node.flowing(0);
        int first = Node.axis(x, node.integer("axis", -1));
        Shape shape = x.value().shape();
        Shape kept = shape;
        for (int axis = first; axis < shape.rank(); axis++) {
            kept = kept.with(axis, 1);
        }
        Shape rows = Shape.of(shape.size(0, first), shape.size(first, shape.rank()));
        Value centred = x.value().minus(x.value().reshape(rows).mean(1).reshape(kept));
        Value variance = centred.power(2).reshape(rows).mean(1).reshape(kept);
        Value normal = centred.over(variance.plus(node.real("epsilon", 1e-5f)).squareRoot());
        List<Value> scaled = ArithmeticOperators.aligned(node, List.of(new Term.Flowing(normal), node.term(1)));
        Value result = scaled.get(0).times(scaled.get(1));
        if (node.has(2)) {
            result = result.plus(ArithmeticOperators.aligned(node, List.of(new Term.Flowing(result), node.term(2)))
                    .get(1));
        }
        return Node.result(result);
    }
}
