package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators that make constants, or whole numbers from the shapes of what flows. */
final class ConstantOperators {
    private ConstantOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Constant", ConstantOperators::constant);
        operators.put("ConstantOfShape", ConstantOperators::constantOfShape);
        operators.put("Range", ConstantOperators::range);
        operators.put("Shape", ConstantOperators::shape);
        operators.put("Size", ConstantOperators::size);
    }

    private static List<Term> constant(Node node) {
        require(
                node.attributeCount() == 1,
                "it must have one attribute that tells its value, but has %d",
                node.attributeCount());
        if (node.hasAttribute("value")) {
            return Node.result(node.tensor("value"));
        }
        if (node.hasAttribute("sparse_value")) {
            return Node.result(node.sparseTensor("sparse_value"));
        }
        if (node.hasAttribute("value_float")) {
            return Node.result(Term.Floats.scalar(node.bound("value_float", 0)));
        }
        if (node.hasAttribute("value_int")) {
            return Node.result(Term.Integers.of(ElementType.INT64, new int[0], node.integer("value_int", 0)));
        }
        if (node.hasAttribute("value_ints")) {
            return Node.result(Term.Integers.list(node.integers("value_ints")));
        }
        require(
                node.hasAttribute("value_floats"),
                "its attribute is not supported; supported: value, sparse_value, value_float, value_floats, value_int, value_ints");
        float[] data = node.reals("value_floats");
        return Node.result(new Term.Floats(ElementType.FLOAT, new int[] {data.length}, data));
    }

    private static List<Term> constantOfShape(Node node) {
        Term.Known element = node.hasAttribute("value") ? node.tensor("value") : Term.Floats.scalar(0);
        require(element.size() == 1, "its value must be one number, but has %d", element.size());
        Term.Integers target = node.integers(0, "the shape");
        node.requireList(0, "the shape");
        int batch = Term.Flowing.NONE;
        for (int i = target.size() - 1; i >= 0; i--) {
            batch = target.isBatch(i) ? i : batch;
        }
        int[] extents = new int[target.size()];
        for (int i = 0; i < extents.length; i++) {
            require(i == batch || target.perExample()[i] == 0, "the batch may only be one axis of a shape");
            extents[i] = i == batch ? 1 : Node.small(target.fixed()[i], "an extent of the shape");
        }
        Term.Known filled = element.take(extents, new int[Layout.grown(extents)]);
        return Node.result(
                batch < 0
                        ? filled
                        : Term.Flowing.of(filled.type(), node.value(filled).repeatBatch(), batch));
    }

    private static List<Term> range(Node node) {
        ElementType type = node.type(0, 1, 2);
        if (node.known(0, "the start") instanceof Term.Integers) {
            BigDecimal from = whole(node, 0, "the start");
            BigDecimal step = whole(node, 2, "the step");
            int[] extents = {count(from, whole(node, 1, "the limit"), step)};
            return Node.result(Term.Integers.of(
                    type,
                    extents,
                    i -> Folding.Count.of(from.longValueExact() + i * step.longValueExact())
                            .in(type)));
        }
        float start = node.scalar(0, "the start");
        float limit = node.scalar(1, "the limit");
        float delta = node.scalar(2, "the step");
        require(
                type.precision() >= Float.PRECISION || node.integer("stash_type", 1) == 1,
                "with stash_type %d each step rounds to %s; supported: 1, steps of float32",
                node.integer("stash_type", 1),
                type.word());
        require(Float.isFinite(start) && Float.isFinite(limit) && Float.isFinite(delta), "it must have finite numbers");
        BigDecimal from = new BigDecimal(start);
        BigDecimal step = new BigDecimal(delta);
        int[] extents = {count(from, new BigDecimal(limit), step)};
        double[] values = new double[extents[0]];
        boolean exact = true;
        for (int i = 0; i < values.length; i++) {
            Optional<Double> held = Folding.held(type, from.add(step.multiply(BigDecimal.valueOf(i))));
            exact &= held.isPresent();
            values[i] = held.orElse(0.0);
        }
        if (exact) {
            // Types of 16 bits are made of float32 at the end.
            return Node.result(Term.Reals.of(type, extents, i -> type.nearest(values[i])));
        }
        require(type.precision() >= Float.PRECISION, "its numbers of %s are rounded on the way", type.word());
        // Runtimes add the step again and again, so that what they round grows with the place.
        node.deriveWeights();
        float[] places = new float[extents[0]];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        return node.result(
                node.value(new Term.Floats(type, extents, places)).scale(delta).plus(start));
    }

    private static BigDecimal whole(Node node, int input, String what) {
        long[] numbers = node.fixedIntegers(input, what);
        require(numbers.length == 1, "%s must be one number, but has %d", what, numbers.length);
        return BigDecimal.valueOf(numbers[0]);
    }

    /** How many numbers there are from one on, in steps, before a limit. */
    private static int count(BigDecimal from, BigDecimal limit, BigDecimal step) {
        require(step.signum() != 0, "the step is 0");
        BigDecimal[] parts = limit.subtract(from).divideAndRemainder(step);
        BigDecimal count = parts[1].signum() * step.signum() > 0 ? parts[0].add(BigDecimal.ONE) : parts[0];
        if (count.signum() <= 0) {
            return 0;
        }
        require(count.compareTo(BigDecimal.valueOf(1 << 28)) <= 0, "it makes %s numbers, which is too many", count);
        return count.intValueExact();
    }

    private static List<Term> shape(Node node) {
        Term.Integers all = extents(node.term(0));
        int rank = all.size();
        int start = Math.clamp(from(node.integer("start", 0), rank), 0, rank);
        int end = Math.clamp(from(node.integer("end", rank), rank), start, rank);
        int[] places = new int[end - start];
        Arrays.setAll(places, i -> start + i);
        return Node.result(Layout.select(all, new int[][] {places}));
    }

    private static long from(long place, int rank) {
        return place < 0 ? place + rank : place;
    }

    /** The extents of a term, the batch's among them. */
    private static Term.Integers extents(Term term) {
        return switch (term) {
            case Term.Known known ->
                Term.Integers.list(Arrays.stream(known.extents()).asLongStream().toArray());
            case Term.Flowing flowing -> {
                long[] fixed = new long[flowing.rank()];
                long[] perExample = new long[flowing.rank()];
                int[] own = flowing.extents();
                for (int axis = 0; axis < fixed.length; axis++) {
                    (axis == flowing.batch() ? perExample : fixed)[axis] = own[axis];
                }
                yield new Term.Integers(ElementType.INT64, new int[] {fixed.length}, fixed, perExample);
            }
        };
    }

    private static List<Term> size(Node node) {
        Term.Integers extents = extents(node.term(0));
        Folding.Count size = Folding.Count.of(1);
        for (int i = 0; i < extents.size(); i++) {
            size = size.times(extents.at(i));
        }
        Folding.Count all = size;
        return Node.result(Term.Integers.of(ElementType.INT64, new int[0], _ -> all));
    }
}
