package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalisation by what an example itself holds: its mean, its variance, its norm. */
final class NormalisationOperators {
    private NormalisationOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("LayerNormalization", NormalisationOperators::layer);
        operators.put("RMSNormalization", NormalisationOperators::rootMeanSquare);
        // The name that ONNX Runtime has for it among ONNX's own, as it has LayerNormalization before opset 17.
        operators.put("SimplifiedLayerNormalization", NormalisationOperators::rootMeanSquare);
        operators.put("InstanceNormalization", node -> groups(node, 0));
        operators.put("GroupNormalization", node -> groups(node, node.integer("num_groups", 0)));
        operators.put("MeanVarianceNormalization", NormalisationOperators::meanVariance);
        operators.put("LpNormalization", NormalisationOperators::unitNorm);
        operators.put("LRN", NormalisationOperators::acrossChannels);
    }

    /** A value less its mean over some of its axes, which stay with extent 1, and its variance there. */
    private record Moments(Value mean, Value centred, Value variance) {
        static Moments of(Value x, int[] axes) {
            Shape kept = kept(x.shape(), axes);
            Value mean = x.mean(axes).reshape(kept);
            Value centred = x.minus(mean);
            return new Moments(mean, centred, centred.power(2).mean(axes).reshape(kept));
        }

        Value deviation(float epsilon) {
            return variance.plus(epsilon).squareRoot();
        }
    }

    private static Shape kept(Shape shape, int[] axes) {
        Shape kept = shape;
        for (int axis : axes) {
            kept = kept.with(axis, 1);
        }
        return kept;
    }

    /** The value's axes from an ONNX axis on, among which the batch may not be. */
    private static int[] from(Term.Flowing x, long axis) {
        int given = Node.positive(axis, x.rank());
        require(x.batch() < given, "it works along axis %d and those after it, and so along the batch", given);
        int first = x.own(given);
        return IntStream.range(first, x.value().shape().rank()).toArray();
    }

    private static List<Term> layer(Node node) {
        node.commonType();
        Term.Flowing x = node.flowing(0);
        int[] axes = from(x, node.integer("axis", -1));
        Shape shape = x.value().shape();
        Shape kept = kept(shape, axes);
        Shape rows = Shape.of(shape.size(0, axes[0]), shape.size(axes[0], shape.rank()));
        Value mean = x.value().reshape(rows).mean(1).reshape(kept);
        Value centred = x.value().minus(mean);
        Value variance = centred.power(2).reshape(rows).mean(1).reshape(kept);
        Value deviation = variance.plus(node.real("epsilon", 1e-5f)).squareRoot();
        Value result = scaled(node, x.with(centred.over(deviation)));
        List<Term> results = new ArrayList<>(node.result(result));
        // A place of its own also where it is left out.
        if (node.makes(1) || node.makes(2)) {
            results.add(x.with(mean));
        }
        if (node.makes(2)) {
            results.add(x.with(deviation.reciprocal()));
        }
        return results;
    }

    /** Times the node's second operand, plus its third. */
    private static Value scaled(Node node, Term.Flowing normal) {
        Aligned scaled = Aligned.of(node, List.of(normal, node.term(1)));
        Value result = scaled.first().times(scaled.second());
        if (node.has(2)) {
            result = result.plus(
                    Aligned.of(node, List.of(normal.with(result), node.term(2))).second());
        }
        return result;
    }

    private static List<Term> rootMeanSquare(Node node) {
        Term.Flowing x = node.flowing(0);
        int[] axes = from(x, node.integer("axis", -1));
        Value square = x.value().power(2).mean(axes).reshape(kept(x.value().shape(), axes));
        Value root = square.plus(node.real("epsilon", 1e-5f)).squareRoot();
        return node.result(scaled(node, x.with(x.value().over(root))));
    }

    /** Each group of channels by its own moments; 0 groups for as many as there are channels. */
    private static List<Term> groups(Node node, long given) {
        Term.Flowing x = node.flowing(0);
        require(
                x.rank() >= 3 && x.batch() <= 0,
                "its input must be [batch, channels, …], but is %s",
                x.value().type());
        Value view = x.view();
        int channels = view.shape().extent(1);
        int groups = given == 0 ? channels : Node.small(given, "num_groups");
        require(groups > 0 && channels % groups == 0, "%d channels can't be %d groups", channels, groups);
        int size = view.shape().size(2, view.shape().rank());
        Value spread = view.reshape(Shape.of(view.shape().extent(0), groups, channels / groups * size));
        Moments moments = Moments.of(spread, new int[] {2});
        Value normal = moments.centred.over(moments.deviation(node.real("epsilon", 1e-5f)));
        Shape each = Shape.of(view.shape().extent(0), groups, channels / groups, size);
        Value result = normal.reshape(each)
                .times(perChannel(node, 1, groups, channels))
                .plus(perChannel(node, 2, groups, channels));
        return Node.result(Term.Flowing.of(x.type(), result.reshape(view.shape()), x.batch()));
    }

    /** One number a channel or, before opset 21 of a group normalisation, a group, to meet [batch, groups, channels, size]. */
    private static Value perChannel(Node node, int input, int groups, int channels) {
        Term.Flowing numbers = node.flowing(input);
        require(!numbers.hasBatch(), "scale and bias must not have the batch among their axes");
        int count = numbers.value().shape().size();
        require(
                count == channels || count == groups,
                "it needs %d numbers, one a channel, but has %d",
                channels,
                count);
        return numbers.value().reshape(Shape.of(groups, count / groups, 1));
    }

    private static List<Term> meanVariance(Node node) {
        Term.Flowing x = node.flowing(0);
        long[] given = node.hasAttribute("axes") ? node.integers("axes") : new long[] {0, 2, 3};
        int[] axes = Arrays.stream(given)
                .mapToInt(axis -> Node.axis(x, axis))
                .sorted()
                .toArray();
        Moments moments = Moments.of(x.value(), axes);
        node.note(
                "ONNX adds 1e-9 to the deviation, and ONNX Runtime doesn't: where all elements are nearly alike, it gives other"
                        + " numbers than are computed here, and NaN where they are alike");
        // ONNX adds this to the deviation.
        return node.result(moments.centred.over(moments.variance.squareRoot().plus(1e-9f)));
    }

    private static List<Term> unitNorm(Node node) {
        Term.Flowing x = node.flowing(0);
        int[] axis = {Node.axis(x, node.integer("axis", -1))};
        long p = node.integer("p", 2);
        require(p == 1 || p == 2, "p is %d, but must be 1 or 2", p);
        Value value = x.value();
        Value norm =
                p == 1 ? value.absolute().sum(axis) : value.power(2).sum(axis).squareRoot();
        // Zeros stay zeros.
        return node.result(value.over(norm.notZero().reshape(kept(value.shape(), axis))));
    }

    /** Krizhevsky et al. 2012, section 3.3. */
    private static List<Term> acrossChannels(Node node) {
        Term.Flowing x = node.flowing(0);
        int axis = Node.axis(x, 1);
        int size = Node.small(node.integer("size", 1), "size");
        require(size >= 1, "size is %d", size);
        Value squares = x.value().power(2).pad(axis, (size - 1) / 2, size / 2);
        Value sum = null;
        int channels = x.value().shape().extent(axis);
        for (int i = 0; i < size; i++) {
            Value part = squares.slice(axis, i, channels);
            sum = sum == null ? part : sum.plus(part);
        }
        Value base = sum.scale(node.real("alpha", 1e-4f)).over(size).plus(node.real("bias", 1));
        return node.result(x.value().times(base.power(-node.real("beta", 0.75f))));
    }
}
