package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** OneHot: one value of two at the place that an index names, the other elsewhere. */
final class OneHotOperator {
    private OneHotOperator() {}

    static void register(Map<String, Operator> operators) {
        operators.put("OneHot", OneHotOperator::oneHot);
    }

    private static List<Term> oneHot(Node node) {
        long given = depth(node);
        Term.Known values = node.known(2, "the values");
        require(values.size() == 2, "the values must be two numbers, but are %d", values.size());
        int depth = Node.small(given, "the depth");
        require(depth > 0, "the depth is %d", depth);
        if (!(node.term(0) instanceof Term.Known)) {
            return flowingOneHot(node, depth, values);
        }
        Term.Known known = (Term.Known) node.term(0);
        double[] indices = numbers(known instanceof Term.Integers whole ? doubles(whole) : (Term.Reals) known);
        int[] before = known.extents();
        int axis = Node.positive(node.integer("axis", -1), before.length + 1);
        int[] extents = new int[before.length + 1];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i == axis ? depth : before[i < axis ? i : i - 1];
        }
        int[] sources = new int[Layout.grown(extents)];
        int[] strides = Places.strides(before);
        for (int i = 0; i < sources.length; i++) {
            int[] place = Places.coordinates(i, extents);
            int[] rest = new int[before.length];
            for (int j = 0; j < rest.length; j++) {
                rest[j] = place[j < axis ? j : j + 1];
            }
            double index = indices[Places.element(rest, strides)];
            sources[i] = (index < 0 ? index + depth : index) == place[axis] ? 1 : 0;
        }
        return Node.result(values.take(extents, sources));
    }

    private static long depth(Node node) {
        return switch (node.known(1, "the depth")) {
            case Term.Integers whole -> {
                require(whole.size() == 1 && whole.isFixed(), "the depth must be one number");
                yield whole.fixed()[0];
            }
            case Term.Reals reals -> {
                require(reals.size() == 1, "the depth must be one number");
                requireWhole(reals.at(0), "the depth");
                yield (long) reals.at(0);
            }
        };
    }

    private static Term.Doubles doubles(Term.Integers whole) {
        require(whole.isFixed(), "the indices must not depend on the size of the batch");
        return new Term.Doubles(
                whole.extents(), Arrays.stream(whole.fixed()).asDoubleStream().toArray());
    }

    private static double[] numbers(Term.Reals reals) {
        double[] numbers = new double[reals.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = reals.at(i);
            requireWhole(numbers[i], "an index");
        }
        return numbers;
    }

    private static void requireWhole(double number, String what) {
        require(
                number == Math.rint(number),
                "%s is %s, whose fraction ONNX's text cuts off and ONNX Runtime takes for no place; give whole numbers",
                what,
                number);
    }

    /** Of indices that depend on the input: where the difference to a place is 0. */
    private static List<Term> flowingOneHot(Node node, int depth, Term.Known values) {
        Term.Flowing x = node.flowing(0);
        require(
                !x.type().isReal(),
                "its indices depend on the input and may have fractions, which ONNX's text cuts off and ONNX Runtime takes for"
                        + " no place; cast them to int64 before");
        int axis = Node.positive(node.integer("axis", -1), x.rank() + 1);
        Value apart = apart(x, depth, axis);
        Term.Reals two = ExactNumbers.asReals(values);
        float off = (float) two.at(0);
        float on = (float) two.at(1);
        Value hot = apart.not();
        Value result = off == 0 ? hot.scale(on) : hot.scale(on).plus(apart.scale(off));
        int batch = x.hasBatch() ? x.batch() + (axis <= x.batch() ? 1 : 0) : Term.Flowing.NONE;
        return Node.result(Term.Flowing.of(values.type(), result, batch));
    }

    /** 0 at the place along a new axis that an index names, counted from the end where it is negative; 1 elsewhere. */
    static Value apart(Term.Flowing x, int depth, int axis) {
        Value view = x.view();
        Value places = view.plus(view.negate().step().scale(depth));
        Value wide = places.broadcast(axis, depth);
        float[] numbers = new float[depth];
        for (int i = 0; i < depth; i++) {
            numbers[i] = i;
        }
        Shape shape = Shape.of(depth);
        while (shape.rank() < wide.shape().rank() - axis) {
            shape = shape.insert(shape.rank(), 1);
        }
        return wide.minus(x.value().trace().constant(Tensor.of(shape, numbers)))
                .absolute()
                .step();
    }
}
