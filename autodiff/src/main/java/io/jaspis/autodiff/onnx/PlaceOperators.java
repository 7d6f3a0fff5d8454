package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that take elements by places that are known, or put them there. */
final class PlaceOperators {
    private PlaceOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("GatherElements", PlaceOperators::gatherElements);
        operators.put("GatherND", PlaceOperators::gatherPoints);
        operators.put("ScatterElements", PlaceOperators::scatterElements);
        operators.put("Scatter", PlaceOperators::scatterElements);
        operators.put("ScatterND", PlaceOperators::scatterPoints);
        operators.put("Compress", PlaceOperators::compress);
        operators.put("NonZero", PlaceOperators::nonZero);
    }

    private static List<Term> gatherElements(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int axis = Node.positive(node.integer("axis", 0), extents.length);
        require(Places.batch(x) < 0, "the same places would be taken of each example only if they had no batch");
        long[] indices = node.fixedIntegers(1, "the indices");
        int[] shape = node.known(1, "the indices").extents();
        require(shape.length == extents.length, "data and indices must have one rank");
        requireWithin(shape, extents, axis);
        int[] strides = Places.strides(extents);
        int[] places = new int[indices.length];
        for (int i = 0; i < places.length; i++) {
            int[] place = Places.coordinates(i, shape);
            place[axis] = Node.positive(indices[i], extents[axis]);
            places[i] = Places.element(place, strides);
        }
        return Node.result(Places.taken(x, shape, places, Term.Flowing.NONE));
    }

    /** Refuses indices that reach beyond the data along any axis but the one that they are of. */
    private static void requireWithin(int[] shape, int[] extents, int axis) {
        for (int i = 0; i < shape.length; i++) {
            require(
                    i == axis || shape[i] <= extents[i],
                    "axis %d of the indices has %d elements, more than the %d of the data",
                    i,
                    shape[i],
                    extents[i]);
        }
    }

    private static void requireUpdates(Node node, int[] expected) {
        int[] given = ShapeOperators.extents(node.term(2));
        require(
                Arrays.equals(given, expected),
                "the updates must have the shape %s, but have %s",
                Arrays.toString(expected),
                Arrays.toString(given));
    }

    private static List<Term> gatherPoints(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int shared = Node.small(node.integer("batch_dims", 0), "batch_dims");
        int[] shape = node.known(1, "the indices").extents();
        long[] indices = node.fixedIntegers(1, "the indices");
        require(shape.length >= 1, "the indices must have an axis");
        int depth = shape[shape.length - 1];
        require(
                shared >= 0 && shared < shape.length && shared + depth <= extents.length,
                "points of %d numbers don't fit an array of %d axes",
                depth,
                extents.length);
        require(
                Arrays.equals(Arrays.copyOf(shape, shared), Arrays.copyOf(extents, shared)),
                "data and indices must agree in their first %d axes, but have %s and %s",
                shared,
                Arrays.toString(extents),
                Arrays.toString(shape));
        require(Places.batch(x) < 0 || Places.batch(x) >= shared + depth, "it would pick examples of the batch");
        int[] result = Places.concatenated(
                Arrays.copyOf(shape, shape.length - 1), Arrays.copyOfRange(extents, shared + depth, extents.length));
        int run = Layout.size(Arrays.copyOfRange(extents, shared + depth, extents.length));
        int[] strides = Places.strides(extents);
        int points = depth == 0 ? Layout.size(Arrays.copyOf(shape, shape.length - 1)) : indices.length / depth;
        int[] places = new int[Layout.grown(new int[] {points, run})];
        int[] before = Arrays.copyOf(shape, shape.length - 1);
        for (int point = 0; point < points; point++) {
            int[] outer = Places.coordinates(point, before);
            int start = 0;
            for (int axis = 0; axis < shared; axis++) {
                start += outer[axis] * strides[axis];
            }
            for (int i = 0; i < depth; i++) {
                start += Node.positive(indices[point * depth + i], extents[shared + i]) * strides[shared + i];
            }
            for (int i = 0; i < run; i++) {
                places[point * run + i] = start + i;
            }
        }
        int batch = Places.batch(x) < 0 ? Places.batch(x) : Places.batch(x) - shared - depth + shape.length - 1;
        return Node.result(Places.taken(x, result, places, batch));
    }

    private static List<Term> scatterElements(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int axis = Node.positive(node.integer("axis", 0), extents.length);
        require(Places.batch(x) != axis, "it would put elements among the examples of the batch");
        long[] indices = node.fixedIntegers(1, "the indices");
        int[] shape = node.known(1, "the indices").extents();
        require(
                shape.length == extents.length
                        && (Places.batch(x) < 0
                                || Places.batch(node.term(2)) == Places.batch(x) && shape[Places.batch(x)] == 1),
                "data and indices must have one rank, and no batch");
        requireWithin(shape, extents, axis);
        requireUpdates(node, shape);
        int[] strides = Places.strides(extents);
        int[] places = new int[indices.length];
        for (int i = 0; i < places.length; i++) {
            int[] place = Places.coordinates(i, shape);
            place[axis] = Node.positive(indices[i], extents[axis]);
            places[i] = Places.element(place, strides);
        }
        return scattered(node, places);
    }

    private static List<Term> scatterPoints(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        long[] indices = node.fixedIntegers(1, "the indices");
        int[] shape = node.known(1, "the indices").extents();
        require(shape.length >= 1, "the indices must have an axis");
        int depth = shape[shape.length - 1];
        require(depth <= extents.length, "points of %d numbers don't fit %d axes", depth, extents.length);
        require(
                Places.batch(x) < 0 && Places.batch(node.term(2)) < 0,
                "the places would be those of all examples, among whose axes the batch is");
        int[] rest = Arrays.copyOfRange(extents, depth, extents.length);
        requireUpdates(node, Places.concatenated(Arrays.copyOf(shape, shape.length - 1), rest));
        int run = Layout.size(rest);
        int[] strides = Places.strides(extents);
        int[] places = new int[Layout.grown(new int[] {depth == 0 ? 1 : indices.length / depth, run})];
        for (int point = 0; point < places.length / run; point++) {
            int start = 0;
            for (int i = 0; i < depth; i++) {
                start += Node.positive(indices[point * depth + i], extents[i]) * strides[i];
            }
            for (int i = 0; i < run; i++) {
                places[point * run + i] = start + i;
            }
        }
        return scattered(node, places);
    }

    /** The first operand with the elements of the third at these places of it. */
    private static List<Term> scattered(Node node, int[] places) {
        String reduction = node.text("reduction", "none");
        return reduction.equals("none") ? replaced(node, places) : reduced(node, places, reduction);
    }

    /** The first operand with those in their place. */
    private static List<Term> replaced(Node node, int[] places) {
        Term x = node.term(0);
        Term updates = node.term(2);
        int[] extents = ShapeOperators.extents(x);
        int size = Layout.size(extents);
        int[] sources = Layout.range(size);
        for (int i = 0; i < places.length; i++) {
            sources[places[i]] = size + i;
        }
        if (x instanceof Term.Known first && updates instanceof Term.Known second) {
            Term.Known all = Layout.concatenate(
                    0, List.of(first.reshaped(new int[] {size}), second.reshaped(new int[] {places.length})));
            return Node.result(all.take(extents, sources));
        }
        Value all = node.trace()
                .concatenate(
                        0,
                        List.of(
                                node.value(ComparisonOperators.number(x)).flatten(),
                                node.value(ComparisonOperators.number(updates)).flatten()));
        Value taken = all.gather(0, Arrays.stream(sources).boxed().toList()).reshape(Shape.of(extents));
        return Node.result(Term.Flowing.of(x.type(), taken, Places.batch(x)));
    }

    /** The first operand with those met by it in a way that a word names. */
    private static List<Term> reduced(Node node, int[] places, String reduction) {
        Term x = node.term(0);
        Term updates = node.term(2);
        int[] extents = ShapeOperators.extents(x);
        int size = Layout.size(extents);
        Value data = node.value(ComparisonOperators.number(x)).flatten();
        Value more = node.value(ComparisonOperators.number(updates)).flatten();
        // Elements that meet at one place go there by turns.
        for (List<Integer> turn : turns(places)) {
            List<Integer> targets = turn.stream().map(i -> places[i]).toList();
            int[] back = Layout.range(size);
            for (int i = 0; i < targets.size(); i++) {
                back[targets.get(i)] = size + i;
            }
            Value met = met(reduction, data.gather(0, targets), more.gather(0, turn));
            data = node.trace()
                    .concatenate(0, List.of(data, met))
                    .gather(0, Arrays.stream(back).boxed().toList());
        }
        return Node.result(Term.Flowing.of(x.type(), data.reshape(Shape.of(extents)), Places.batch(x)));
    }

    private static Value met(String reduction, Value old, Value part) {
        return switch (reduction) {
            case "add" -> old.plus(part);
            case "mul" -> old.times(part);
            case "max" -> old.max(part);
            case "min" -> old.min(part);
            default ->
                throw new IllegalArgumentException(
                        "reduction '" + reduction + "' is not supported; supported: none, add, mul, max, min");
        };
    }

    /** The numbers of the places in groups in which no place stands twice. */
    private static List<List<Integer>> turns(int[] places) {
        List<List<Integer>> turns = new ArrayList<>();
        Map<Integer, Integer> seen = new HashMap<>();
        for (int i = 0; i < places.length; i++) {
            int turn = seen.merge(places[i], 1, Integer::sum) - 1;
            while (turns.size() <= turn) {
                turns.add(new ArrayList<>());
            }
            turns.get(turn).add(i);
        }
        return turns;
    }

    private static List<Term> compress(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        long[] condition = node.fixedIntegers(1, "the condition");
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < condition.length; i++) {
            if (condition[i] != 0) {
                chosen.add(i);
            }
        }
        int[] places = chosen.stream().mapToInt(Integer::intValue).toArray();
        if (!node.hasAttribute("axis")) {
            require(Places.batch(x) < 0, "it would drop the batch");
            return Node.result(Places.taken(x, new int[] {places.length}, places, Term.Flowing.NONE));
        }
        int axis = Node.positive(node.integer("axis", 0), extents.length);
        return Node.result(SelectionOperators.pick(x, axis, places));
    }

    private static List<Term> nonZero(Node node) {
        Term.Known x = node.known(0, "what isn't zero");
        List<int[]> places = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            boolean zero = switch (x) {
                case Term.Integers whole -> {
                    require(whole.isFixed(), "it must not depend on the size of the batch");
                    yield whole.fixed()[i] == 0;
                }
                case Term.Reals reals -> reals.at(i) == 0;
            };
            if (!zero) {
                places.add(Places.coordinates(i, x.extents()));
            }
        }
        int rank = x.rank();
        long[] result = new long[rank * places.size()];
        for (int axis = 0; axis < rank; axis++) {
            for (int i = 0; i < places.size(); i++) {
                result[axis * places.size() + i] = places.get(i)[axis];
            }
        }
        return Node.result(Term.Integers.of(ElementType.INT64, new int[] {rank, places.size()}, result));
    }
}
