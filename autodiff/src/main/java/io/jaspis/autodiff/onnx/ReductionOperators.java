package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Operators that reduce axes, and those composed of such, as softmax is. */
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
        operators.put(
                "ReduceL1", node -> reduce(node, Reduction.L1, (x, axes) -> each(x.absolute(), axes, Value::sum)));
        operators.put("ReduceL2", node -> reduce(node, Reduction.L2, ReductionOperators::norm));
        operators.put(
                "ReduceSumSquare",
                node -> reduce(node, Reduction.SUM_OF_SQUARES, (x, axes) -> each(x.power(2), axes, Value::sum)));
        operators.put(
                "ReduceProd",
                node -> reduce(node, Reduction.PRODUCT, (x, axes) -> each(x, axes, ReductionOperators::product)));
        operators.put("Softmax", node -> softmax(node, Value::softmax));
        operators.put("LogSoftmax", node -> softmax(node, Value::logSoftmax));
        operators.put(
                "ReduceLogSum",
                node -> reduce(
                        node, null, (x, axes) -> each(x, axes, Value::sum).logarithm()));
        operators.put("ReduceLogSumExp", node -> reduce(node, null, ReductionOperators::logSumExponentials));
        operators.put("ArgMax", node -> place(node, false));
        operators.put("ArgMin", node -> place(node, true));
        operators.put("Hardmax", ReductionOperators::hardmax);
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

    /** The product along one axis, which goes. */
    private static Value product(Value x, int axis) {
        Value product = x.slice(axis, 0, 1);
        for (int i = 1; i < x.shape().extent(axis); i++) {
            product = product.times(x.slice(axis, i, 1));
        }
        return product.reshape(x.shape().without(axis));
    }

    /** From the differences to the largest, so that no exponential overflows; an infinite one has no differences. */
    private static Value logSumExponentials(Value x, int[] axes) {
        Value largest = each(x, axes, Value::maximum).clip(-Float.MAX_VALUE, Float.MAX_VALUE);
        Shape kept = x.shape();
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        Value powers = x.minus(largest.reshape(kept)).exponential();
        return each(powers, axes, Value::sum).logarithm().plus(largest);
    }

    /** 1 at the first of the largest along one axis (or the last), else 0. */
    static Value first(Value x, int axis, boolean last) {
        Value largest = x.maximum(axis).reshape(x.shape().with(axis, 1));
        Value isLargest = largest.minus(x).step().not();
        Value before = RearrangementOperators.counted(isLargest, axis, last);
        return isLargest.times(before.step().not());
    }

    /** The place of the largest or smallest: of the elements that stand there alone, each its own number. */
    private static List<Term> place(Node node, boolean smallest) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        int axis = Node.axis(x, node.integer("axis", 0));
        Value value = smallest ? x.value().negate() : x.value();
        Value first = first(value, axis, node.flag("select_last_index"));
        int extent = value.shape().extent(axis);
        float[] numbers = new float[extent];
        for (int i = 0; i < extent; i++) {
            numbers[i] = i;
        }
        Shape along = Shape.of(extent);
        while (along.rank() < value.shape().rank() - axis) {
            along = along.insert(along.rank(), 1);
        }
        Value place =
                first.times(node.trace().constant(Tensor.of(along, numbers))).sum(axis);
        node.ranges().tell(place, new Ranges.Range(0, extent - 1.0));
        Shape left = kept(node) ? value.shape().with(axis, 1) : value.shape().without(axis);
        return Node.result(
                reduced(x, new int[] {axis}, place.reshape(left), kept(node)).with(ElementType.INT64));
    }

    private static List<Term> hardmax(Node node) {
        return softmax(node, (x, axis) -> first(x, axis, false));
    }

    private static Value norm(Value x, int[] axes) {
        return axes.length == 0
                ? x.absolute()
                : each(x.power(2), axes, Value::sum).squareRoot();
    }

    private static List<Term> reduce(Node node, Reduction known, BiFunction<Value, int[], Value> flowing) {
        long[] given = node.attributeOrInput("axes", 1);
        boolean none = given == null || given.length == 0;
        boolean all = none && !node.flag("noop_with_empty_axes");
        // Nothing is reduced then, but each element is squared or the like all the same.
        long[] named = none ? new long[0] : given;
        if (node.term(0) instanceof Term.Known x) {
            int[] axes = all
                    ? Layout.range(x.rank())
                    : Arrays.stream(named)
                            .mapToInt(axis -> Node.positive(axis, x.rank()))
                            .distinct()
                            .toArray();
            Optional<Term.Known> result = known == null ? Optional.empty() : known.of(x, axes);
            if (result.isPresent()) {
                return Node.result(result.get().reshaped(left(node, x.extents(), axes)));
            }
        }
        Term.Flowing x = node.flowing(0);
        require(
                x.type().isReal() || known != null && known.isWhole(),
                "of whole numbers that depend on the input its result would have to be cut off; cast them to float32 before");
        require(!all || !x.hasBatch(), "it would reduce the batch, axis %d; name its axes", x.batch());
        int[] axes = all
                ? Layout.range(x.rank())
                : Arrays.stream(named)
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
        int before = (int)
                Arrays.stream(axes).filter(axis -> x.outer(axis) < x.batch()).count();
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
}
