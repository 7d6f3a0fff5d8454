package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that take elements by places that are known, put them there, or add them up along an axis. */
final class RearrangementOperators {
    private RearrangementOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("DepthToSpace", RearrangementOperators::depthToSpace);
        operators.put("SpaceToDepth", RearrangementOperators::spaceToDepth);
        operators.put("Trilu", RearrangementOperators::triangle);
        operators.put("EyeLike", RearrangementOperators::identity);
        operators.put("GatherElements", RearrangementOperators::gatherElements);
        operators.put("GatherND", RearrangementOperators::gatherPoints);
        operators.put("ScatterElements", RearrangementOperators::scatterElements);
        operators.put("Scatter", RearrangementOperators::scatterElements);
        operators.put("ScatterND", RearrangementOperators::scatterPoints);
        operators.put("OneHot", RearrangementOperators::oneHot);
        operators.put("CumSum", RearrangementOperators::cumulative);
        operators.put("Compress", RearrangementOperators::compress);
        operators.put("NonZero", RearrangementOperators::nonZero);
        operators.put("ReverseSequence", RearrangementOperators::reverse);
    }

    /** The elements of a term at these places of its view, in order, as an array of these extents. */
    static Term taken(Term x, int[] extents, int[] places, int batch) {
        return switch (x) {
            case Term.Known known -> known.take(extents, places);
            case Term.Flowing flowing ->
                Term.Flowing.of(
                        flowing.type(),
                        flowing.value()
                                .flatten()
                                .gather(0, Arrays.stream(places).boxed().toList())
                                .reshape(Shape.of(extents)),
                        batch);
        };
    }

    static int batch(Term x) {
        return x instanceof Term.Flowing flowing ? flowing.batch() : Term.Flowing.NONE;
    }

    static int[] strides(int[] extents) {
        int[] strides = new int[extents.length];
        int stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= extents[axis];
        }
        return strides;
    }

    /** The place along each axis of an element. */
    static int[] coordinates(int element, int[] extents) {
        int[] place = new int[extents.length];
        int left = element;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            place[axis] = left % extents[axis];
            left /= extents[axis];
        }
        return place;
    }

    static int element(int[] place, int[] strides) {
        int element = 0;
        for (int axis = 0; axis < place.length; axis++) {
            element += place[axis] * strides[axis];
        }
        return element;
    }

    private static Term.Flowing image(Node node) {
        Term.Flowing x = node.flowing(0);
        require(
                x.rank() == 4 && x.batch() <= 0,
                "its input must be [batch, channels, height, width], but is %s",
                x.value().type());
        return x;
    }

    private static List<Term> depthToSpace(Node node) {
        Term.Flowing x = image(node);
        int[] extents = x.extents();
        int block = Node.small(node.integer("blocksize", 1), "blocksize");
        require(
                block > 0 && extents[1] % (block * block) == 0,
                "%d channels aren't blocks of %d × %d",
                extents[1],
                block,
                block);
        int channels = extents[1] / block / block;
        String mode = node.text("mode", "DCR");
        require(mode.equals("DCR") || mode.equals("CRD"), "mode '%s' is not supported; supported: DCR, CRD", mode);
        boolean blocksFirst = mode.equals("DCR");
        Value split = x.view()
                .reshape(
                        blocksFirst
                                ? Shape.of(extents[0], block, block, channels, extents[2], extents[3])
                                : Shape.of(extents[0], channels, block, block, extents[2], extents[3]));
        Value turned = blocksFirst ? split.transpose(0, 3, 4, 1, 5, 2) : split.transpose(0, 1, 4, 2, 5, 3);
        return Node.result(Term.Flowing.of(
                x.type(),
                turned.reshape(Shape.of(extents[0], channels, extents[2] * block, extents[3] * block)),
                x.batch()));
    }

    private static List<Term> spaceToDepth(Node node) {
        Term.Flowing x = image(node);
        int[] extents = x.extents();
        int block = Node.small(node.integer("blocksize", 1), "blocksize");
        require(
                block > 0 && extents[2] % block == 0 && extents[3] % block == 0,
                "an image of %d × %d isn't made of blocks of %d",
                extents[2],
                extents[3],
                block);
        Value split = x.view()
                .reshape(Shape.of(extents[0], extents[1], extents[2] / block, block, extents[3] / block, block));
        return Node.result(Term.Flowing.of(
                x.type(),
                split.transpose(0, 3, 5, 1, 2, 4)
                        .reshape(Shape.of(
                                extents[0], extents[1] * block * block, extents[2] / block, extents[3] / block)),
                x.batch()));
    }

    private static List<Term> triangle(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int rank = extents.length;
        require(rank >= 2, "its input must be matrices");
        require(batch(x) < rank - 2, "it would take a triangle of the batch");
        long diagonal = node.has(1) ? node.fixedIntegers(1, "k")[0] : 0;
        boolean upper = node.integer("upper", 1) != 0;
        int rows = extents[rank - 2];
        int columns = extents[rank - 1];
        boolean[] stays = new boolean[rows * columns];
        for (int i = 0; i < stays.length; i++) {
            long above = i % columns - i / columns;
            stays[i] = upper ? above >= diagonal : above <= diagonal;
        }
        return switch (x) {
            case Term.Integers whole ->
                Node.result(Term.Integers.of(
                        whole.type(), extents, i -> stays[i % stays.length] ? whole.at(i) : Folding.Count.of(0)));
            case Term.Reals reals ->
                Node.result(Term.Reals.of(reals.type(), extents, i -> stays[i % stays.length] ? reals.at(i) : 0));
            case Term.Flowing flowing -> {
                float[] mask = new float[stays.length];
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = stays[i] ? 1 : 0;
                }
                yield node.result(flowing.value()
                        .times(node.trace().constant(Tensor.of(Shape.of(rows, columns), mask))));
            }
        };
    }

    private static List<Term> identity(Node node) {
        int[] extents = ShapeOperators.extents(node.term(0));
        require(extents.length == 2 && batch(node.term(0)) < 0, "its input must be a matrix, without the batch");
        long diagonal = node.integer("k", 0);
        ElementType type = node.hasAttribute("dtype")
                ? ElementType.of(node.integer("dtype", 1), "it")
                : node.term(0).type();
        return Node.result(
                type.isReal()
                        ? Term.Reals.of(type, extents, i -> isOn(i, extents[1], diagonal) ? 1 : 0)
                        : Term.Integers.of(
                                type, extents, i -> Folding.Count.of(isOn(i, extents[1], diagonal) ? 1 : 0)));
    }

    private static boolean isOn(int element, int columns, long diagonal) {
        return element % columns - element / columns == diagonal;
    }

    private static List<Term> gatherElements(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int axis = Node.positive(node.integer("axis", 0), extents.length);
        require(batch(x) < 0, "the same places would be taken of each example only if they had no batch");
        long[] indices = node.fixedIntegers(1, "the indices");
        int[] shape = node.known(1, "the indices").extents();
        require(shape.length == extents.length, "data and indices must have one rank");
        int[] strides = strides(extents);
        int[] places = new int[indices.length];
        for (int i = 0; i < places.length; i++) {
            int[] place = coordinates(i, shape);
            place[axis] = Node.positive(indices[i], extents[axis]);
            places[i] = element(place, strides);
        }
        return Node.result(taken(x, shape, places, Term.Flowing.NONE));
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
        require(batch(x) < 0 || batch(x) >= shared + depth, "it would pick examples of the batch");
        int[] result = concatenated(
                Arrays.copyOf(shape, shape.length - 1), Arrays.copyOfRange(extents, shared + depth, extents.length));
        int run = Layout.size(Arrays.copyOfRange(extents, shared + depth, extents.length));
        int[] strides = strides(extents);
        int points = depth == 0 ? Layout.size(Arrays.copyOf(shape, shape.length - 1)) : indices.length / depth;
        int[] places = new int[points * run];
        int[] before = Arrays.copyOf(shape, shape.length - 1);
        for (int point = 0; point < points; point++) {
            int[] outer = coordinates(point, before);
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
        int batch = batch(x) < 0 ? batch(x) : batch(x) - shared - depth + shape.length - 1;
        return Node.result(taken(x, result, places, batch));
    }

    private static int[] concatenated(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static List<Term> scatterElements(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int axis = Node.positive(node.integer("axis", 0), extents.length);
        require(batch(x) != axis, "it would put elements among the examples of the batch");
        long[] indices = node.fixedIntegers(1, "the indices");
        int[] shape = node.known(1, "the indices").extents();
        require(
                shape.length == extents.length
                        && (batch(x) < 0 || batch(node.term(2)) == batch(x) && shape[batch(x)] == 1),
                "data and indices must have one rank, and no batch");
        int[] strides = strides(extents);
        int[] places = new int[indices.length];
        for (int i = 0; i < places.length; i++) {
            int[] place = coordinates(i, shape);
            place[axis] = Node.positive(indices[i], extents[axis]);
            places[i] = element(place, strides);
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
                batch(x) < 0 && batch(node.term(2)) < 0,
                "the places would be those of all examples, among whose axes the batch is");
        int run = Layout.size(Arrays.copyOfRange(extents, depth, extents.length));
        int[] strides = strides(extents);
        int[] places = new int[depth == 0 ? run : indices.length / depth * run];
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
        Term x = node.term(0);
        Term updates = node.term(2);
        int[] extents = ShapeOperators.extents(x);
        int size = Layout.size(extents);
        require(
                Layout.size(ShapeOperators.extents(updates)) == places.length,
                "there are %d updates for %d places",
                Layout.size(ShapeOperators.extents(updates)),
                places.length);
        if (reduction.equals("none")) {
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
                                    node.value(ComparisonOperators.number(updates))
                                            .flatten()));
            int batch = batch(x);
            Value taken = all.gather(0, Arrays.stream(sources).boxed().toList()).reshape(Shape.of(extents));
            return Node.result(Term.Flowing.of(x.type(), taken, batch));
        }
        Value data = node.value(ComparisonOperators.number(x)).flatten();
        Value more = node.value(ComparisonOperators.number(updates)).flatten();
        // Elements that meet at one place go there by turns.
        for (List<Integer> turn : turns(places)) {
            List<Integer> targets = turn.stream().map(i -> places[i]).toList();
            int[] back = Layout.range(size);
            for (int i = 0; i < targets.size(); i++) {
                back[targets.get(i)] = size + i;
            }
            Value old = data.gather(0, targets);
            Value part = more.gather(0, turn);
            Value met = switch (reduction) {
                case "add" -> old.plus(part);
                case "mul" -> old.times(part);
                case "max" -> old.max(part);
                case "min" -> old.min(part);
                default ->
                    throw new IllegalArgumentException(
                            "reduction '" + reduction + "' is not supported; supported: none, add, mul, max, min");
            };
            data = node.trace()
                    .concatenate(0, List.of(data, met))
                    .gather(0, Arrays.stream(back).boxed().toList());
        }
        return Node.result(Term.Flowing.of(x.type(), data.reshape(Shape.of(extents)), batch(x)));
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
        int[] strides = strides(before);
        for (int i = 0; i < sources.length; i++) {
            int[] place = coordinates(i, extents);
            int[] rest = new int[before.length];
            for (int j = 0; j < rest.length; j++) {
                rest[j] = place[j < axis ? j : j + 1];
            }
            double index = indices[element(rest, strides)];
            long whole = (long) index;
            sources[i] = (whole < 0 ? whole + depth : whole) == place[axis] ? 1 : 0;
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
        Arrays.setAll(numbers, reals::at);
        return numbers;
    }

    /** Of indices that depend on the input: where the difference to a place is 0. */
    private static List<Term> flowingOneHot(Node node, int depth, Term.Known values) {
        Term.Flowing x = node.flowing(0);
        int axis = Node.positive(node.integer("axis", -1), x.rank() + 1);
        Value view = x.view();
        // A negative place counts from the end.
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
        Value apart = wide.minus(node.trace().constant(Tensor.of(shape, numbers)))
                .absolute()
                .step();
        Term.Reals two = Node.asReals(values);
        float off = (float) two.at(0);
        float on = (float) two.at(1);
        Value hot = ComparisonOperators.not(apart);
        Value result = off == 0 ? hot.scale(on) : hot.scale(on).plus(apart.scale(off));
        int batch = x.hasBatch() ? x.batch() + (axis <= x.batch() ? 1 : 0) : Term.Flowing.NONE;
        return Node.result(Term.Flowing.of(values.type(), result, batch));
    }

    private static List<Term> cumulative(Node node) {
        long[] given = node.fixedIntegers(1, "the axis");
        require(given.length == 1, "the axis must be one number");
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        int axis = Node.axis(x, given[0]);
        Value sum = cumulative(x.value(), axis, node.flag("exclusive"), node.flag("reverse"));
        return Node.result(x.with(sum).with(node.term(0).type()));
    }

    /** Sums of all elements before each along one axis, by a triangle of ones. */
    static Value cumulative(Value x, int axis, boolean exclusive, boolean reverse) {
        int extent = x.shape().extent(axis);
        float[] ones = new float[extent * extent];
        for (int to = 0; to < extent; to++) {
            for (int from = 0; from < extent; from++) {
                int before = reverse ? from - to : to - from;
                ones[to * extent + from] = before > 0 || before == 0 && !exclusive ? 1 : 0;
            }
        }
        return WeightedSums.of(x, axis, Tensor.of(Shape.of(extent, extent), ones));
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
            require(batch(x) < 0, "it would drop the batch");
            return Node.result(taken(x, new int[] {places.length}, places, Term.Flowing.NONE));
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
                places.add(coordinates(i, x.extents()));
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

    private static List<Term> reverse(Node node) {
        Term x = node.term(0);
        int[] extents = ShapeOperators.extents(x);
        int along = Node.positive(node.integer("time_axis", 0), extents.length);
        int examples = Node.positive(node.integer("batch_axis", 1), extents.length);
        require(batch(x) < 0, "each example would be turned by a length of its own");
        long[] lengths = node.fixedIntegers(1, "the lengths");
        int[] strides = strides(extents);
        int[] places = new int[Layout.size(extents)];
        for (int i = 0; i < places.length; i++) {
            int[] place = coordinates(i, extents);
            int length = (int) lengths[place[examples]];
            if (place[along] < length) {
                place[along] = length - 1 - place[along];
            }
            places[i] = element(place, strides);
        }
        return Node.result(taken(x, extents, places, Term.Flowing.NONE));
    }
}
