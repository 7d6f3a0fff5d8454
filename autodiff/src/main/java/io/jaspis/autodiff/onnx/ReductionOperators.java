package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Operators that reduce axes, and those composed of such: softmax and layer normalisation. */
final class ReductionOperators {
    private ReductionOperators() {}

    static void register(Map<String, Operator> operators) {
        put(operators, "ReduceSum", Reduction.SUM, Value::sum);
        put(operators, "ReduceMean", Reduction.MEAN, Value::mean);
        put(operators, "ReduceMax", Reduction.MAXIMUM, Value::maximum);
        put(
                operators,
                "ReduceMin",
                Reduction.MINIMUM,
                (x, axis) -> x.negate().maximum(axis).negate());
        put(operators, "ReduceL1", Reduction.L1, (x, axis) -> x.absolute().sum(axis));
        operators.put("ReduceL2", node -> reduce(node, Reduction.L2, ReductionOperators::norm));
        operators.put(
                "ReduceSumSquare",
                node -> reduce(node, Reduction.SUM_OF_SQUARES, (x, axes) -> each(x.power(2), axes, Value::sum)));
        operators.put(
                "ReduceProd",
                node -> reduce(node, Reduction.PRODUCT, (_, _) -> {
                    throw new IllegalArgumentException("only products of known numbers are supported");
                }));
        operators.put("Softmax", node -> softmax(node, Value::softmax));
        operators.put("LogSoftmax", node -> softmax(node, Value::logSoftmax));
        operators.put("LayerNormalization", ReductionOperators::layerNormalization);
    }

    private static void put(
            Map<String, Operator> operators,
            String name,
            Reduction known,
            BiFunction<Value, Integer, Value> overOneAxis) {
        operators.put(name, node -> reduce(node, known, (x, axes) -> each(x, axes, overOneAxis)));
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

    private static List<Term> reduce(Node node, Reduction known, BiFunction<Value, int[], Value> flowing) {
        long[] given = node.attributeOrInput("axes", 1);
        boolean all = given == null || given.length == 0;
        if (all && node.flag("noop_with_empty_axes")) {
            return Node.result(node.term(0));
        }
        if (node.term(0) instanceof Term.Known x) {
            int[] axes = all
                    ? Layout.range(x.rank())
                    : Arrays.stream(given)
                            .mapToInt(axis -> Node.positive(axis, x.rank()))
                            .distinct()
                            .toArray();
            Optional<Term.Known> result = known.of(x, axes);
            if (result.isPresent()) {
                return Node.result(result.get().reshaped(left(node, x.extents(), axes)));
            }
        }
        Term.Flowing x = node.flowing(0);
        require(!all || !x.hasBatch(), "it would reduce the batch, axis %d; name its axes", x.batch());
        int[] axes = all
                ? Layout.range(x.rank())
                : Arrays.stream(given)
                        .mapToInt(axis -> Node.axis(x, axis))
                        .sorted()
                        .distinct()
                        .toArray();
        Value reduced = flowing.apply(x.value(), axes);
        return Node.result(reduced(
                x, axes, reduced.reshape(Shape.of(left(node, x.value().shape().extents(), axes))), kept(node)));
    }

    private static boolean kept(Node node) {
        return node.integer("keepdims", 1) != 0;
    }

    /** A term once these axes of its value are reduced. */
    static Term.Flowing reduced(Term.Flowing x, int[] axes, Value value, boolean kept) {
        int before = (int) Arrays.stream(axes)
                .filter(axis -> x.outer(axis) < x.batch())
                .count();
        return new Term.Flowing(x.type(), value, x.hasBatch() && !kept ? x.batch() - before : x.batch(), x.share());
    }

    /** The extents once these axes are reduced. */
    private static int[] left(Node node, int[] extents, int[] axes) {
        boolean kept = kept(node);
        return IntStream.range(0, extents.length)
                .filter(axis -> kept || Arrays.stream(axes).noneMatch(gone -> gone == axis))
                .map(axis -> Arrays.stream(axes).anyMatch(gone -> gone == axis) ? 1 : extents[axis])
                .toArray();
    }

    /** Before opset 13 over all axes from the given one on together, since then over that axis alone. */
    private static List<Term> softmax(Node node, BiFunction<Value, Integer, Value> function) {
        Term.Flowing x = node.flowing(0);
        Value value = x.value();
        if (node.opset() >= 13) {
            return node.result(function.apply(value, Node.axis(x, node.integer("axis", -1))));
        }
        int given = Node.positive(node.integer("axis", 1), x.rank());
        require(x.batch() < given, "it works along axis %d and those after it, and so along the batch", given);
        int axis = x.own(given);
        Shape shape = value.shape();
        Shape rows = Shape.of(shape.size(0, axis), shape.size(axis, shape.rank()));
        if (axis == shape.rank() - 1) {
            return node.result(function.apply(value, axis));
        }
        return node.result(function.apply(value.reshape(rows), 1).reshape(shape));
    }

    private static List<Term> layerNormalization(Node node) {
        node.commonType();
        Term.Flowing x = node.flowing(0);
        int given = Node.positive(node.integer("axis", -1), x.rank());
        require(x.batch() < given, "it works along axis %d and those after it, and so along the batch", given);
        int first = x.own(given);
        Shape shape = x.value().shape();
        Shape kept = shape;
        for (int axis = first; axis < shape.rank(); axis++) {
            kept = kept.with(axis, 1);
        }
        Shape rows = Shape.of(shape.size(0, first), shape.size(first, shape.rank()));
        Value centred = x.value().minus(x.value().reshape(rows).mean(1).reshape(kept));
        Value variance = centred.power(2).reshape(rows).mean(1).reshape(kept);
        Value normal = centred.over(variance.plus(node.real("epsilon", 1e-5f)).squareRoot());
        Aligned scaled = Aligned.of(node, List.of(node.flow(normal), node.term(1)));
        Value result = scaled.first().times(scaled.second());
        if (node.has(2)) {
            result = result.plus(
                    Aligned.of(node, List.of(node.flow(result), node.term(2))).second());
        }
        return node.result(result);
    }
}
